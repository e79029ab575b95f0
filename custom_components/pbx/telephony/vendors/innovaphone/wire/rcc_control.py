"""Messages of RCC that act on calls."""

from dataclasses import dataclass

from .rcc import CallResult, RccMessage, RccResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(RccMessage):
    """A request that sends a call somewhere; one of the three names where."""

    e164: str | None = None
    h323: str | None = None
    cn: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCall(RccMessage):
    """A request about one call."""

    call: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UserCall(Sent):
    """Let a user call somebody."""

    user: int
    rc: int | None = None
    srce164: str | None = None
    audio: bool | None = None
    no_forwarding: bool | None = None


class UserCallResult(CallResult):
    """The call is on its way, or not."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserClear(OnCall):
    """End or refuse a call."""

    cause: int


class UserClearResult(RccResult):
    """The call is about to end."""

    __slots__ = ()


class UserConnect(OnCall):
    """Answer a ringing call."""

    __slots__ = ()


class UserConnectResult(RccResult):
    """The phone was told; those without remote control ignore it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserHold(OnCall):
    """Put the other side on hold."""

    silent: bool | None = None
    """No music to the own side."""


class UserHoldResult(RccResult):
    """The phone was told."""

    __slots__ = ()


class UserRetrieve(OnCall):
    """Take the other side back from hold."""

    __slots__ = ()


class UserRetrieveResult(RccResult):
    """The phone was told."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTransfer(RccMessage):
    """Connect the other sides of two calls of a user, who leaves."""

    a: int
    b: int


class UserTransferResult(RccResult):
    """The calls are about to be joined."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserMediaTransfer(RccMessage):
    """Join only the media of two calls of a user."""

    a: int
    b: int
    user_sides: bool | None = None
    peer_sides: bool | None = None


class UserMediaTransferResult(RccResult):
    """The media are about to be joined."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRedirect(Sent):
    """Send a call elsewhere, whatever is diverted there."""

    call: int


class UserRedirectResult(RccResult):
    """The call is on its way."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserReroute(Sent):
    """Send a call elsewhere, and on to wherever that is diverted."""

    call: int


class UserRerouteResult(RccResult):
    """The call is on its way."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPickup(RccMessage):
    """Bring a call to a user: this one, one of an object, or whatever can be picked up."""

    user: int
    call: int | None = None
    cn: str | None = None
    group: str | None = None


class UserPickupResult(CallResult):
    """The call is on its way, or not."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPark(OnCall):
    """Park a call at an object; position -1 is any."""

    cn: str
    position: int


class UserParkResult(CallResult):
    """The call is parked, or not."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserDTMF(OnCall):
    """Send keys to the other side, or with `recv` to the own one."""

    dtmf: str
    recv: bool


class UserDTMFResult(RccResult):
    """The keys are on their way."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserUUI(OnCall):
    """Send data to the other side, 128 bytes at most."""

    uui: str
    recv: bool | None = None


class UserUUIResult(RccResult):
    """The data are on their way."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRc(OnCall):
    """Start a function of a phone."""

    rc: int


class UserRcResult(RccResult):
    """The phone was told."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserCtComplete(OnCall):
    """Show another party on the phone."""

    e164: str | None = None
    h323: str | None = None


class UserCtCompleteResult(RccResult):
    """The phone was told."""

    __slots__ = ()


MESSAGES = (
    UserCall,
    UserCallResult,
    UserClear,
    UserClearResult,
    UserConnect,
    UserConnectResult,
    UserHold,
    UserHoldResult,
    UserRetrieve,
    UserRetrieveResult,
    UserTransfer,
    UserTransferResult,
    UserMediaTransfer,
    UserMediaTransferResult,
    UserRedirect,
    UserRedirectResult,
    UserReroute,
    UserRerouteResult,
    UserPickup,
    UserPickupResult,
    UserPark,
    UserParkResult,
    UserDTMF,
    UserDTMFResult,
    UserUUI,
    UserUUIResult,
    UserRc,
    UserRcResult,
    UserCtComplete,
    UserCtCompleteResult,
)
