import pytest

from portfolio.actions import milestones
from portfolio.views.figures import FIGURES


def lines(answer) -> list[str]:
    return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()


@pytest.mark.parametrize("slug", list(FIGURES))
def test_each_figure_of_a_project_is_a_file_with_headings(project, signed_in, eva, slug):
    answer = signed_in(eva).get(f"/projects/{project.code}/figures/{slug}.csv")
    assert answer.status_code == 200
    assert f'filename="{project.code}-{slug}.csv"' in answer["Content-Disposition"]
    assert len(lines(answer)) == 1


def test_the_milestones_of_a_project_as_a_file(project, signed_in, eva, at):
    milestones.add_milestone(project=project, name_en="=Pilot", baseline_on=project.ends_on, by=None, at=at)
    assert lines(signed_in(eva).get(f"/projects/{project.code}/figures/milestones.csv"))[1].startswith("'=Pilot,2026-12-31")
    french = lines(signed_in(eva, "fr").get(f"/projects/{project.code}/figures/milestones.csv"))
    assert french[0].startswith("Jalon;")


def test_unknown_figures_and_strangers_get_nothing(project, signed_in, eva, sam):
    assert signed_in(eva).get(f"/projects/{project.code}/figures/nothing.csv").status_code == 404
    assert signed_in(sam).get(f"/projects/{project.code}/figures/money.csv").status_code == 404


def test_the_pages_of_the_project_lead_to_them(project, signed_in, eva, at):
    milestones.add_milestone(project=project, name_en="Pilot", baseline_on=project.ends_on, by=None, at=at)
    page = signed_in(eva).get(f"/projects/{project.code}/milestones/").content.decode()
    assert f"/projects/{project.code}/figures/milestones.csv" in page
