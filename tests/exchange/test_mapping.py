import pytest

from cmo_portal.exchange.mapping_file import MappingRefused, parse_mapping
from tests.exchange.builders import EXAMPLES, FIRST, MAPPING, csv, planned


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_example_is_a_mapping(path):
    mapping = parse_mapping(path.read_text(encoding="utf-8"))
    assert mapping.source
    assert mapping.portfolio["name_fr"]
    assert mapping.portfolio["name_en"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "Nom"', "", "lacks “project.name”"),
        ('name = "Nom"', 'nmae = "Nom"', "does not know “project.nmae”"),
        ("level = 0.75", "level = 0.6", "“links.level” of the mapping cannot be “0.6”"),
        ('vert = "green"', 'vert = "grün"', "cannot be “grün”"),
        ("year = 2026", "year = 1066", "budget.year"),
        ('unit = "k"', 'unit = "dozen"', "budget.baseline.unit"),
        ("[source]", "[sauce]", "does not know “sauce”"),
        ("[file]", "[file", "not valid TOML"),
        ('starts_on = "Début"', 'starts_on = { column = "Début", date = "jj/mm" }', "project.starts_on.date"),
        ('column = "Objectifs"', "column = \"Objectifs\"\nsplit = '('", "links.split"),
        ('column = "Objectifs"', "column = \"Objectifs\"\npart = '.*'", "links.part"),
        ('identity = ["Code"]', 'identity = "Code"', "must be a list of texts"),
        ("starts_on = 2026-01-01", 'starts_on = "janvier"', "must be a date"),
    ],
)
def test_fault_of_a_mapping_names_its_key(old, new, words):
    with pytest.raises(MappingRefused, match=words):
        parse_mapping(MAPPING.replace(old, new, 1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "Nom"', 'name = "Titre"', r"no column “Titre” \(“project.name” of the mapping\). Its columns: Code, Nom"),
        ('name = "Nom"', 'name = "*i*"', "fits several columns"),
    ],
)
def test_missing_column_names_those_there_are(old, new, words):
    with pytest.raises(MappingRefused, match=words):
        planned(csv(FIRST), MAPPING.replace(old, new, 1))


@pytest.mark.django_db
def test_column_of_two_decimal_marks_is_refused_by_name():
    with pytest.raises(MappingRefused, match=r"Column “Budget”: .*write decimals in two ways"):
        planned(csv(FIRST, FIRST.replace("P1", "P2").replace("1 200,5", "12.5")))
