"""Messages of the administration that only read."""

from dataclasses import dataclass

from ..codecs import Failure, Row
from .envelope import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class PbxAdminApiMessage(Message):
    """A message of the administration."""

    api: str = "PbxAdminApi"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchUsers(PbxAdminApiMessage):
    """Ask for the users whose long names follow this one."""

    cn: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchUsersResult(PbxAdminApiMessage):
    """A page of users; empty behind the last."""

    failure: Failure | None = None
    page: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetPbxConfig(PbxAdminApiMessage):
    """Ask what this PBX is called among the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GetPbxConfigResult(PbxAdminApiMessage):
    """What this PBX is called."""

    failure: Failure | None = None
    loc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorUnallowed(PbxAdminApiMessage):
    """Ask for all subscriptions that no Visibility entry matches, now and later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorUnallowedResult(PbxAdminApiMessage):
    """They are told from now on, or not."""

    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorUnallowedAdd(PbxAdminApiMessage):
    """A user may not be seen by these."""

    watched: Row
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorUnallowedDel(PbxAdminApiMessage):
    """A user may be seen by these now, or is no longer watched."""

    watched: Row
    sources: tuple[str, ...] = ()


MESSAGES = (
    SearchUsers,
    SearchUsersResult,
    GetPbxConfig,
    GetPbxConfigResult,
    MonitorUnallowed,
    MonitorUnallowedResult,
    MonitorUnallowedAdd,
    MonitorUnallowedDel,
)
