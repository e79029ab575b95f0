"""Messages of an AppWebsocket as frozen classes, each named after its `mt`; parse and make.

No text makes `parse` raise. What we do not know is `Unknown`, what makes no sense is `Broken`.
Texts come from other people: control characters and half characters are gone, lengths are bounded.
A module here holds the messages of one API, or of one matter of it.
"""

from dataclasses import fields
import json
from typing import Any, Final

from .. import codecs_admin, codecs_platform, codecs_profiles, codecs_rcc
from ..codecs import CODECS, Codec, Malformed, text_codec, whole, word
from . import (
    admin,
    app_websocket,
    booleans,
    diversions,
    impersonation,
    notes,
    pbx_api,
    presence,
    profiles,
    rcc,
    rcc_control,
    signal,
    table_users,
)
from .app_websocket import (
    AppChallenge,
    AppChallengeResult,
    AppCheckLogin,
    AppCheckLoginResult,
    AppInfo,
    AppInfoResult,
    AppLogin,
    AppLoginResult,
    CheckBuild,
    CheckBuildResult,
    KeepAlive,
    PbxInfo,
)
from .envelope import Broken, Envelope, Message, Unknown
from .pbx_api import GetNodeInfo, GetNodeInfoResult
from .presence import (
    PresenceState,
    PresenceUpdate,
    SetPresence,
    SetPresenceResult,
    SubscribePresence,
    SubscribePresenceResult,
    UnsubscribePresence,
    UnsubscribePresenceResult,
)
from .table_users import ReplicateNext, ReplicateNextResult, ReplicateStart, ReplicateStartResult

# Presence of many sources is a few KiB; more than this is an attack or a mistake.
MAX_MESSAGE: Final = 1 << 20

_MESSAGES: Final[tuple[type[Message], ...]] = (
    *admin.MESSAGES,
    *app_websocket.MESSAGES,
    *booleans.MESSAGES,
    *diversions.MESSAGES,
    *impersonation.MESSAGES,
    *notes.MESSAGES,
    *pbx_api.MESSAGES,
    *presence.MESSAGES,
    *profiles.MESSAGES,
    *rcc.MESSAGES,
    *rcc_control.MESSAGES,
    *signal.MESSAGES,
    *table_users.MESSAGES,
)

_CODECS: Final = {
    **CODECS,
    **codecs_admin.CODECS,
    **codecs_platform.CODECS,
    **codecs_profiles.CODECS,
    **codecs_rcc.CODECS,
}


def _plan(cls: type[Message]) -> tuple[tuple[str, Codec], ...]:
    """Find how each member of a message is read and written."""
    return tuple(
        (each.name, _CODECS.get(each.name) or text_codec(each.name))
        for each in fields(cls)
        if each.name not in {"api", "src"}
    )


_PLANS: Final = {cls: _plan(cls) for cls in _MESSAGES}
_KNOWN: Final = {
    (next(each.default for each in fields(cls) if each.name == "api"), cls.__name__): cls
    for cls in _MESSAGES
}


def parse(text: str) -> Message | Unknown | Broken:
    """Understand a message."""
    if len(text) > MAX_MESSAGE:
        return Broken("too long")
    try:
        body = json.loads(text)
    except ValueError, RecursionError:
        return Broken("not JSON")
    if not isinstance(body, dict):
        return Broken("not an object")
    mt = word(body.get("mt"))
    if not mt:
        return Broken("no type")
    api = word(body.get("api")) or ""
    src = word(body.get("src")) or None
    cls = _KNOWN.get((api.partition(".")[0], mt))
    if cls is None:
        return Unknown(mt=mt, api=api, src=src)
    try:
        members = {name: codec.read(body) for name, codec in _PLANS[cls]}
    except Malformed:
        return Broken("malformed", mt)
    return cls(api=api, src=src, **members)


def make(message: Message) -> str:
    """Write a message; a member that is None is left out."""
    body: dict[str, Any] = {"api": message.api} if message.api else {}
    body["mt"] = message.mt
    if message.src is not None:
        body["src"] = message.src
    for name, codec in _PLANS[type(message)]:
        value = getattr(message, name)
        if value is not None:
            body |= codec.write(value)
    return whole(json.dumps(body, separators=(",", ":"), ensure_ascii=False))


__all__ = [
    "MAX_MESSAGE",
    "AppChallenge",
    "AppChallengeResult",
    "AppCheckLogin",
    "AppCheckLoginResult",
    "AppInfo",
    "AppInfoResult",
    "AppLogin",
    "AppLoginResult",
    "Broken",
    "CheckBuild",
    "CheckBuildResult",
    "Envelope",
    "GetNodeInfo",
    "GetNodeInfoResult",
    "KeepAlive",
    "Message",
    "PbxInfo",
    "PresenceState",
    "PresenceUpdate",
    "ReplicateNext",
    "ReplicateNextResult",
    "ReplicateStart",
    "ReplicateStartResult",
    "SetPresence",
    "SetPresenceResult",
    "SubscribePresence",
    "SubscribePresenceResult",
    "Unknown",
    "UnsubscribePresence",
    "UnsubscribePresenceResult",
    "make",
    "parse",
]
