"""From the PBX's words to facts, and from commands to its words; pure."""

from collections.abc import Iterable
import re

from ...commands import SetPresence
from ...errors import CommandUnsupported
from ...facts import ExtensionIs, PresenceIs
from ...model import Capability, ExtensionId, PbxInfo
from ...numbering import Numbering
from . import wire
from .codecs import Entry, clean
from .presence import MANUAL_SLOT, WORDS, presence_of

ABILITIES = (
    Capability.PRESENCE | Capability.PRESENCE_SET | Capability.DO_NOT_DISTURB | Capability.NUMBERING
)
NOT_FOUND = "not_found"
NOT_VISIBLE = "not_visible"
NOT_ALLOWED = "not_allowed"
"""As not visible, and a list of the PBX says that Visibility is the cause."""
MOVED = "moved"
"""Lives on another PBX, which this one does not tell of."""

# The PBX's limit is not documented; what is longer is no longer read on a phone.
_NOTE_LENGTH = 250
# An object's name must not begin with a digit (vendor's wiki, 13r2), so this can only be a number.
_NUMBER = re.compile(r"[0-9*#+]+")
# Every node tree begins with this one, so it names nothing.
_NAMELESS_NODE = "root"


def pbx_info(
    *, host: str, port: int, app: str, node: wire.GetNodeInfoResult, module: str = "PBX0"
) -> PbxInfo:
    """Identify the PBX; direction A tells neither its name nor its domain."""
    return PbxInfo(
        id=f"{host}:{port}/{module}/{app}".lower(),
        id_is_stable=False,
        vendor="innovaphone",
        name=node.name if node.name and node.name != _NAMELESS_NODE else "innovaphone PBX",
        capabilities=ABILITIES,
        numbering=numbering(node),
    )


def numbering(node: wire.GetNodeInfoResult) -> Numbering:
    """Say how numbers are dialled at a node."""
    return Numbering(
        country=node.country_code or "",
        area=node.area_code or "",
        international=node.prefix_intl or "",
        national=node.prefix_ntl or "",
        subscriber=node.prefix_subs or "",
    )


def watched_keys(users: Iterable[str]) -> tuple[ExtensionId, ...]:
    """Fold away repeated and empty names; the first spelling stays."""
    keys: dict[str, ExtensionId] = {}
    for user in users:
        if user.strip():
            keys.setdefault(user.strip().casefold(), ExtensionId(user))
    return tuple(keys.values())


def address(key: ExtensionId) -> dict[str, str]:
    """Say how the PBX finds a watched user: by number, or else by name."""
    text = key.strip()
    return {"num": text} if _NUMBER.fullmatch(text) else {"sip": text}


def extension_is(key: ExtensionId, number: str | None, name: str | None) -> ExtensionIs:
    """Tell who a watched user is; an empty text says nothing."""
    return ExtensionIs(id=key, number=number or None, name=name or None)


def presence_is(
    key: ExtensionId, entries: tuple[Entry, ...] | None, reason: str | None = None
) -> PresenceIs:
    """Tell the presence of a watched user, or why it is unknown."""
    presence = None if entries is None else presence_of(entries)
    return PresenceIs(id=key, presence=presence, reason=reason)


def set_presence(
    command: SetPresence, *, src: str, sip: str, slot: Entry | None
) -> wire.SetPresence:
    """Write the hand-set slot; what the command keeps is taken from the slot as last seen.

    A slot never seen cannot be repeated, so its member is left out.
    """
    activity, note = command.raw, command.note
    if activity is None and command.activity is not None:
        if command.activity not in WORDS:
            raise CommandUnsupported(command.needs)
        activity = WORDS[command.activity]
    if slot is not None:
        activity = slot.activity if activity is None else activity
        note = slot.note if note is None else note
    return wire.SetPresence(
        src=src,
        sip=sip,
        contact=MANUAL_SLOT,
        activity=None if activity is None else clean(activity, 64).replace("\n", " ").strip(),
        note=None if note is None else clean(note, _NOTE_LENGTH),
    )
