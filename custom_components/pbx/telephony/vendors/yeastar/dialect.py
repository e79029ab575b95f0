"""How the versions of the API differ, as a table. Nothing else here knows a version by its name."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
import re
from typing import Any, Final

from ...model import Capability
from .endpoints_v1 import V1_0_1, V1_1_0
from .endpoints_v2 import V2_0_0
from .operations import Endpoint, Operation

__all__ = ["AUTO", "CHOICES", "DIALECTS", "Dialect", "Endpoint", "Operation", "candidates"]

AUTO: Final = "auto"

_NUMBER: Final = re.compile(r"\d{1,4}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One version of the API."""

    name: str
    """As it stands in every path."""
    choice: str
    """As a person chooses it: drafts are chosen with the version that came of them."""
    report_version: str
    """The format of reports that is asked for at login; what comes may be another."""
    relative_flags: tuple[str, ...]
    """The keys that say with `0` that `url` is a path."""
    endpoints: Mapping[Operation, Endpoint]
    capabilities: Capability
    """What this version offers; a firmware may still lack some of it."""
    heartbeat_has_version: bool = False
    """A heartbeat names the format of reports again."""
    calls_by_channel: bool = False
    """A call is named by the channel of one of its members, an extension's call too."""
    streams_reports: bool = False
    """The PBX can be set to send reports over a connection that we open."""
    posts_to_path: bool = True
    """Reports are posted to the path that was announced, not to none at all."""
    names_type: bool = False
    """The query of every URL says that JSON is spoken."""
    quotes_messages: bool = True
    """Text messages go percent-encoded."""
    proof: Operation | None = None
    """What must be answered as this version does it before it is believed."""
    since: tuple[int, ...] = ()
    """The first firmware that speaks it; empty where none does for sure."""

    def is_in(self, firmware: str) -> bool:
        """Tell whether a firmware, by its number, speaks this version."""
        numbers = firmware.split(".")
        if not self.since or not all(map(_NUMBER.fullmatch, numbers)):
            return False
        return tuple(map(int, numbers)) >= self.since

    def has(self, operation: Operation) -> bool:
        """Tell whether this version knows an operation."""
        return operation in self.endpoints

    def path(self, operation: Operation) -> str:
        """Give the path of an operation, without a leading slash."""
        return f"api/{self.name}/{self.endpoints[operation].path}"

    def fields(self, operation: Operation, ours: Mapping[str, Any]) -> dict[str, Any]:
        """Give fields their names on the wire; one that is None selects all."""
        endpoint = self.endpoints[operation]
        values = {
            key: endpoint.everything if value is None else value for key, value in ours.items()
        }
        return {
            endpoint.fields.get(key, key): value
            for key, value in values.items()
            if value is not None
        }


_CAPABILITIES_1_0: Final = (
    Capability.CALLS
    | Capability.DIAL
    | Capability.HANG_UP
    | Capability.REGISTRATION
    | Capability.TRUNKS
    | Capability.HOLD
    | Capability.MUTE
    | Capability.MONITOR
    | Capability.TRANSFER
    | Capability.CALL_BACK
    | Capability.PROMPTS
    | Capability.MENUS
    | Capability.GROUPS
    | Capability.SCREENING
    | Capability.MESSAGES
    | Capability.WAKE_UPS
    | Capability.SETTINGS
    | Capability.CONFIGURATION
    | Capability.SURVEYS
    | Capability.RECORDINGS
)
_CAPABILITIES_1_1: Final = (
    _CAPABILITIES_1_0 | Capability.QUEUES | Capability.AGENTS | Capability.RECORDS
)

_V1_1_0: Final = Dialect(
    name="v1.1.0",
    choice="v1.1.0",
    # The default format repeats keys within an object; this one is well-formed JSON.
    report_version="1.0.2",
    # The English heartbeat page says `urlflag`, the Chinese one and both login pages `urltag`.
    relative_flags=("urltag", "urlflag"),
    endpoints=V1_1_0,
    capabilities=_CAPABILITIES_1_1,
    since=(30, 10, 0, 59),
)
# The firmware of 2017 passes over the keys at login that it does not know.
_V1_0_1: Final = replace(
    _V1_1_0,
    name="v1.0.1",
    choice="v1.0.1",
    endpoints=V1_0_1,
    capabilities=_CAPABILITIES_1_0,
    since=(30, 5, 0, 30),
)
_V2_0_0: Final = Dialect(
    name="v2.0.0",
    choice="v2.0.0",
    report_version="2.0.0",
    relative_flags=("urltag",),
    endpoints=V2_0_0,
    capabilities=_CAPABILITIES_1_1 | Capability.SEES_ALL_CALLS | Capability.CONTACTS,
    heartbeat_has_version=True,
    calls_by_channel=True,
    streams_reports=True,
    # The version in a path may be parsed loosely; no other version has this list.
    proof=Operation.EXTENSIONS,
    since=(30, 13, 0, 30),
)
# Not the vendor's own: a PBX whose makers copied the documents of v1.1.0.
_CLONE: Final = replace(
    _V1_1_0,
    name="v0.0.1",
    choice="v0.0.1",
    report_version="0.0.1",
    relative_flags=("urltag",),
    names_type=True,
    posts_to_path=False,
    since=(),
)

DIALECTS: Final = (_V2_0_0, _V1_1_0, _V1_0_1, replace(_V1_0_1, name="v1.0.0", since=()), _CLONE)
"""All versions that are spoken, in the order in which they are tried."""

CHOICES: Final = (AUTO, *dict.fromkeys(dialect.choice for dialect in DIALECTS))
"""What a person can choose."""


def candidates(choice: str, found: str | None = None) -> tuple[Dialect, ...]:
    """Give the versions to try for what a person chose; a name from elsewhere means all of them.

    The one that was found the last time is tried first.
    """
    chosen = [dialect for dialect in DIALECTS if choice == dialect.choice] or DIALECTS
    return tuple(sorted(chosen, key=lambda dialect: dialect.name != found))


def newer(dialect: Dialect, firmware: str) -> tuple[Dialect, ...]:
    """Give the versions newer than this one that a firmware speaks, by its number."""
    return tuple(each for each in DIALECTS[: DIALECTS.index(dialect)] if each.is_in(firmware))
