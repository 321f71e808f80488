from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "foundation"

    def ready(self) -> None:
        """Compile translations that changed since the last start."""
        from foundation import messages

        messages.ensure_compiled()
