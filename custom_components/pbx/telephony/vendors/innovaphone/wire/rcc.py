"""Messages of RCC: users and their calls, and what can be done to these."""

from dataclasses import dataclass
from typing import Final

from ..codecs import Failure
from ..codecs_rcc import Connector, Device, Info, Mobile
from .envelope import Message

API: Final = "RCC"


@dataclass(frozen=True, slots=True, kw_only=True)
class RccMessage(Message):
    """A message of RCC."""

    api: str = API


@dataclass(frozen=True, slots=True, kw_only=True)
class RccResult(RccMessage):
    """A request was understood, or not; what comes of it is told by `CallInfo`."""

    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResult(RccResult):
    """A request that makes a call was understood; its handle is 0 if it failed."""

    call: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Initialize(RccMessage):
    """Ask for all users that we may see, and for whatever changes with them."""

    grp: bool | None = None
    """Those of our groups, in place of those who may use our App object."""
    limit: int | None = None
    calls: bool | None = None
    """Also all calls of the PBX."""


class InitializeResult(RccResult):
    """All users have been told."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserInfo(RccMessage):
    """A user as they are now; as a request, digits to dial and a text for the display."""

    update: str | None = None
    guid: str | None = None
    cn: str | None = None
    dn: str | None = None
    h323: str | None = None
    e164: str | None = None
    node: str | None = None
    pbx: str | None = None
    pseudo_type: str | None = None
    phones: tuple[str, ...] | None = None
    channel: int | None = None
    alert: int | None = None
    call: int | None = None
    cdpn: str | None = None
    key: str | None = None
    dsp: str | None = None
    recv: bool | None = None


class UserInfoResult(RccResult):
    """The digits or the text were taken."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAdd(RccMessage):
    """A leg of any call of the PBX has begun."""

    guid: str | None = None
    cn: str | None = None
    call: int | None = None
    state: int | None = None
    conf_id: str | None = None
    call_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallUpdate(RccMessage):
    """A leg of any call has changed."""

    call: int | None = None
    msg: str | None = None
    near: Connector | None = None
    far: Connector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDel(RccMessage):
    """A leg of any call is gone."""

    call: int | None = None


class CallDelete(CallDel):
    """The same by the name that the text of the documentation has."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Devices(RccMessage):
    """Ask for the phones of a user."""

    cn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicesResult(RccResult):
    """The phones of a user."""

    devices: tuple[Device, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserInitialize(RccMessage):
    """Ask for the calls of a user, and for a handle to act with."""

    cn: str
    hw: str | None = None
    xfer: bool | None = None
    disc: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserInitializeResult(RccResult):
    """The handle, 0 if that failed, and how numbers are dialled at the user's node."""

    user: int | None = None
    prefix_international: str | None = None
    prefix_national: str | None = None
    prefix_subscriber: str | None = None
    area: str | None = None
    country: str | None = None
    max_intern: int | None = None
    tones: int | None = None
    mobile: Mobile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserEnd(RccMessage):
    """Want the calls of a user no longer."""

    user: int


class UserEndResult(RccResult):
    """The handle is gone."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallInfo(RccMessage):
    """A call of a user has begun, changed or ended; what is absent stays."""

    user: int | None = None
    call: int | None = None
    conf: str | None = None
    state: int | None = None
    time: int | None = None
    peer: Connector | None = None
    others: tuple[Connector, ...] | None = None
    msg: str | None = None
    dtmf: str | None = None
    infos: tuple[Info, ...] | None = None
    deleted: bool | None = None


MESSAGES = (
    Initialize,
    InitializeResult,
    UserInfo,
    UserInfoResult,
    CallAdd,
    CallUpdate,
    CallDel,
    CallDelete,
    Devices,
    DevicesResult,
    UserInitialize,
    UserInitializeResult,
    UserEnd,
    UserEndResult,
    CallInfo,
)
