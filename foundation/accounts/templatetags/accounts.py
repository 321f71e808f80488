"""What the sign-in page needs to know."""

from django import template

from foundation.accounts import demo

register = template.Library()


@register.simple_tag
def demo_logins() -> list[demo.DemoLogin]:
    """The people of the invented company one may sign in as; empty outside a demo."""
    return demo.logins()
