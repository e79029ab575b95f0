"""The one table of what must not be seen; log, recorder and diagnostics all use it.

Secrets vanish, people become a mark, telephone numbers keep their last two digits.
"""

from collections.abc import Callable, Mapping
import json
import re
from typing import Any, Final

REDACTED: Final = "**REDACTED**"

# What gives away access: hidden, and also searched for in what is no JSON.
_SECRET: Final = frozenset(
    "authorization ca_certificate challenge digest key loginpassword nonce password pwd random"
    " refreshtoken registerpassword salt secret token turnpwd url vmsecret webhook_id".split()
)
# What is shown as it is: addresses in the own network, versions, times, codes, names of calls.
_PLAIN: Final = frozenset(
    "answered_at api_version at began callid ended errno error fingerprint firmware firmwarever"
    " hardwarever heard host inboundid interface ipaddr model outboundid port report_host"
    " report_port since systemtime timestart uptime version".split()
)
# Words of the protocols and of our own model; numbers within them are masked all the same.
_WORDS: Final = frozenset(
    "action agentstatus api app autoanswer call capabilities cause channelid detail direction"
    " dsttrunkname event flag hook info kind memberstatus mt operation path reason role serial sn"
    " source src srctrunkname state status surveyresult target transport trunk trunkname trust type"
    " urlflag urltag vendor way".split()
)
_NUMBERS: Final = frozenset(
    "agent agentid callee caller callfrom callto cdpn didnumber e164 extid extnumber from fromext"
    " mobile moblie norm num number outto peer_number phonenumber recording to tonumber transferor"
    " transferto".split()
)
# Of a handle, numbers and hexadecimal codes say which it is; any other part may be a login name.
_HANDLES: Final = frozenset({"extension", "id"})
_PART = re.compile(r"[^\W_]+(?:[.@_-][^\W_]+)*")
_CODE = re.compile(r"[0-9a-f.-]*[0-9][0-9a-f.-]*", re.IGNORECASE)
# Free text, but mostly one word that the protocol knows.
_VOCABULARY: Final = frozenset({"activity", "chosen", "contact", "raw"})
_ONE_WORD = re.compile(r"[a-z:_-]{0,24}")
# Above this a number may be somebody's.
_SHORT: Final = 100_000

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
    return _PART.sub(
        lambda part: mask_number(part[0]) if _CODE.fullmatch(part[0]) else REDACTED, text
    )


def _mask_sentence(text: str) -> str:
    """Show one word that a protocol may know; whatever a person may have written is hidden."""
    return text if _ONE_WORD.fullmatch(text) else _hide(text)


def _hide(text: str) -> str:
    """Hide a text, but not that there is none."""
    return REDACTED if text else text


def _mask_words(text: str) -> str:
    """Show words, with the numbers in them masked."""
    return mask_number(text)


def _shut(text: str) -> str:
    """Hide a secret."""
    return _hide(text)


def _rule(key: str) -> Callable[[str], str]:
    """Find what to do with what stands below a key; an unknown one may name anybody."""
    key = key.lower()
    for keys, rule in _RULES:
        if key in keys:
            return rule
    return _hide


_RULES: Final = (
    (_SECRET, _shut),
    (_PLAIN, str),
    (_WORDS, _mask_words),
    (_NUMBERS, mask_number),
    (_HANDLES, _mask_handle),
    (_VOCABULARY, _mask_sentence),
)


def redact(value: Any, rule: Callable[[str], str] = _hide) -> Any:
    """Copy a JSON-like value without secrets, people and numbers."""
    match value:
        case _Pairs():
            return _Pairs((key, redact(each, _rule(key))) for key, each in value)
        case Mapping():
            return {key: redact(each, _rule(str(key))) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [redact(each, rule) for each in value]
        case str():
            return rule(value)
        case bool() | None:
            return value
        case int() | float():
            return _redact_number(value, rule)
    return redact(str(value), rule)


def _redact_number(value: float, rule: Callable[[str], str]) -> Any:
    """Mask what may be a telephone number, also where none is expected."""
    if rule in (_shut, mask_number):
        return rule(str(value))
    return value if rule is str or abs(value) < _SHORT else mask_number(str(value))


def redact_text(text: str | bytes) -> str:
    """Redact a wire message; what is no JSON is searched for secrets and numbers only."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    try:
        return _dump(redact(json.loads(text, object_pairs_hook=_Pairs)))
    except ValueError:
        for loose in _LOOSE:
            text = loose.sub(rf"\1{REDACTED}", text)
        return mask_number(text)
    except RecursionError:
        # Nothing that a PBX means is nested so deeply.
        return f"({len(text)} characters)"


def _dump(value: Any) -> str:
    """Write JSON again, repeated keys included."""
    if isinstance(value, _Pairs):
        return "{" + ", ".join(f"{json.dumps(key)}: {_dump(each)}" for key, each in value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_dump, value)) + "]"
    return json.dumps(value)
