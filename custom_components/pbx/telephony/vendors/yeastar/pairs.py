"""JSON as this PBX writes it: keys come twice, all is text, and not all of it is well formed."""

from collections.abc import Iterator
from functools import lru_cache
import json
import re
from typing import Any, Final

# `extension/query` answers with passwords in clear text, and nobody here needs them.
_SECRETS: Final = frozenset(("loginpassword", "password", "registerpassword", "vmsecret"))

# Names of recordings are the longest that a report has.
MAX_TEXT: Final = 255

_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_CONTROLS: Final = dict.fromkeys(range(0x20), " ")
# Commas, and the bracket they may stand before. Texts, closed or not, are matched to be left alone;
# nothing is looked at twice, however long it is.
_TRAILING_COMMAS: Final = re.compile(
    r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|,[\s,]*+(?P<bracket>[}\]])?', re.DOTALL
)


class Pairs(list[tuple[str, Any]]):
    """One JSON object: its keys in lower case, in the order of the text, repeated ones included."""

    def text(self, *names: str) -> str:
        """Give the first text under one of these names that says something."""
        for key, value in self:
            if key in names and (said := text_of(value)):
                return said
        return ""

    def has(self, *names: str) -> bool:
        """Tell whether one of these names occurs."""
        return any(key in names for key, _ in self)

    def objects(self, name: str) -> Iterator[Pairs]:
        """Yield the objects under a name, be it one object, several, or an array of them."""
        for key, value in self:
            if key == name:
                yield from objects_in(value)


def objects_in(value: Any) -> Iterator[Pairs]:
    """Yield the objects of a value that is one, or an array of them."""
    if isinstance(value, Pairs):
        yield value
    elif isinstance(value, list):
        yield from (each for each in value if isinstance(each, Pairs))


def text_of(value: Any) -> str:
    """Read a scalar as text without blanks around it; anything else says nothing."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ""


def brief(value: Any) -> str:
    """Read a scalar of a report: what is longer than any name or number is cut off."""
    return text_of(value)[:MAX_TEXT]


def clean(text: str) -> str:
    """Strip a text, and replace halves of characters, which no encoder would take."""
    return (text if text.isascii() else _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)).strip()


@lru_cache(maxsize=1024)
def _key(key: str) -> str:
    """Spell a key as we do; the same few come again and again in a list."""
    return clean(key).lower()


def _object(pairs: list[tuple[str, Any]]) -> Pairs:
    """Keep what may be kept of an object."""
    return Pairs((name, value) for key, value in pairs if (name := _key(key)) not in _SECRETS)


# Numbers stay text: as a float, the call ids `...81` and `...810` would be the same.
_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=str, strict=False
)


def parse(body: bytes) -> Pairs | None:
    """Read one JSON object; None if there is none to be found."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("latin-1")
    for attempt in (text, _mend):
        try:
            parsed = _DECODER.decode(attempt(text) if callable(attempt) else attempt)
        except ValueError:
            continue
        except RecursionError:
            return None
        return parsed if isinstance(parsed, Pairs) else None
    return None


def _mend(text: str) -> str:
    """Remove what some published samples carry: trailing commas and control characters."""
    return _TRAILING_COMMAS.sub(
        lambda found: found["bracket"] or found[0], text.translate(_CONTROLS)
    )
