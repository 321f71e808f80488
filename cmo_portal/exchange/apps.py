from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "cmo_portal.exchange"
