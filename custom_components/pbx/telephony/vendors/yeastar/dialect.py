"""How the versions of the API differ, as a table. Nothing else here knows a version by its name."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from types import MappingProxyType
from typing import Final

AUTO: Final = "auto"


class Operation(StrEnum):
    """What can be asked of the PBX."""

    LOGIN = auto()
    HEARTBEAT = auto()
    LOGOUT = auto()
    DEVICE = auto()
    EXTENSIONS = auto()
    EXTENSION = auto()
    TRUNKS = auto()
    INBOUND = auto()
    OUTBOUND = auto()
    DIAL_EXTENSION = auto()
    DIAL_OUTBOUND = auto()
    HANG_UP_EXTENSION = auto()
    HANG_UP_INBOUND = auto()
    HANG_UP_OUTBOUND = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One version of the API."""

    name: str
    """As it stands in every path."""
    report_version: str
    """The format of reports that is asked for at login; what comes may be another."""
    relative_flags: tuple[str, ...]
    """The keys that say with `0` that `url` is a path."""
    paths: Mapping[Operation, str]
    extension_key: str
    inbound_key: str
    outbound_key: str

    def path(self, operation: Operation) -> str:
        """Give the path of an operation, without a leading slash."""
        return f"api/{self.name}/{self.paths[operation]}"


_V1_1_0: Final = Dialect(
    name="v1.1.0",
    # The default format repeats keys within an object; this one is well-formed JSON.
    report_version="1.0.2",
    # The English heartbeat page says `urlflag`, the Chinese one and both login pages `urltag`.
    relative_flags=("urltag", "urlflag"),
    paths=MappingProxyType(
        {
            Operation.LOGIN: "login",
            Operation.HEARTBEAT: "heartbeat",
            Operation.LOGOUT: "logout",
            Operation.DEVICE: "deviceinfo/query",
            Operation.EXTENSIONS: "extensionlist/query",
            Operation.EXTENSION: "extension/query",
            Operation.TRUNKS: "trunklist/query",
            Operation.INBOUND: "inbound/query",
            Operation.OUTBOUND: "outbound/query",
            Operation.DIAL_EXTENSION: "extension/dial_extension",
            Operation.DIAL_OUTBOUND: "extension/dial_outbound",
            Operation.HANG_UP_EXTENSION: "extension/hangup",
            Operation.HANG_UP_INBOUND: "inbound/hangup",
            Operation.HANG_UP_OUTBOUND: "outbound/hangup",
        }
    ),
    extension_key="extid",
    inbound_key="inboundid",
    outbound_key="outboundid",
)

# The firmware of 2017 has the same paths, and passes over the keys at login that it does not know.
DIALECTS: Final = (_V1_1_0, replace(_V1_1_0, name="v1.0.1"))
"""All versions that are spoken, in the order in which they are tried."""


def candidates(choice: str) -> tuple[Dialect, ...]:
    """Give the versions to try for what a person chose; a name from elsewhere means all of them."""
    return tuple(dialect for dialect in DIALECTS if dialect.name == choice) or DIALECTS
