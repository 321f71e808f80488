"""Files that prove values: kept with the value or not at all, read through a door."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from foundation.attachments import content
from foundation.attachments.models import Attachment
from kpis import rhythm
from kpis.actions.measurements import Value, record_measurements
from kpis.models import Measurement

DUE = "/indicators/due/"
PDF = b"%PDF-1.4\n%survey\n"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.PORTAL_HOME = tmp_path


def names(indicator):
    _start, end = rhythm.last_finished(indicator.cadence, timezone.localdate())
    return f"v-{indicator.pk}-{end.isoformat()}", f"f-{indicator.pk}-{end.isoformat()}"


@pytest.fixture
def proven(nps, signed_in, otto) -> Measurement:
    value, file = names(nps)
    assert signed_in(otto).post(DUE, {value: "27", file: SimpleUploadedFile("survey.pdf", PDF)}).status_code == 303
    return Measurement.objects.get()


def test_a_value_is_entered_with_its_evidence(proven, signed_in, otto):
    proof = Attachment.objects.get()
    assert (proven.source_kind, proven.evidence) == ("evidenced", proof)
    assert (proof.content_type, proof.size, len(proof.sha256)) == ("application/pdf", len(PDF), 64)
    page = signed_in(otto).get("/indicators/NPS/").text
    assert reverse("attachments:download", args=[proof.pk]) in page
    assert "Entered with evidence" in page


def test_who_measures_steers_or_audits_reads_the_evidence(proven, signed_in, otto, eva, lea, sam):
    address = reverse("attachments:download", args=[Attachment.objects.get().pk])
    for one in (otto, eva):
        assert b"".join(signed_in(one).get(address).streaming_content) == PDF
    assert [signed_in(one).get(address).status_code for one in (lea, sam)] == [404, 404]
    seen = signed_in(lea).get("/indicators/NPS/").text
    assert "survey.pdf" in seen
    assert address not in seen


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("survey.pdf", b"MZ\x90\x00" + b"\x00" * 60, "not kept"),
        ("survey.pdf", b"", "empty"),
        ("survey.png", PDF, "not what its name says"),
        ("survey.txt", b"x" * (content.LARGEST + 1), "larger than 20 MB"),
    ],
)
def test_a_file_that_cannot_be_evidence_stores_neither_it_nor_the_value(nps, signed_in, otto, name, data, sentence):
    value, file = names(nps)
    answer = signed_in(otto).post(DUE, {value: "27", file: SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "again: nothing was kept yet" in answer.text
    assert not Attachment.objects.exists()
    assert not Measurement.objects.exists()


def test_a_file_without_a_value_asks_for_the_value(nps, signed_in, otto):
    answer = signed_in(otto).post(DUE, {names(nps)[1]: SimpleUploadedFile("survey.pdf", PDF)})
    assert answer.status_code == 422
    assert "Type the value that this file proves" in answer.text


def test_a_value_refused_by_the_database_keeps_no_file(nps, signed_in, otto, monkeypatch):
    def refuse(**_facts):
        raise RuntimeError

    monkeypatch.setattr("kpis.actions.evidence.record_measurements", refuse)
    value, file = names(nps)
    with pytest.raises(RuntimeError):
        signed_in(otto).post(DUE, {value: "27", file: SimpleUploadedFile("survey.pdf", PDF)})
    assert not Attachment.objects.exists()


def test_evidence_is_brought_later_and_both_versions_stay(nps, signed_in, otto, at):
    start, end = rhythm.last_finished("monthly", at.date())
    row = record_measurements(values=[Value(nps, start, end, 27)], by=otto, at=at).added[0]
    page = reverse("kpis:correct", args=["NPS", row.key])
    told = {"version": row.pk, "value": "27", "reason": "The report has arrived", "file": SimpleUploadedFile("survey.pdf", PDF)}
    assert signed_in(otto).post(page, told).status_code == 303
    now = Measurement.objects.current().get()
    assert (now.value, now.source_kind, now.reason) == (27, "evidenced", "The report has arrived")
    assert Measurement.objects.count() == 2
    assert "survey.pdf" in signed_in(otto).get("/indicators/NPS/values/").text
