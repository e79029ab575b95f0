"""Telephone numbers: the same one in whatever form it is written, and a form for people."""

from collections.abc import Callable
from functools import lru_cache
import re
from typing import Final

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberFormat

# Longer ones are no numbers; the plan of the whole world ends at fifteen digits.
_LONGEST: Final = 32
_SPOKEN: Final = re.compile(r"\+?[0-9*#]+")
_DECORATION: Final = re.compile(r"[\s()./\-\u00a0\u2010-\u2015]")
# Shorter ones are extensions or special services, the same in no two places.
_SHORTEST: Final = 6
# Enough to tell most numbers apart, whatever stands before them.
_TAIL: Final = 4


def prepare() -> None:
    """Read the numbering plans of the world, which otherwise happens in the middle of a call."""
    PhoneMetadata.load_all()


@lru_cache(maxsize=16_384)
def number_key(number: str, region: str | None) -> str | None:
    """Give what is the same for all ways to write a number; None for what is no number.

    It is E.164 where the number can be understood from this region, else the bare digits.
    """
    if (bare := _bare(number)) is None:
        return None
    parsed = _parsed(bare, region)
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
def without_prefix(number: str, region: str | None) -> str | None:
    """Give the key of a number that was dialed with the digit for an outside line.

    None unless it is no number with that digit and a valid one without it.
    """
    bare = _bare(number)
    if bare is None or bare[0] not in "09" or region is None:
        return None
    whole, rest = _parsed(bare, region), _parsed(bare[1:], region)
    if whole is not None and phonenumbers.is_valid_number(whole):
        return None
    if rest is None or not phonenumbers.is_valid_number(rest):
        return None
    return phonenumbers.format_number(rest, PhoneNumberFormat.E164)


@lru_cache(maxsize=4_096)
def formatted(number: str, region: str | None) -> str:
    """Write a number as people read it, with its country; what is no number stays as it is."""
    bare = _bare(number)
    parsed = None if bare is None else _parsed(bare, region)
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        return number
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)


def matcher(number: str, region: str | None) -> Callable[[str], bool]:
    """Give the test whether another number is this one."""
    wanted = number_key(number, region)
    tail = number[-_TAIL:] if wanted is None else wanted[-_TAIL:]

    def is_same(other: str) -> bool:
        # Most are told apart without understanding them.
        if wanted is None:
            return other == number
        bare = _DECORATION.sub("", other)
        return bare.endswith(tail) and (
            number_key(other, region) == wanted or without_prefix(other, region) == wanted
        )

    return is_same


def _bare(number: str) -> str | None:
    """Take out what makes a number readable; None for what is no number."""
    if len(number) > _LONGEST:
        return None
    bare = _DECORATION.sub("", number)
    return bare if _SPOKEN.fullmatch(bare) else None


def _parsed(bare: str, region: str | None) -> PhoneNumber | None:
    """Understand a number; None for what no plan of numbers knows."""
    if len(bare) < _SHORTEST or "*" in bare or "#" in bare:
        return None
    try:
        parsed = phonenumbers.parse(bare, region)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_possible_number(parsed) else None
