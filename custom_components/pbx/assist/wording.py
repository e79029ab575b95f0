"""Texts of other people: callers choose their names, so none of them is trusted."""

from typing import Final
import unicodedata

# Longer than any name that is spoken.
MAX_NAME: Final = 60
MAX_SPOKEN: Final = 80

# Separators of lines, control and format characters, and half characters.
_UNSPEAKABLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# What templates, markup and prompts are made of, and names are not.
_SYNTAX: Final = frozenset("{}<>[]`|\\")


def plain(text: str, most: int = MAX_NAME) -> str:
    """Make a text one short line without any character that something might act on."""
    # What is thrown away must not cost much either.
    shown = "".join(
        " " if char in _SYNTAX or unicodedata.category(char) in _UNSPEAKABLE else char
        for char in text[: most * 4]
    )
    return " ".join(shown.split())[:most].rstrip()


def words_of(text: str) -> frozenset[str]:
    """Give the words of a name as they sound: without case, accents and punctuation."""
    folded = unicodedata.normalize("NFKD", text[:200].casefold())
    kept = "".join(
        char if char.isalnum() else " " for char in folded if not unicodedata.combining(char)
    )
    return frozenset(kept.split())
