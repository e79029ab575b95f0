"""The login of direction A, where we dial the PBX; no I/O.

we  -> AppChallenge
PBX -> AppChallengeResult
we  -> AppLogin             once, whatever comes back
PBX -> AppLoginResult
"""

from ...errors import AuthenticationFailed, UnsupportedModel
from .digest import login_digest
from .wire import (
    AppChallenge,
    AppChallengeResult,
    AppLogin,
    AppLoginResult,
    Broken,
    make,
    parse,
)


class Handshake:
    """Prove the secret to the PBX, once."""

    def __init__(self, app: str, password: str) -> None:
        """Prepare the login of an App object."""
        self._app = app
        self._password = password
        self.has_proven = False
        """The password was used; it must not be used again."""
        self.is_done = False
        """The PBX let us in, and other messages may be sent."""

    def start(self) -> str:
        """Give the first frame to send."""
        return make(AppChallenge())

    def receive(self, text: str) -> str | None:
        """Take a message and give the next frame to send, if any; raise a `ConnectError`.

        What does not belong here is not fatal: the vendor's Go client meets such messages, too.
        """
        match parse(text):
            case AppChallengeResult(challenge=challenge) if not self.has_proven:
                return self._prove(challenge)
            case AppLoginResult(ok=True) if self.has_proven:
                self.is_done = True
            case AppLoginResult() if self.has_proven:
                raise AuthenticationFailed("the PBX rejected the login")
            case Broken(mt="AppChallengeResult") if not self.has_proven:
                raise UnsupportedModel
        return None

    def _prove(self, challenge: str) -> str:
        """Answer the challenge."""
        self.has_proven = True
        digest = login_digest(app=self._app, challenge=challenge, password=self._password)
        return make(AppLogin(app=self._app, digest=digest))
