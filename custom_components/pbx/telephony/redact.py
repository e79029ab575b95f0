"""The one table of what must not be seen; log, recorder and diagnostics all use it.

Secrets vanish, people become a mark, telephone numbers keep their last two digits.
"""

from collections.abc import Callable, Mapping
import json
import re
from typing import Any, Final

REDACTED: Final = "**REDACTED**"

_SECRET: Final = frozenset(
    "authorization ca_certificate challenge digest key loginpassword nonce password pwd random"
    " refreshtoken registerpassword salt secret token turnpwd url vmsecret webhook_id".split()
)
_PERSONAL: Final = frozenset(
    "callee_name caller_name callerid cn dn dsp email firstname guid h323 lastname message"
    " name note peer_name registername sip text title username users vals".split()
)
_HANDLE: Final = frozenset({"extension", "id"})
_NUMBER: Final = frozenset(
    "agent agentid callee caller callfrom callto cdpn didnumber e164 extid extnumber from"
    " fromext mobile moblie norm num number outto peer_number phonenumber recording to"
    " tonumber transferor transferto".split()
)

# A body that is no JSON is still searched for what looks like a secret. In a query it ends at the
# next parameter, after a colon with the line, in quotes where they end, if they do.
_WORD: Final = rf"""["']?\b(?:{"|".join(sorted(_SECRET))})\b["']?\s*"""
_QUOTED: Final = r""""(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?"""
_LOOSE: Final = (
    re.compile(rf"({_WORD}=\s*)(?:{_QUOTED}|[^\s,&}}]+)", re.IGNORECASE | re.DOTALL),
    re.compile(rf"({_WORD}:\s*)(?:{_QUOTED}|[^\r\n]+)", re.IGNORECASE | re.DOTALL),
)
_MANY_DIGITS = re.compile(r"\d(?=\d\d)")


class _Pairs(list[tuple[str, Any]]):
    """A JSON object that keeps repeated keys, as Yeastar's first report format has them."""


def mask_number(text: str) -> str:
    """Hide all but the last two digits of every number in a text."""
    return _MANY_DIGITS.sub("*", text)


def _mask_handle(text: str) -> str:
    """Hide whom a handle names: a number by its digits, a login name altogether."""
    return mask_number(text) if any(map(str.isdecimal, text)) else REDACTED


def _rule(key: str) -> Callable[[str], str] | None:
    """Find what to do with the values below a key."""
    key = key.lower()
    if key in _SECRET or key in _PERSONAL:
        return lambda text: REDACTED if text else text
    if key in _NUMBER:
        return mask_number
    if key in _HANDLE:
        return _mask_handle
    return None


def redact(value: Any, rule: Callable[[str], str] | None = None) -> Any:
    """Copy a JSON-like value without secrets, people and numbers."""
    match value:
        case _Pairs():
            return _Pairs((key, redact(each, _rule(key) or rule)) for key, each in value)
        case Mapping():
            return {key: redact(each, _rule(str(key)) or rule) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [redact(each, rule) for each in value]
        case str():
            return rule(value) if rule else value
        case bool() | None:
            return value
        case int() | float():
            return rule(str(value)) if rule else value
    return redact(str(value), rule)


def redact_text(text: str | bytes) -> str:
    """Redact a wire message; what is no JSON is searched for secrets only."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    try:
        parsed = json.loads(text, object_pairs_hook=_Pairs)
    except ValueError, RecursionError:
        for loose in _LOOSE:
            text = loose.sub(rf"\1{REDACTED}", text)
        return mask_number(text)
    return _dump(redact(parsed))


def _dump(value: Any) -> str:
    """Write JSON again, repeated keys included."""
    if isinstance(value, _Pairs):
        return "{" + ", ".join(f"{json.dumps(key)}: {_dump(each)}" for key, each in value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_dump, value)) + "]"
    return json.dumps(value)
