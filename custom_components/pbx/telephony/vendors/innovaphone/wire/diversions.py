"""Messages of the PbxApi about the diversions that people have set themselves (14r1)."""

from dataclasses import dataclass

from ..codecs import Failure
from .pbx_api import PbxApiMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class GetDiversion(PbxApiMessage):
    """Ask for one diversion of a user: `cfu`, `cfb` or `cfnr`."""

    sip: str | None = None
    guid: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetDiversionResult(PbxApiMessage):
    """Where calls go; nowhere else if neither is said."""

    failure: Failure | None = None
    num: str | None = None
    sip: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddDiversion(PbxApiMessage):
    """Divert the calls of a user."""

    sip: str | None = None
    guid: str | None = None
    type: str | None = None
    ep_sip: str | None = None
    ep_num: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddDiversionResult(PbxApiMessage):
    """The change can be made, or not."""

    failure: Failure | None = None
    ok: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DelDiversion(PbxApiMessage):
    """Let the calls of a user come through again."""

    sip: str | None = None
    guid: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelDiversionResult(PbxApiMessage):
    """The change can be made, or not."""

    failure: Failure | None = None
    ok: bool = False


MESSAGES = (
    GetDiversion,
    GetDiversionResult,
    AddDiversion,
    AddDiversionResult,
    DelDiversion,
    DelDiversionResult,
)
