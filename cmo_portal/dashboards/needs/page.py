"""What needs one person, whole: by name first, then the exceptions of their board; ranked, five at most, told."""

from collections.abc import Callable
from dataclasses import replace

from django.db.models import QuerySet

from cmo_portal.dashboards.board import Board
from cmo_portal.dashboards.needs import exceptions, indicators, initiatives, memory, people, personal, suppliers
from cmo_portal.dashboards.needs.deeds import set_aside
from cmo_portal.dashboards.needs.need import Need, Needs, Reader, first
from foundation.accounts.access import rights_of
from foundation.accounts.roles import Role
from portfolio.models import Project


def needs_on_board(board: Board, projects: QuerySet[Project], reader: Reader) -> Needs:
    """What needs somebody who reads a board. A fixed number of queries."""
    rights, run = rights_of(reader.user), board.run
    money = personal.Whole(board.currency, run.as_of if run else reader.today, float(board.now.totals.money), board.rates)
    reader = replace(reader, waiting=personal.decisions_of(reader.user))
    found = exceptions.exceptions(board, projects, reader)
    own = personal.asked_of(reader, money) + personal.to_validate(reader) + indicators.of_board(board.weights)
    own += personal.values(reader) + initiatives.of_board(reader) + personal.claims(reader) + people.of_people(reader)
    own += suppliers.of_suppliers(reader, vetoed={need.project_id for need in found.needs if need.kind == "veto"})
    if rights.reports or Role.TEAM_LEAD in rights.roles:
        own += personal.duties(reader)
    own += personal.decisions(reader, money, told={need.project_id for need in found.needs})
    return _ranked([*found.needs, *own], found.total + len(own), lambda chosen: exceptions.told(chosen, board, projects, reader), reader)


def needs_by_name(reader: Reader, *, currency: str) -> Needs:
    """What needs somebody who reports: questions, decisions, links to validate, refusals; their reports are listed apart."""
    money = personal.Whole(currency, reader.today)
    reader = replace(reader, waiting=personal.decisions_of(reader.user))
    own = personal.asked_of(reader, money) + personal.to_validate(reader) + personal.decisions(reader, money)
    own += personal.refused(reader, money)
    own += (
        indicators.by_name(reader)
        + personal.values(reader)
        + initiatives.of_board(reader)
        + suppliers.of_suppliers(reader)
        + personal.claims(reader)
        + people.of_people(reader)
    )
    return _ranked(own, len(own), list, reader)


def _ranked(found: list[Need], total: int, tell: Callable[[list[Need]], list[Need]], reader: Reader) -> Needs:
    kept, aside = memory.remembered(reader.user, found, reader.today)
    chosen = tell(first(memory.handled(reader.user, kept, reader.today)))
    return Needs([_finished(need, reader.back) for need in chosen], total - aside, aside)


def _finished(need: Need, back: str) -> Need:
    """Matters about a project or an objective can be taken note of; what waits by name is answered instead."""
    if need.about.startswith(("project:", "objective:")):
        return replace(need, actions=[*need.actions, set_aside(need, back=back)])
    return need if need.why else replace(need, why=personal.with_reasons(need))
