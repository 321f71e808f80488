"""The administration of the portfolio, a module for each word of the domain."""

from portfolio.admin import contributions, delivery, finance, governance, indicators, projects, responsibility, scores, status

__all__ = ["contributions", "delivery", "finance", "governance", "indicators", "projects", "responsibility", "scores", "status"]
