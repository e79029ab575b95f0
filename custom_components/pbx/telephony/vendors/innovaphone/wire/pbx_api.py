"""Messages of the PbxApi about the numbering node."""

from dataclasses import dataclass

from ..codecs import Failure
from .envelope import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class PbxApiMessage(Message):
    """A message of the PbxApi: presence, favourites, the node."""

    api: str = "PbxApi"


@dataclass(frozen=True, slots=True, kw_only=True)
class GetNodeInfo(PbxApiMessage):
    """Ask for the numbering node of who logged in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GetNodeInfoResult(PbxApiMessage):
    """The numbering node and its prefixes."""

    failure: Failure | None = None
    name: str | None = None
    prefix_intl: str | None = None
    prefix_ntl: str | None = None
    prefix_subs: str | None = None
    country_code: str | None = None
    area_code: str | None = None
    """Not documented for this message; the vendor's C++ library knows one (13r1)."""


MESSAGES = (
    GetNodeInfo,
    GetNodeInfoResult,
)
