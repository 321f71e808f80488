from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, object]:
    """What every page shows around its content."""
    return {}
