"""The card of a project: what lists sort by and tiles show, rolled up by the write that changes it.

One statement for any number of projects: an action refreshes one card, an import, a seed or the night thousands.
"""

from collections.abc import Iterable
from datetime import date

from django.db import connection

from foundation.accounts.models import OrganisationUnit, User
from foundation.search import ACCENTED, PLAIN
from portfolio.actions.duties import refresh_due_days
from portfolio.models import Project, ProjectSummary
from portfolio.money import plan_currency

LINK_VALID_MONTHS = 12

ROLL_UP = """
INSERT INTO portfolio_projectsummary (
    project_id, unit_sort, lead_sort, health_rank, reported_on, main_objective_id, horizon,
    budget, forecast, budget_total, budget_undisclosed, next_milestone_on, links, links_validated, open_risks)
SELECT
    project.id, coalesce(lower(unit.code), ''), coalesce(translate(lower(lead.full_name), %(accented)s, %(plain)s), ''),
    report.rank, report.reported_on, main.objective_id, coalesce(main.horizon, ''),
    money.budget, money.forecast, money.total, coalesce(money.undisclosed, false),
    milestone.next_on, coalesce(link.held, 0), coalesce(link.validated, 0), coalesce(risk.open, 0)
FROM portfolio_project project
LEFT JOIN accounts_organisationunit unit ON unit.id = project.unit_id
LEFT JOIN accounts_user lead ON lead.id = project.lead_id
LEFT JOIN portfolio_portfolio portfolio ON portfolio.id = project.portfolio_id
LEFT JOIN LATERAL (
    SELECT reported_on, CASE health WHEN 'red' THEN 1 WHEN 'amber_red' THEN 2 WHEN 'amber' THEN 3
                                    WHEN 'amber_green' THEN 4 ELSE 5 END AS rank
    FROM portfolio_statusreport
    WHERE project_id = project.id AND superseded_at IS NULL AND NOT removed
    ORDER BY reported_on DESC, id DESC LIMIT 1) report ON true
LEFT JOIN LATERAL (
    SELECT count(*) AS held,
           count(*) FILTER (WHERE validated_level > 0 AND decided_on + interval '1 month' * %(months)s > %(as_of)s) AS validated
    FROM portfolio_projectcontribution
    WHERE project_id = project.id AND superseded_at IS NULL AND NOT removed AND state <> 'refused' AND level > 0) link ON true
LEFT JOIN LATERAL (
    SELECT held.objective_id, objective.horizon
    FROM portfolio_projectcontribution held
    JOIN strategy_strategicobjective objective ON objective.id = held.objective_id
    LEFT JOIN LATERAL (
        SELECT weight.weight FROM strategy_objectiveweight weight
        JOIN strategy_weightset weights ON weights.id = weight.weight_set_id
        WHERE weight.objective_id = held.objective_id AND weights.plan_id = objective.plan_id
          AND weights.superseded_at IS NULL AND NOT weights.removed AND weights.in_force_from <= %(as_of)s
        ORDER BY weights.in_force_from DESC, weights.number DESC LIMIT 1) weight ON true
    WHERE held.project_id = project.id AND held.superseded_at IS NULL AND NOT held.removed
      AND held.state <> 'refused' AND held.level > 0
    ORDER BY held.level DESC, weight.weight DESC NULLS LAST, objective.code LIMIT 1) main ON true
LEFT JOIN LATERAL (
    SELECT CASE WHEN alike THEN budget END AS budget, CASE WHEN alike THEN forecast END AS forecast,
           CASE WHEN alike THEN coalesce(whole_life, all_years) END AS total, undisclosed
    FROM (SELECT
              bool_and(currency = coalesce(portfolio.currency, %(currency)s)) AS alike,
              sum(baseline) FILTER (WHERE year = %(year)s) AS budget,
              CASE WHEN count(forecast) FILTER (WHERE year = %(year)s) > 0
                   THEN sum(coalesce(forecast, baseline)) FILTER (WHERE year = %(year)s) END AS forecast,
              sum(baseline) FILTER (WHERE year IS NULL) AS whole_life,
              sum(baseline) FILTER (WHERE year IS NOT NULL) AS all_years,
              bool_or(undisclosed <> '' AND baseline IS NULL AND coalesce(year, %(year)s) = %(year)s) AS undisclosed
          FROM portfolio_budgetline
          WHERE project_id = project.id AND superseded_at IS NULL AND NOT removed) sums) money ON true
LEFT JOIN LATERAL (
    SELECT min(forecast_on) AS next_on FROM portfolio_milestone
    WHERE project_id = project.id AND superseded_at IS NULL AND NOT removed AND reached_on IS NULL) milestone ON true
LEFT JOIN LATERAL (
    SELECT count(*) AS open FROM portfolio_risk
    WHERE project_id = project.id AND superseded_at IS NULL AND NOT removed AND state = 'open') risk ON true
WHERE project.id = ANY(%(projects)s)
ORDER BY project.id
ON CONFLICT (project_id) DO UPDATE SET
    unit_sort = excluded.unit_sort, lead_sort = excluded.lead_sort, health_rank = excluded.health_rank,
    reported_on = excluded.reported_on, main_objective_id = excluded.main_objective_id, horizon = excluded.horizon,
    budget = excluded.budget, forecast = excluded.forecast, budget_total = excluded.budget_total,
    budget_undisclosed = excluded.budget_undisclosed, next_milestone_on = excluded.next_milestone_on,
    links = excluded.links, links_validated = excluded.links_validated, open_risks = excluded.open_risks
"""


def refresh_card(project: Project, *, as_of: date) -> None:
    """Roll the facts of one project up into its card, as they stand on the day `as_of`."""
    refresh_cards([project.pk], as_of=as_of)


def refresh_cards(project_ids: Iterable[int], *, as_of: date) -> None:
    """Roll up many projects in one statement. A year's money is that of `as_of`; validations expire by that day."""
    wanted = sorted(set(project_ids))
    if not wanted:
        return
    facts = {"as_of": as_of, "year": as_of.year, "months": LINK_VALID_MONTHS, "currency": plan_currency()}
    with connection.cursor() as cursor:
        cursor.execute(ROLL_UP, {"projects": wanted, "accented": ACCENTED, "plain": PLAIN, **facts})
    refresh_due_days(wanted)


def refresh_all_cards(*, as_of: date, chunk: int = 5_000) -> None:
    """Roll up every project: after a change of year, a weight set, or an import that wrote in bulk."""
    ids = list(Project.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), chunk):
        refresh_cards(ids[start : start + chunk], as_of=as_of)


def renew_lead_names(person: User) -> None:
    """Sort the projects of `person` by the name they have now."""
    shown = person.full_name.lower().translate(str.maketrans(ACCENTED, PLAIN))
    ProjectSummary.objects.filter(project__lead=person).update(lead_sort=shown)


def renew_unit_codes(unit: OrganisationUnit) -> None:
    """Sort the projects of `unit` by the code it has now."""
    ProjectSummary.objects.filter(project__unit=unit).update(unit_sort=unit.code.lower())
