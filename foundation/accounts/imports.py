"""Write the units a file names, inside the importer's transaction."""

from collections.abc import Mapping

from foundation.accounts.models import OrganisationUnit


def import_units(*, names: Mapping[str, str]) -> tuple[dict[str, int], list[OrganisationUnit]]:
    """Create the units that are missing from {code: name}; returns ids by code and the created ones. Codes ignore case."""
    known = {code.upper(): pk for code, pk in OrganisationUnit.objects.values_list("code", "pk")}
    rows = [OrganisationUnit(code=code, name_fr=name, name_en=name) for code, name in names.items() if code.upper() not in known]
    created = OrganisationUnit.objects.bulk_create(rows)
    known |= {unit.code.upper(): unit.pk for unit in created}
    return {code: known[code.upper()] for code in names}, created
