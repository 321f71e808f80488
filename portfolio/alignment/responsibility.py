"""R, responsibility: net effects on the material themes, prudent about what nobody assessed. Source: alignment.md, R."""

from dataclasses import dataclass

import numpy as np

from portfolio.alignment.columns import Bools, Columns, Floats, Ints
from portfolio.alignment.parameters import Parameters


@dataclass(frozen=True, slots=True)
class ThemeFactors:
    """Themes that count for a project at its date: assessed ones, and material ones that stayed unassessed too long."""

    owner: Ints
    key: Ints
    materiality: Floats
    effect: Floats
    assessed: Bools
    mitigated: Bools


def theme_factors(columns: Columns, p: Parameters) -> ThemeFactors:
    """Keep the assessed themes; add unassessed material ones at the prudent effect once their clock has run out."""
    themes, projects = columns.themes, columns.projects
    assessed = ~np.isnan(themes.effect)
    overdue = (projects.aged_on >= gate_one(columns) + p.prudence_days)[themes.owner]
    counted = assessed | (overdue & (themes.materiality >= p.prudence_materiality))
    return ThemeFactors(
        owner=themes.owner[counted],
        key=themes.key[counted],
        materiality=themes.materiality[counted],
        effect=np.where(assessed, themes.effect, p.prudence_effect)[counted],
        assessed=assessed[counted],
        mitigated=themes.mitigated[counted],
    )


def gate_one(columns: Columns) -> np.ndarray:
    """Return the date of gate 1 by owner: the approval, else the entry into the portal."""
    projects = columns.projects
    return np.where(np.isnat(projects.approved_on), projects.entered_on, projects.approved_on)


def vetoes(themes: ThemeFactors, p: Parameters) -> Bools:
    """Tell which themes veto their project: the worst effect without an approved mitigation."""
    refused: Bools = (themes.effect <= p.veto_effect) & ~themes.mitigated
    return refused
