"""What an action refused, shown in the form that asked."""

from foundation.refused import add_errors

__all__ = ["add_errors"]
