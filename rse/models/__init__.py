"""Themes, footprint, targets, equality, materiality and initiatives; a module for each word of the domain."""

from rse.models.alerts import Alert, AlertMessage, AlertReader, AlertRecipient
from rse.models.campaigns import Campaign, CampaignGroup, CampaignSession, Participation, QuizQuestion, QuizTake
from rse.models.equality import EqualityIndexRun
from rse.models.factors import EmissionFactor, FactorRelease
from rse.models.footprint import (
    ActivityData,
    Basis,
    CategoryStatement,
    EmissionResult,
    FootprintCell,
    ReportingPeriod,
    Restatement,
)
from rse.models.grounds import LocalProject, Material, MaterialRecord, PublicClaim, Stream, Treatment, WasteRecord
from rse.models.initiatives import (
    Adjustment,
    AdjustmentDuty,
    Initiative,
    InitiativeEffect,
    InitiativeObjective,
    InitiativeUpdate,
)
from rse.models.materiality import Iro, MaterialityAssessment, Rating
from rse.models.promises import EffectClaim
from rse.models.questionnaires import Questionnaire
from rse.models.reported import ReportedFootprint
from rse.models.suppliers import CorrectiveAction, DueDiligence, Finding, Severity, Supplier, SupplierFile
from rse.models.surveys import Survey, SurveyAnswer, SurveyQuestion, SurveyToken, SurveyWave, WaveGroup
from rse.models.targets import ContextSeries, ReductionTarget, TrajectoryPoint
from rse.models.themes import Theme, ThemeGroup

__all__ = [
    "ActivityData",
    "Adjustment",
    "AdjustmentDuty",
    "Alert",
    "AlertMessage",
    "AlertReader",
    "AlertRecipient",
    "Basis",
    "Campaign",
    "CampaignGroup",
    "CampaignSession",
    "CategoryStatement",
    "ContextSeries",
    "CorrectiveAction",
    "DueDiligence",
    "EffectClaim",
    "EmissionFactor",
    "EmissionResult",
    "EqualityIndexRun",
    "FactorRelease",
    "Finding",
    "FootprintCell",
    "Initiative",
    "InitiativeEffect",
    "InitiativeObjective",
    "InitiativeUpdate",
    "Iro",
    "LocalProject",
    "Material",
    "MaterialRecord",
    "MaterialityAssessment",
    "Participation",
    "PublicClaim",
    "Questionnaire",
    "QuizQuestion",
    "QuizTake",
    "Rating",
    "ReductionTarget",
    "ReportedFootprint",
    "ReportingPeriod",
    "Restatement",
    "Severity",
    "Stream",
    "Supplier",
    "SupplierFile",
    "Survey",
    "SurveyAnswer",
    "SurveyQuestion",
    "SurveyToken",
    "SurveyWave",
    "Theme",
    "ThemeGroup",
    "TrajectoryPoint",
    "Treatment",
    "WasteRecord",
    "WaveGroup",
]
