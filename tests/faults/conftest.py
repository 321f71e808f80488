"""The folder whose portal is hurt."""

import pytest


@pytest.fixture(scope="package")
def home(tmp_path_factory):
    """One folder for all: its files and schema are made once."""
    return tmp_path_factory.mktemp("portal")
