"""Projects and everything known about them; a module for each word of the domain."""

from portfolio.models.contributions import ProjectContribution
from portfolio.models.finance import BudgetLine, EarnedValuePoint, ExchangeRate
from portfolio.models.governance import ActionItem, Decision, GateReview, Thanks, Win
from portfolio.models.indicators import KpiClaim, NoIndicatorReason, ProjectIndicator
from portfolio.models.initiatives import ProjectInitiative
from portfolio.models.milestones import Milestone
from portfolio.models.projects import (
    AttributeDefinition,
    Portfolio,
    Programme,
    Project,
    ProjectFacts,
    ProjectMember,
    ProjectSummary,
)
from portfolio.models.responsibility import RseAssessment
from portfolio.models.risks import Risk
from portfolio.models.scores import (
    Publication,
    RunFigure,
    RunIndex,
    ScoreChunk,
    ScoreComponent,
    ScoreFailure,
    ScoreRun,
    ScoreSnapshot,
    ScoringModel,
)
from portfolio.models.status import Acknowledgement, ConfidenceWaiver, Health, StatusDraft, StatusReport, health_of
from portfolio.models.suppliers import ProjectSupplier

__all__ = [
    "Acknowledgement",
    "ActionItem",
    "AttributeDefinition",
    "BudgetLine",
    "ConfidenceWaiver",
    "Decision",
    "EarnedValuePoint",
    "ExchangeRate",
    "GateReview",
    "Health",
    "KpiClaim",
    "Milestone",
    "NoIndicatorReason",
    "Portfolio",
    "Programme",
    "Project",
    "ProjectContribution",
    "ProjectFacts",
    "ProjectIndicator",
    "ProjectInitiative",
    "ProjectMember",
    "ProjectSummary",
    "ProjectSupplier",
    "Publication",
    "Risk",
    "RseAssessment",
    "RunFigure",
    "RunIndex",
    "ScoreChunk",
    "ScoreComponent",
    "ScoreFailure",
    "ScoreRun",
    "ScoreSnapshot",
    "ScoringModel",
    "StatusDraft",
    "StatusReport",
    "Thanks",
    "Win",
    "health_of",
]
