"""Numbers as a PBX writes them, which knows its country and what is dialled in front."""

import pytest

from custom_components.pbx.names import NameBook
from custom_components.pbx.numbering import (
    formatted,
    matcher,
    number_key,
    region_of,
    without_prefix,
)
from custom_components.pbx.telephony.contact import ContactCard
from custom_components.pbx.telephony.numbering import Numbering

BERLIN = Numbering(country="49", area="30", international="000", national="00", subscriber="0")
CARDS = (
    ContactCard(name="Rosa", numbers=("030 55500101",)),
    ContactCard(name="Paul", numbers=("+33 1 23 45 67 89",)),
    ContactCard(name="Eleni", numbers=("+30 21 0123 4567",)),
)


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("003055500101", "+493055500101"),
        ("00033123456789", "+33123456789"),
        ("+493055500101", "+493055500101"),
        ("03055500101", "+493055500101"),
        ("0003", "0003"),
        ("1000", "1000"),
        ("00", "00"),
    ],
    ids=["own country", "abroad", "whole", "as at home", "too short", "inside", "only a prefix"],
)
def test_what_the_pbx_dials_in_front_wins(number: str, key: str) -> None:
    """At home, 0030 would be a number in Greece."""
    assert number_key(number, "DE", BERLIN) == key


def test_without_a_pbx_that_tells_nothing_changes() -> None:
    """As with all that say nothing of it."""
    assert number_key("00302101234567", "DE") == "+302101234567"
    assert number_key("00302101234567", "DE", Numbering()) == "+302101234567"


def test_a_prefix_is_believed_only_if_there_is_a_number_behind_it() -> None:
    """The number may be written as at home all the same."""
    assert number_key("0012125550123", "DE", BERLIN) == "+12125550123"


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("003055500101", "Rosa"),
        ("055500101", "Rosa"),
        ("03055500101", "Rosa"),
        ("00033123456789", "Paul"),
        ("000302101234567", "Eleni"),
        ("00302101234567", None),
        ("0123456789", None),
    ],
    ids=["area", "here", "as at home", "abroad", "Greece", "not Greece", "nobody"],
)
def test_callers_are_named_by_the_way_the_pbx_dials(number: str, name: str | None) -> None:
    """Cards are written by people, numbers of calls by the PBX; nobody gets another's name."""
    assert NameBook(CARDS, "DE", BERLIN).name_of(number) == name


def test_the_digit_for_an_outside_line_may_stand_alone() -> None:
    """It makes a number of this area whole, where the area is known."""
    assert without_prefix("055500101", "DE", BERLIN) == "+493055500101"
    assert without_prefix("55500101", "DE", BERLIN) is None


@pytest.mark.parametrize("wanted", ["030 55500101", "+493055500101", "003055500101"])
def test_numbers_of_the_pbx_are_found_however_they_are_written(wanted: str) -> None:
    """Also as the PBX writes them."""
    assert matcher(wanted, "DE", BERLIN)("003055500101")
    assert not matcher(wanted, "DE", BERLIN)("003055500102")
    assert not matcher(wanted, "DE", BERLIN)("00033123500101")


def test_numbers_are_shown_whole() -> None:
    """With the country that the PBX knows them to be in."""
    assert formatted("003055500101", "DE", BERLIN) == "+49 30 55500101"
    assert formatted("00033123456789", "DE", BERLIN) == "+33 1 23 45 67 89"
    assert formatted("1000", "DE", BERLIN) == "1000"


@pytest.mark.parametrize(
    ("code", "here", "region"),
    [
        ("49", "AT", "DE"),
        ("49", None, "DE"),
        ("1", "CA", "CA"),
        ("1", "DE", "US"),
        ("", "DE", "DE"),
        ("", None, None),
        ("x", "DE", "DE"),
        ("٤٩", "AT", "DE"),
        ("999", "DE", "DE"),
        ("800", "DE", "DE"),
        ("4900000", "DE", "DE"),
    ],
    ids=[
        "elsewhere", "only the PBX knows", "one of several", "the largest of several",
        "not told", "nobody knows", "no code", "other digits", "no country", "no place", "long",
    ],
)  # fmt: skip
def test_the_country_of_the_pbx_wins(code: str, here: str | None, region: str | None) -> None:
    """Home Assistant may be set to another, or to none."""
    assert region_of(code, here) == region
