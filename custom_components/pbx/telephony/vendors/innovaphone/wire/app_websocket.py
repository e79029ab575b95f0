"""Messages of the AppWebsocket itself: login, sign of life, and what a PBX that dials says."""

from dataclasses import dataclass, field

from ..codecs import Failure
from .envelope import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class AppChallenge(Message):
    """Ask for something to prove the secret on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppChallengeResult(Message):
    """Prove the secret on this; good for one connection."""

    challenge: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppLogin(Message):
    """Log in. The empty members are part of the digest."""

    app: str | None
    domain: str | None = ""
    sip: str | None = ""
    guid: str | None = ""
    dn: str | None = ""
    digest: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppLoginResult(Message):
    """The login is accepted, or not."""

    app: str | None = None
    domain: str | None = None
    ok: bool
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PbxInfo(Message):
    """Who has dialed, and what it lets us do."""

    domain: str | None = None
    pbx: str | None = None
    dns: str | None = None
    apis: frozenset[str] | None = None
    """The APIs that are ticked; None where it does not say."""
    version: str | None = None
    build: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppInfo(Message):
    """Tell what you have to offer."""

    app: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppInfoResult(Message):
    """Nothing is offered: no tile for people, no API for programs."""

    app: str | None = None
    hidden: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AppCheckLogin(Message):
    """Tell whether this proves the secret."""

    app: str | None = None
    domain: str | None = None
    challenge: str = field(repr=False)
    digest: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppCheckLoginResult(Message):
    """It does, or not."""

    ok: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckBuild(Message):
    """Tell whether there is a newer program; only browsers want to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckBuildResult(Message):
    """There is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepAlive(Message):
    """Nothing to say, but still here."""


MESSAGES = (
    AppChallenge,
    AppChallengeResult,
    AppLogin,
    AppLoginResult,
    PbxInfo,
    AppInfo,
    AppInfoResult,
    AppCheckLogin,
    AppCheckLoginResult,
    CheckBuild,
    CheckBuildResult,
    KeepAlive,
)
