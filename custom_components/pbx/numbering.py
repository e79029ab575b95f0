"""Telephone numbers: the same one in whatever form it is written, and a form for people."""

from collections.abc import Callable
from functools import lru_cache
import re
from typing import Final

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberFormat

from .telephony.numbering import Numbering

# Longer ones are no numbers; the plan of the whole world ends at fifteen digits.
_LONGEST: Final = 32
_SPOKEN: Final = re.compile(r"\+?[0-9*#]+")
_DECORATION: Final = re.compile(r"[\s()./\-\u00a0\u2010-\u2015]")
# Shorter ones are extensions or special services, the same in no two places.
_SHORTEST: Final = 6
# No country has a longer code.
_LONGEST_CODE: Final = 3
# Enough to tell most numbers apart, whatever stands before them.
_TAIL: Final = 4


def prepare() -> None:
    """Read the numbering plans of the world, which otherwise happens in the middle of a call."""
    PhoneMetadata.load_all()


def region_of(country_code: str, here: str | None) -> str | None:
    """Give the region of the country that a PBX is in: ours, if it has that code, or knows none."""
    if not country_code.isdecimal() or len(country_code) > _LONGEST_CODE:
        return here
    regions = phonenumbers.region_codes_for_country_code(int(country_code))
    if here in regions or not regions or regions[0] == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY:
        return here
    return regions[0]


@lru_cache(maxsize=16_384)
def number_key(number: str, region: str | None, numbering: Numbering | None = None) -> str | None:
    """Give what is the same for all ways to write a number; None for what is no number.

    It is E.164 where the number can be understood from this region, else the bare digits. With
    `numbering` it is one of the PBX, and what is dialled in front of it there wins.
    """
    if (bare := _bare(number)) is None:
        return None
    parsed = _parsed(bare, region, numbering)
    if parsed is None:
        return bare
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


@lru_cache(maxsize=4_096)
def national_key(number: str, region: str | None) -> str | None:
    """Give a number without its country and without a leading zero; None if it is too short."""
    if (bare := _bare(number)) is None:
        return None
    parsed = _parsed(bare, region)
    national = bare.lstrip("+0") if parsed is None else str(parsed.national_number)
    return national if len(national) > _SHORTEST else None


@lru_cache(maxsize=4_096)
def without_prefix(
    number: str, region: str | None, numbering: Numbering | None = None
) -> str | None:
    """Give the key of a number that was dialed with the digit for an outside line.

    None unless it is no number with that digit and a valid one without it; or the PBX says that
    this digit, and the area it is in, make it a valid one.
    """
    bare = _bare(number)
    if bare is None or region is None:
        return None
    is_whole = bare[0] not in "09" or _is_valid(_parsed(bare, region, numbering))
    rest = None if is_whole else _parsed(bare[1:], region)
    local = numbering.local(bare) if numbering is not None else None
    for parsed in (rest, _parsed(local, None) if local else None):
        if parsed is not None and _is_valid(parsed):
            return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    return None


@lru_cache(maxsize=4_096)
def formatted(number: str, region: str | None, numbering: Numbering | None = None) -> str:
    """Write a number as people read it, with its country; what is no number stays as it is."""
    bare = _bare(number)
    parsed = None if bare is None else _parsed(bare, region, numbering)
    if parsed is None or not _is_valid(parsed):
        return number
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)


def with_lost_plus(digits: str, region: str | None) -> str:
    """Give a number its plus back, which it loses where a template makes a whole number of it.

    Digits that can be dialled as they are in this region, or that are no number, stay as they are.
    """
    here, anywhere = _parsed(digits, region), _parsed(f"+{digits}", None)
    if not _is_valid(anywhere) or (_is_valid(here) and here != anywhere):
        return digits
    return f"+{digits}"


def matcher(
    number: str, region: str | None, numbering: Numbering | None = None
) -> Callable[[str], bool]:
    """Give the test whether another number, as the PBX writes it, is this one."""
    wanted = number_key(number, region)
    written = _bare(number)
    tail = number[-_TAIL:] if wanted is None else wanted[-_TAIL:]

    def is_same(other: str) -> bool:
        # Most are told apart without understanding them.
        if wanted is None:
            return other == number
        bare = _DECORATION.sub("", other)
        return bare.endswith(tail) and (
            bare == written
            or number_key(other, region, numbering) == wanted
            or without_prefix(other, region, numbering) == wanted
        )

    return is_same


def _bare(number: str) -> str | None:
    """Take out what makes a number readable; None for what is no number."""
    if len(number) > _LONGEST:
        return None
    bare = _DECORATION.sub("", number)
    return bare if _SPOKEN.fullmatch(bare) else None


def _is_valid(parsed: PhoneNumber | None) -> bool:
    """Tell whether somebody could have this number."""
    return parsed is not None and phonenumbers.is_valid_number(parsed)


def _parsed(
    bare: str, region: str | None, numbering: Numbering | None = None
) -> PhoneNumber | None:
    """Understand a number; None for what no plan of numbers knows.

    What a PBX dials in front of a number is believed if somebody could have what is behind it.
    """
    if len(bare) < _SHORTEST or "*" in bare or "#" in bare:
        return None
    if numbering is not None and (whole := numbering.whole(bare)) is not None:
        parsed = _parsed(whole, None)
        if _is_valid(parsed):
            return parsed
    try:
        parsed = phonenumbers.parse(bare, region)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_possible_number(parsed) else None
