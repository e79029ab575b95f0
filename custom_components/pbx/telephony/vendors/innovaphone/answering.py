"""The login of direction B, where the PBX dials us; no I/O.

PBX -> AppChallenge
we  -> AppChallengeResult     fresh each time, good for one login
PBX -> AppLogin
we  -> AppLoginResult         `welcome`, once the connection is really used
PBX -> PbxInfo                only from now on the APIs may be used

Until the login anybody may be at the other end: one wrong word, and we hang up.
"""

import hmac
import secrets
from typing import Final

from .claim import Claim, read_claim
from .digest import login_digest
from .wire import (
    AppChallenge,
    AppChallengeResult,
    AppCheckLogin,
    AppCheckLoginResult,
    AppInfo,
    AppInfoResult,
    AppLogin,
    AppLoginResult,
    Broken,
    CheckBuild,
    CheckBuildResult,
    Message,
    PbxInfo,
    make,
    parse,
)

# The vendor names this as the most that a challenge may have.
CHALLENGE_LENGTH: Final = 16
# The vendor's own messages are bounded by this; a stranger gets no more.
MAX_LOGIN: Final = 65535
# A login needs two; a PBX may ask for a few things in between.
MAX_MESSAGES: Final = 16


class Answering:
    """Let the PBX prove the secret to us, once."""

    def __init__(self, app: str, password: str) -> None:
        """Wait for the login of an App object."""
        self._app = app
        self._password = password
        self._challenge: str | None = None
        self._heard = 0
        self.claim: Claim | None = None
        """Who has logged in; None before."""
        self.info: PbxInfo | None = None
        """What the PBX has told of itself."""
        self.refusal: str | None = None
        """Why we hang up, in our words; None while we need not."""
        self.is_impostor = False
        """A login was tried with another password."""

    def receive(self, text: str) -> tuple[str, ...]:
        """Take a message and give the frames to send; then look at `claim` and `refusal`."""
        if self.claim is None:
            self._heard += 1
            if len(text) > MAX_LOGIN or self._heard > MAX_MESSAGES:
                return self._refuse("too much before the login")
        message = parse(text)
        if self.claim is None and not isinstance(message, Broken) and message.api:
            return self._refuse("a request before the login")
        match message:
            case AppChallenge() if self.claim is None:
                self._challenge = secrets.token_hex(CHALLENGE_LENGTH // 2)
                return (make(AppChallengeResult(challenge=self._challenge)),)
            case AppLogin() | Broken(mt="AppLogin") if self.claim is None:
                return self._log_in(text)
            case PbxInfo() if self.claim is not None:
                self.info = message
        if isinstance(message, Message) and (answer := self.reply(message)) is not None:
            return (make(answer),)
        return ()

    def reply(self, message: Message) -> Message | None:
        """Answer what a PBX may ask an App at any time; None if it is nothing of that."""
        match message:
            case AppInfo():
                return AppInfoResult(src=message.src, app=self._app)
            case CheckBuild():
                return CheckBuildResult(src=message.src)
            case AppCheckLogin():
                ok = self._is_right(message)
                if not ok and self.claim is None:
                    self._fail()
                return AppCheckLoginResult(src=message.src, ok=ok)
        return None

    def welcome(self) -> str:
        """Give the frame that lets the PBX in."""
        assert self.claim is not None, "nobody has logged in"
        return make(AppLoginResult(app=self._app, domain=self.claim.domain, ok=True))

    def _log_in(self, text: str) -> tuple[str, ...]:
        """Look at the proof; each challenge is good for one."""
        challenge, self._challenge = self._challenge, None
        claim = read_claim(text)
        if claim is None or challenge is None:
            return self._refuse("no proper login")
        # Both are looked at, so that the time does not tell which was wrong.
        is_proven = claim.is_proven(challenge, self._password)
        if is_proven and claim.app == self._app:
            self.claim = claim
            return ()
        self._fail()
        return (make(AppLoginResult(app=self._app, ok=False)),)

    def _is_right(self, message: AppCheckLogin) -> bool:
        """Tell whether the PBX has the same password."""
        expected = login_digest(
            app=message.app or "",
            domain=message.domain or "",
            challenge=message.challenge,
            password=self._password,
        )
        given = (message.digest or "").encode("utf-8", "replace")
        return hmac.compare_digest(expected.encode(), given) and message.app == self._app

    def _fail(self) -> None:
        """Note a wrong password."""
        self.is_impostor = True
        self.refusal = "the login was wrong"

    def _refuse(self, why: str) -> tuple[str, ...]:
        """Hang up without a word."""
        self.refusal = why
        return ()
