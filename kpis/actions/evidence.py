"""Values with the files that prove them: file and value are kept together, or neither."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from foundation.accounts.models import User
from foundation.attachments.actions import keep_evidence
from foundation.attachments.models import Attachment
from kpis.actions.measurements import Place, Recorded, Value, correct_measurement, record_measurements
from kpis.models import Indicator, Measurement

KIND = "kpis.measurement"  # of attachments; their object is the indicator


def record_entered(*, values: Sequence[Value], files: Mapping[Place, UploadedFile], by: User, at: datetime) -> Recorded:
    """Record values, each with its file where `files` has one. Raises Refusal (EvidenceRefused for a file); nothing is stored then."""
    with transaction.atomic():
        proven = [
            replace(value, evidence=_keep(value.indicator, files[value.place], by=by, at=at)) if value.place in files else value
            for value in values
        ]
        return record_measurements(values=proven, by=by, at=at)


def correct_entered(
    *, measurement: Measurement, value: float, reason: str, file: UploadedFile | None, by: User, at: datetime
) -> Measurement:
    """Correct a value, or bring the file that proves it. Raises Refusal or ChangedMeanwhile; nothing is stored then."""
    with transaction.atomic():
        evidence = _keep(measurement.indicator, file, by=by, at=at) if file else None
        return correct_measurement(measurement=measurement, value=value, reason=reason, evidence=evidence, by=by, at=at)


def _keep(indicator: Indicator, file: UploadedFile, *, by: User, at: datetime) -> Attachment:
    return keep_evidence(kind=KIND, object_id=str(indicator.pk), upload=file, by=by, at=at)
