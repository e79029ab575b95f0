"""The versions of the API, as a table."""

import pytest

from custom_components.pbx.telephony.driver import FieldKind
from custom_components.pbx.telephony.vendors.yeastar import VENDOR
from custom_components.pbx.telephony.vendors.yeastar.dialect import (
    DIALECTS,
    Dialect,
    Operation,
    candidates,
)


def test_the_newest_version_is_tried_first() -> None:
    """A firmware speaks older versions too, but with fewer fields."""
    assert [dialect.name for dialect in candidates("auto")] == ["v1.1.0", "v1.0.1"]


@pytest.mark.parametrize("name", ["v1.1.0", "v1.0.1"])
def test_a_chosen_version_is_the_only_one(name: str) -> None:
    """Who chooses wants no other."""
    assert [dialect.name for dialect in candidates(name)] == [name]


def test_a_version_from_elsewhere_means_any() -> None:
    """An entry made by another release of ours shall still connect."""
    assert candidates("v9") == DIALECTS


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_every_operation_has_a_path(dialect: Dialect) -> None:
    """A path begins with the version, and with no slash."""
    paths = {dialect.path(operation) for operation in Operation}

    assert len(paths) == len(Operation)
    assert all(path.startswith(f"api/{dialect.name}/") for path in paths)


def test_the_form_offers_the_versions_that_exist() -> None:
    """What a person must know: address, credentials, and the version if all else fails."""
    fields = {field.key: field for field in VENDOR.fields}

    assert list(fields) == ["host", "port", "ssl", "username", "password", "api_version"]
    assert fields["port"].default == 8088
    assert fields["ssl"].default is True
    assert fields["password"].kind is FieldKind.SECRET
    assert fields["api_version"].choices == ("auto", "v1.1.0", "v1.0.1")
    assert fields["api_version"].default == "auto"
    assert VENDOR.posts_reports
    assert not VENDOR.watches_people
