"""The vendors: each is a folder, a line in the registry, and texts a person can read."""

import json
from typing import Any

import pytest

from custom_components.pbx.telephony.driver import FieldKind, Vendor
from custom_components.pbx.telephony.vendors import VENDORS as REGISTRY
from tests.architecture.source import INTEGRATION, VENDORS, translation

EVERY_VENDOR = pytest.mark.parametrize("vendor", REGISTRY.values(), ids=REGISTRY)


def step_of(vendor: Vendor) -> dict[str, Any]:
    """Find the texts of a vendor's form."""
    step: dict[str, Any] = translation("en")["config"]["step"][vendor.key]
    return step


def test_the_registry_is_the_folders() -> None:
    """Nobody is forgotten, nobody is registered twice."""
    folders = {path.parent.name for path in VENDORS.glob("*/__init__.py")}

    assert set(REGISTRY) == folders
    assert len(folders) >= 2


@EVERY_VENDOR
def test_a_vendor_is_registered_by_its_own_key(vendor: Vendor) -> None:
    """The key is what an entry keeps, so it must find its way back."""
    assert REGISTRY[vendor.key] is vendor
    assert vendor.name
    assert vendor.manufacturer


@EVERY_VENDOR
def test_a_vendor_is_offered_where_a_person_begins(vendor: Vendor) -> None:
    """The menu names it."""
    assert vendor.key in translation("en")["config"]["step"]["user"]["menu_options"]


@EVERY_VENDOR
def test_every_field_is_named_and_explained(vendor: Vendor) -> None:
    """A form shows no key, and asks for nothing that the vendor does not read."""
    keys = [field.key for field in vendor.fields]

    assert len(keys) == len(set(keys))
    assert set(step_of(vendor)["data"]) == set(keys)
    assert set(step_of(vendor)["data_description"]) == set(keys)


@EVERY_VENDOR
def test_every_choice_has_a_default_among_them(vendor: Vendor) -> None:
    """Whoever does not know takes what is offered."""
    for field in vendor.fields:
        assert (field.kind is FieldKind.CHOICE) == bool(field.choices)
        assert field.kind is not FieldKind.CHOICE or field.default in field.choices
        assert field.kind is not FieldKind.SECRET or field.default is None


def test_every_maker_is_told_to_home_assistant() -> None:
    """It looks out for the network cards that the manifest names, and for no others of ours."""
    prefixes = {
        maker.replace(":", "").upper() + "*"
        for vendor in REGISTRY.values()
        if vendor.recognition is not None
        for maker in vendor.recognition.makers
    }
    told = json.loads((INTEGRATION / "manifest.json").read_text())["dhcp"]

    assert {each["macaddress"] for each in told if "macaddress" in each} == prefixes
    assert prefixes


@EVERY_VENDOR
def test_every_vendor_can_be_asked_for_its_address_and_a_secret(vendor: Vendor) -> None:
    """The flow relies on these: it looks at the certificate, and never shows the secret."""
    kinds = {field.key: field.kind for field in vendor.fields}

    assert kinds["host"] is FieldKind.TEXT
    assert kinds["port"] is FieldKind.PORT
    assert kinds["ssl"] is FieldKind.FLAG
    assert FieldKind.SECRET in kinds.values()
