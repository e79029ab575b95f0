"""A login as it was received, and whether it proves the secret.

The digest covers every member as it came, and `info` as text. So nothing here is read by the
codecs, which clean and shorten.
"""

from dataclasses import dataclass
import hmac
import json
import re
from typing import Any, Final

from .digest import login_digest

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_DECODER: Final = json.JSONDecoder()


@dataclass(frozen=True, slots=True, repr=False)
class Claim:
    """Who somebody claims to be."""

    app: str
    domain: str
    sip: str
    guid: str
    dn: str
    digest: str
    info: str | None
    """As transmitted; None if it was not."""
    about: dict[str, Any]
    """What `info` says."""

    @property
    def pbx(self) -> str | None:
        """Name the PBX, if it says so."""
        name = self.about.get("pbx")
        return name if isinstance(name, str) and name else None

    def is_proven(self, challenge: str, password: str) -> bool:
        """Tell whether the digest was made with the password; takes equally long either way."""
        members = {
            "app": self.app,
            "domain": self.domain,
            "sip": self.sip,
            "guid": self.guid,
            "dn": self.dn,
        }
        fits = False
        for info in self._infos:
            expected = login_digest(challenge=challenge, password=password, info=info, **members)
            fits |= hmac.compare_digest(expected.encode(), self.digest.encode("utf-8", "replace"))
        return fits

    @property
    def _infos(self) -> tuple[str | None, ...]:
        """Give `info` as it came, and in the compact form that the digest is defined over."""
        if self.info is None:
            return (None,)
        compact = json.dumps(self.about, separators=(",", ":"), ensure_ascii=False)
        return self.info, compact


def read_claim(text: str) -> Claim | None:
    """Read an AppLogin; None if it is none that a PBX would send."""
    try:
        members = _members(text)
    except ValueError, RecursionError:
        return None
    info, raw = members.pop("info", (None, None))
    if info is not None and not isinstance(info, dict):
        return None
    texts = {key: members.get(key, ("", ""))[0] or "" for key in _TEXTS}
    if not all(isinstance(each, str) for each in texts.values()):
        return None
    return Claim(**texts, info=raw if info is not None else None, about=info or {})


_TEXTS: Final = ("app", "domain", "sip", "guid", "dn", "digest")


def _members(text: str) -> dict[str, tuple[Any, str]]:
    """Read an object as each member's value and its text; raise ValueError if that is ambiguous."""
    members: dict[str, tuple[Any, str]] = {}
    at = _past(text, "{", 0)
    while True:
        key, at = _DECODER.raw_decode(text, at)
        if not isinstance(key, str) or key in members:
            raise ValueError("no key, or a second one")
        begin = _past(text, ":", at)
        value, at = _DECODER.raw_decode(text, begin)
        members[key] = value, text[begin:at]
        at = _skip(text, at)
        if text[at : at + 1] != ",":
            break
        at = _skip(text, at + 1)
    if text[_past(text, "}", at) :]:
        raise ValueError("more behind the end")
    return members


def _skip(text: str, at: int) -> int:
    """Go past white space."""
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _past(text: str, mark: str, at: int) -> int:
    """Go past a mark and the white space around it."""
    at = _skip(text, at)
    if text[at : at + 1] != mark:
        raise ValueError("not an object")
    return _skip(text, at + 1)
