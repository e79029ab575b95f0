"""Messages of the AppWebsocket itself: the login, and the sign of life."""

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

    ok: bool
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepAlive(Message):
    """Nothing to say, but still here."""


MESSAGES = (
    AppChallenge,
    AppChallengeResult,
    AppLogin,
    AppLoginResult,
    KeepAlive,
)
