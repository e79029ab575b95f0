"""How numbers are dialled from an office, both ways."""

from dataclasses import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.pbx.telephony.numbering import Numbering

BERLIN = Numbering(country="49", area="30", international="000", national="00", subscriber="0")
PLAIN = Numbering(country="49", international="00", national="0")


@pytest.mark.parametrize(
    ("numbering", "number", "dialled"),
    [
        (BERLIN, "+49305551234", "00305551234"),
        (BERLIN, "+33123456789", "00033123456789"),
        (PLAIN, "+49305551234", "0305551234"),
        (PLAIN, "+33123456789", "0033123456789"),
        (BERLIN, "0305551234", "0305551234"),
        (BERLIN, "112", "112"),
        (BERLIN, "*21#", "*21#"),
        (BERLIN, "", ""),
        (Numbering(), "+49305551234", "+49305551234"),
        (replace(BERLIN, international=""), "+33123456789", "+33123456789"),
        (replace(BERLIN, international=""), "+49305551234", "00305551234"),
        (replace(BERLIN, national=""), "+49305551234", "00049305551234"),
        (replace(BERLIN, country=""), "+49305551234", "00049305551234"),
    ],
    ids=[
        "own country", "abroad", "no outside line", "no outside line, abroad", "as dialled",
        "short", "a code", "nothing", "nothing known", "abroad not known", "own country only",
        "by way of abroad", "no country",
    ],
)  # fmt: skip
def test_a_number_is_written_as_it_is_dialled(
    numbering: Numbering, number: str, dialled: str
) -> None:
    """Only what is known is put in front; else the number is passed on as it is."""
    assert numbering.dialable(number) == dialled


@pytest.mark.parametrize(
    ("numbering", "dialled", "whole"),
    [
        (BERLIN, "00305551234", "+49305551234"),
        (BERLIN, "00033123456789", "+33123456789"),
        (PLAIN, "0305551234", "+49305551234"),
        (PLAIN, "0033123456789", "+33123456789"),
        (BERLIN, "0305551234", None),
        (BERLIN, "1000", None),
        (BERLIN, "", None),
        (Numbering(), "0305551234", None),
        (replace(BERLIN, country=""), "00305551234", None),
        (Numbering(country="1", international="9011", national="91"), "912125550123", "+12125550123"),
    ],
    ids=[
        "own country", "abroad", "no outside line", "no outside line, abroad", "neither",
        "short", "nothing", "nothing known", "no country", "digits that are no zeros",
    ],
)  # fmt: skip
def test_what_was_dialled_is_understood(
    numbering: Numbering, dialled: str, whole: str | None
) -> None:
    """The longest of what is dialled in front counts."""
    assert numbering.whole(dialled) == whole


def test_a_number_of_the_area_is_understood_where_the_area_is_known() -> None:
    """It is the one prefix that says nothing of the number by itself."""
    assert BERLIN.local("05551234") == "+49305551234"
    assert BERLIN.local("5551234") is None
    assert replace(BERLIN, area="").local("05551234") is None
    assert replace(BERLIN, subscriber="").local("5551234") is None


@given(
    st.sampled_from([BERLIN, PLAIN, Numbering(country="1", international="9011", national="91")]),
    st.sampled_from(["1", "33", "49", "43", "39"]),
    st.integers(10**6, 10**9),
)
def test_dialled_and_understood_is_the_same(numbering: Numbering, country: str, rest: int) -> None:
    """A number outlives both ways, as no number begins with a zero behind its country."""
    number = f"+{country}{rest}"

    assert numbering.whole(numbering.dialable(number)) == number
    assert numbering.dialable(numbering.dialable(number)) == numbering.dialable(number)


@given(st.text())
def test_nothing_known_changes_nothing(text: str) -> None:
    """Whatever it is."""
    assert Numbering().dialable(text) == text
    assert Numbering().whole(text) is None
    assert Numbering().local(text) is None


_prefixes = st.text("019", max_size=4)


@given(
    st.text("+0123456789", max_size=20),
    st.builds(
        Numbering,
        country=_prefixes,
        area=_prefixes,
        international=_prefixes,
        national=_prefixes,
        subscriber=_prefixes,
    ),
)
def test_what_is_understood_has_a_country(text: str, numbering: Numbering) -> None:
    """Or it is not understood, whatever a PBX says of itself."""
    for whole in (numbering.whole(text), numbering.local(text)):
        assert whole is None or whole.startswith("+")
