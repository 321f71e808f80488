"""Every address of the portal, read from the resolver."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.repository.policy import POLICY, To
from tests.repository.world import AT, World

# What an address without a line of its own is filled with: objects that do not exist, so that only the door answers.
NOBODY = {"app_label": "accounts", "content_type_id": 1, "url": "nothing"}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>")


@dataclass(frozen=True)
class Address:
    """One pattern: its name with its areas, its route and its view."""

    name: str
    route: str
    view: Any

    def rule(self) -> To | None:
        """The line of the policy: by its name, else by the longest beginning of it."""
        if self.name in POLICY:
            return POLICY[self.name]
        starts = [key for key in POLICY if key.endswith("*") and self.name.startswith(key[:-1])]
        return POLICY[max(starts, key=len)] if starts else None

    def url(self, world: World) -> str:
        """The address of this pattern with objects of the world in it."""
        rule = self.rule()
        facts = AT[rule.at](world) if rule and rule.at else {n: NOBODY.get(n, 1) for n in parameters(self.route)}
        try:
            return reverse(self.name, kwargs=facts)
        except NoReverseMatch:
            return "/" + re.sub(r"<[^>]+>", "1", self.route).replace("(?P1.*)$", "nothing")


def parameters(route: str) -> list[str]:
    """The names of what a route asks for."""
    return [one or other for one, other in PARAMETER.findall(route)]


def every_address() -> list[Address]:
    """All of them; one without a name is known by its route."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[Any], area: str, before: str) -> Iterator[Address]:
    for entry in patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, f"{area}{entry.namespace}:" if entry.namespace else area, route)
        elif isinstance(entry, URLPattern):
            yield Address(f"{area}{entry.name or route}", route, entry.callback)
