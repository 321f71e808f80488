#!/usr/bin/env python
"""Runs a management command; starts the private services first where no database address is given."""

import os
import sys


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmo_portal.settings")
    from cmo_portal import embedded

    with embedded.services_for(sys.argv[1:]):
        if sys.argv[1:2] == ["pytest"]:
            # Before Django: pytest must see every import to turn its warnings into errors.
            from cmo_portal.testing import run_tests

            sys.exit(run_tests(sys.argv[2:]))
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
