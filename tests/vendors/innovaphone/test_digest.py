"""The digest that proves the password."""

import json
from typing import Any

import pytest

from custom_components.pbx.telephony.vendors.innovaphone.digest import login_digest

from .conversations import FIXTURES

VECTORS = json.loads((FIXTURES / "digest_vectors.json").read_text("utf-8"))
WHO = ("app", "domain", "sip", "guid", "dn", "info", "challenge", "password")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["name"]))
def test_the_digest_is_that_of_the_vendor(vector: dict[str, Any]) -> None:
    """Official vectors and those made by the same rule agree."""
    assert login_digest(**{key: vector[key] for key in WHO}) == vector["digest"]


def test_there_are_official_vectors() -> None:
    """Five of the vectors are printed in the vendor's documentation."""
    assert sum(vector["source"] == "official" for vector in VECTORS) == 5


def test_an_empty_info_counts_as_sent() -> None:
    """Info that is absent, and info that is an empty object, give different digests."""
    absent = login_digest(app="a", challenge="1", password="p")
    empty = login_digest(app="a", challenge="1", password="p", info="{}")

    assert absent != empty


def test_half_a_character_in_a_password_is_only_a_wrong_password() -> None:
    """What cannot be written as UTF-8 must not end the program."""
    assert len(login_digest(app="a", challenge="1", password="\ud83d")) == 64
