"""What the page of one report shows."""

from dataclasses import dataclass
from typing import Any

from portfolio.models import Acknowledgement, StatusReport
from portfolio.models.status import DIMENSIONS, health_of


@dataclass(frozen=True)
class Dimension:
    """One of the seven, with the colour that was declared, and the one before where it differs."""

    label: Any
    health: str
    before: str


@dataclass(frozen=True)
class ReportPage:
    """A report with its colours, its versions (newest first, itself the first) and who read it."""

    report: StatusReport
    before: StatusReport | None
    dimensions: list[Dimension]
    versions: list[StatusReport]
    acknowledgements: list[Acknowledgement]

    @property
    def computed(self) -> str:
        """The computed health that was frozen beside the declared one; empty before the first night."""
        confidence = self.report.computed.get("confidence")
        return "" if confidence is None else str(health_of(confidence))

    @property
    def is_corrected(self) -> bool:
        return len(self.versions) > 1


def page_of(report: StatusReport) -> ReportPage:
    """Three queries."""
    versions = list(StatusReport.objects.filter(key=report.key).select_related("recorded_by").order_by("-id"))
    earlier = StatusReport.objects.current().filter(project=report.project_id).exclude(key=report.key)
    before = earlier.filter(reported_on__lte=report.reported_on, id__lt=versions[-1].pk).order_by("-reported_on", "-id").first()
    read = Acknowledgement.objects.filter(report__key=report.key).select_related("by")
    return ReportPage(versions[0], before, _dimensions(report, before), versions, list(read))


def _dimensions(report: StatusReport, before: StatusReport | None) -> list[Dimension]:
    found = []
    for name in DIMENSIONS:
        health, earlier = getattr(report, f"{name}_health"), getattr(before, f"{name}_health", "") if before else ""
        if health:
            label = StatusReport._meta.get_field(f"{name}_health").verbose_name
            found.append(Dimension(label, health, earlier if earlier and earlier != health else ""))
    return found
