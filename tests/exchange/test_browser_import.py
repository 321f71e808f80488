import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cmo_portal.exchange.models import ImportBatch, ImportDraft
from cmo_portal.exchange.template import FIELDS, workbook
from foundation.tabular import Sheet, read_table, xlsx_bytes
from portfolio.alignment import chunks
from portfolio.models import BudgetLine, Project, ProjectContribution, Publication, ScoreRun
from strategy.models import ObjectiveWeight, StrategicObjective, StrategicPlan, WeightSet
from tests.conftest import person

pytestmark = pytest.mark.django_db
HEADINGS = [field.fr for field in FIELDS]
OBJECTIVES = [("O1", "Livrer vite", "majeur", "court"), ("O2", "Plaire", "utile", "long")]


def filled(*rows: dict[str, object], headings: list[str] = HEADINGS, objectives: object = OBJECTIVES) -> bytes:
    body = [[row.get(heading) for heading in headings] for row in rows]
    return xlsx_bytes([Sheet("Projets", headings, body), Sheet("Objectifs", ("Code", "Objectif", "Classe", "Horizon"), objectives)])


ONE = {"Code": "P1", "Nom du projet": "Entrepôt", "Direction": "DIS", "Début": date(2026, 2, 1), "Fin": date(2027, 1, 31), "Budget": 1200,
       "Santé": "vert", "Objectif 1": "O1", "Niveau 1": "fort", "Objectif 2": "Plaire"}  # fmt: skip
TWO = {"Code": "P2", "Nom du projet": "Boutique", "Budget": "à voir", "Objectif 1": "Livrer vite", "Niveau 1": "total"}


def dropped(client, data: bytes, name: str = "projets.xlsx") -> ImportDraft:
    client.post(reverse("exchange:imports"), {"file": SimpleUploadedFile(name, data)})
    return ImportDraft.objects.latest("pk")


def answered(client, draft: ImportDraft, **answers: object) -> None:
    page = client.get(reverse("exchange:draft", args=[draft.token]))
    form = page.context["form"]
    facts = {name: form[name].value() for name in form.fields} | answers
    client.post(reverse("exchange:draft", args=[draft.token]), {k: v for k, v in facts.items() if v not in (None, False)})


def test_template_is_offered_in_both_languages(signed_in, ada):
    for language, heading in (("fr", "Nom du projet"), ("en", "Project name")):
        answer = signed_in(ada).get(reverse("exchange:template", args=[language]))
        assert answer.status_code == 200
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert heading in archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("who", ["lea", "eva", "sam", "otto"])
def test_only_administrators_import(who, signed_in, request):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(reverse("exchange:imports")).status_code == 403
    assert client.get(reverse("exchange:template", args=["fr"])).status_code == 403


def test_preview_tells_new_and_refused_and_writes_nothing(signed_in, ada):
    client = signed_in(ada)
    draft = dropped(client, filled(ONE, TWO))
    page = client.get(reverse("exchange:draft", args=[draft.token]))
    text = page.content.decode()
    assert "1 project: 1 new · 1 row refused" in text
    assert "I3" in text
    assert "à voir" in text
    assert not Project.objects.exists()


def test_import_becomes_projects_links_and_classes_and_asks_for_scores(signed_in, ada):
    client = signed_in(ada)
    draft = dropped(client, filled(ONE, TWO | {"Budget": 300}))
    answered(client, draft, unit="k", year=2026, approved=True, approved_plan="Comité du 3 mars")
    answer = client.post(reverse("exchange:carry", args=[draft.token]))
    batch = ImportBatch.objects.get()
    assert answer.headers["Location"] == reverse("exchange:batch", args=[batch.pk])
    assert sorted(BudgetLine.objects.values_list("baseline", flat=True)) == [Decimal(300000), Decimal(1200000)]
    links = ProjectContribution.objects.current().values_list("project__code", "objective__code", "level", "state", "source")
    assert sorted(links) == [
        ("P1", "O1", Decimal("0.75"), "validated", "Comité du 3 mars"),
        ("P1", "O2", Decimal("0.50"), "validated", "Comité du 3 mars"),
        ("P2", "O1", Decimal("1.00"), "validated", "Comité du 3 mars"),
    ]
    assert WeightSet.objects.get().method == "classes"
    assert sorted(ObjectiveWeight.objects.values_list("weight_class", flat=True)) == [1, 3]
    assert StrategicPlan.objects.get().status == "active"
    assert ScoreRun.objects.filter(kind="button").exists()


def test_double_click_imports_once(signed_in, ada):
    client = signed_in(ada)
    draft = dropped(client, filled(ONE))
    for _ in range(2):
        client.post(reverse("exchange:carry", args=[draft.token]))
    assert ImportBatch.objects.count() == 1
    assert Project.objects.count() == 1


def test_same_file_again_changes_nothing_and_says_so(signed_in, ada):
    client = signed_in(ada)
    client.post(reverse("exchange:carry", args=[dropped(client, filled(ONE)).token]))
    client.post(reverse("exchange:carry", args=[dropped(client, filled(ONE)).token]), follow=True)
    assert ImportBatch.objects.count() == 1


def test_refused_row_stops_the_import_unless_the_others_are_wanted(signed_in, ada):
    client = signed_in(ada)
    draft = dropped(client, filled(ONE, TWO))
    refused = client.post(reverse("exchange:carry", args=[draft.token]))
    assert refused.status_code == 409
    assert not Project.objects.exists()
    client.post(reverse("exchange:carry", args=[draft.token]), {"keep_good": "1"})
    assert Project.objects.get().code == "P1"


def test_unknown_column_is_kept_or_left_out(signed_in, ada):
    client = signed_in(ada)
    headings = [*HEADINGS, "Ville", "Effectif"]
    draft = dropped(client, filled(ONE | {"Ville": "Lyon", "Effectif": 12}, headings=headings))
    answered(client, draft, **{f"column_{len(HEADINGS)}": "ignore", f"column_{len(HEADINGS) + 1}": "number"})
    client.post(reverse("exchange:carry", args=[draft.token]))
    assert Project.objects.get().attributes == {"effectif": 12}


def test_file_of_any_headings_is_told_which_column_holds_names(signed_in, ada):
    client = signed_in(ada)
    draft = dropped(client, "Quoi;Combien\nEntrepôt;12,5\n".encode(), "liste.csv")
    page = client.get(reverse("exchange:draft", args=[draft.token]))
    assert "No column holds the names" in page.content.decode()
    answered(client, draft, column_0="name", column_1="budget", unit="m")
    client.post(reverse("exchange:carry", args=[draft.token]))
    assert BudgetLine.objects.get().baseline == Decimal(12500000)


def test_project_entered_by_hand_is_recognised_by_its_code(signed_in, ada):
    Project.objects.create(code="P1", name_fr="Ancien nom", name_en="Old name", entered_on=date(2026, 1, 1))
    client = signed_in(ada)
    client.post(reverse("exchange:carry", args=[dropped(client, filled(ONE)).token]))
    assert Project.objects.get().name_fr == "Entrepôt"


def test_objective_outside_the_sheet_is_refused(signed_in, ada):
    client = signed_in(ada)
    draft = dropped(client, filled(ONE | {"Objectif 2": "Conquérir Mars"}))
    assert "Conquérir Mars" in client.get(reverse("exchange:draft", args=[draft.token])).content.decode()
    assert not StrategicObjective.objects.exists()


def test_broken_file_is_refused_with_what_to_do(signed_in, ada):
    answer = signed_in(ada).post(reverse("exchange:imports"), {"file": SimpleUploadedFile("a.xlsx", b"%PDF-1.7 hello")})
    assert answer.status_code == 422
    assert "save it as XLSX or CSV UTF-8" in answer.content.decode()
    assert not ImportDraft.objects.exists()


def test_draft_is_its_owners_alone(signed_in, ada, db):
    draft = dropped(signed_in(ada), filled(ONE))
    other = person("Adele", role="admin")
    assert signed_in(other).get(reverse("exchange:draft", args=[draft.token])).status_code == 404


def test_import_is_taken_back_with_one_button(signed_in, ada):
    client = signed_in(ada)
    client.post(reverse("exchange:carry", args=[dropped(client, filled(ONE)).token]))
    batch = ImportBatch.objects.get()
    assert "Take the import back" in client.get(reverse("exchange:batch", args=[batch.pk])).content.decode()
    client.post(reverse("exchange:undo", args=[batch.pk]))
    assert not Project.objects.exists()
    assert "Taken back" in client.get(reverse("exchange:imports")).content.decode()


def test_template_carries_the_objectives_of_the_plan(db):
    data = workbook("fr", on=date(2026, 7, 1), objectives=OBJECTIVES)
    assert [row.cells for row in read_table(data, sheet="Objectifs").rows] == [tuple(row) for row in OBJECTIVES]


def test_a_code_of_a_confidential_project_is_refused_and_tells_nothing_of_it(signed_in, ada):
    hidden = Project.objects.create(code="P1", name_fr="Projet Nuit", name_en="Night", entered_on=date(2026, 1, 1), is_confidential=True)
    client = signed_in(ada)
    draft = dropped(client, filled(ONE, {**TWO, "Budget": 5}))
    answered(client, draft)
    page = client.get(reverse("exchange:draft", args=[draft.token])).content.decode()
    assert "The code “P1” is taken" in page
    assert "Nuit" not in page
    client.post(reverse("exchange:carry", args=[draft.token]), {"keep_good": "1"})
    hidden.refresh_from_db()
    assert (hidden.name_fr, hidden.external_source) == ("Projet Nuit", "")
    assert Project.objects.filter(code="P2").exists()


# --- Answers that nobody has looked at -----------------------------------------------------------------------------------
def sent_along(client, draft: ImportDraft, **answers: object) -> dict[str, object]:
    form = client.get(reverse("exchange:draft", args=[draft.token])).context["form"]
    facts = {name: form[name].value() for name in form.fields} | answers
    return {name: value for name, value in facts.items() if value not in (None, False)}


def test_import_shows_answers_first_that_change_what_would_be_written(signed_in, ada):
    client = signed_in(ada)
    draft = dropped(client, filled(ONE))
    carry, look = (reverse(f"exchange:{name}", args=[draft.token]) for name in ("carry", "draft"))
    assert "€1,200" in client.get(look).text
    answer = client.post(carry, sent_along(client, draft, unit="k"), follow=True)
    assert answer.redirect_chain == [(look, 303)]
    assert "€1,200,000" in answer.text
    assert "Your answers change what would be written" in answer.text
    assert not Project.objects.exists()
    client.post(carry, sent_along(client, draft))
    assert BudgetLine.objects.get().baseline == Decimal(1200000)


def test_a_wrong_answer_sent_along_with_import_is_told(signed_in, ada):
    client = signed_in(ada)
    draft = dropped(client, filled(ONE))
    answer = client.post(reverse("exchange:carry", args=[draft.token]), sent_along(client, draft, approved=True))
    assert answer.status_code == 422
    assert "Name the plan and when it was approved" in answer.text
    assert not Project.objects.exists()


def test_the_page_of_an_import_follows_its_scores(signed_in, ada):
    client = signed_in(ada)
    client.post(reverse("exchange:carry", args=[dropped(client, filled(ONE)).token]))
    page = reverse("exchange:batch", args=[ImportBatch.objects.get().pk])
    assert "This page follows by itself" in client.get(page).text
    chunks.work(worker="test", clock=timezone.now)
    assert "the board is ready" in client.get(page).text
    Publication.objects.update(run=None, published_at=None)
    assert "An administrator starts them" in client.get(page).text
