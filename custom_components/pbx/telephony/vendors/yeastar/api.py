"""A session with one PBX: log in, stay logged in, ask.

Five wrong passwords lock our address out for ten minutes, so a rejected login is never repeated. A
token dies after thirty quiet minutes, and the reports with it, without a word: hence the heartbeat.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from hashlib import md5
from typing import Any, Final

from ...commands import Plain
from ...driver import Destination, Download
from ...errors import (
    ApiDisabled,
    AuthenticationFailed,
    CannotConnect,
    ConnectError,
    LinkLost,
    LockedOut,
    PbxError,
    ProtocolError,
    ReportsPosted,
    ReportsStreamed,
    ReportsUnavailable,
    UnsupportedModel,
)
from .answers import check
from .dialect import DIALECTS, Dialect, Operation, newer
from .downloads import opened
from .errors_table import RequestFailed, Trouble
from .logins import Logins
from .pairs import Pairs
from .post import P_SERIES, Post

# Ten minutes after the fifth wrong password, and one for clocks that differ.
LOCKED_OUT: Final = 660.0
# What is announced when nobody listens: the port of all the documents, and a path that is none.
NOWHERE: Final = Destination("", 8260, "none")
# Nobody waits for a farewell.
LOGOUT_TIMEOUT: Final = 2.0

# "Unsupported API request", said here about what a version or a firmware is known to lack.
NOT_SUPPORTED: Final = 10003
_DESTINATION_ERRORS: Final = (20008, 20011)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who we are to the PBX."""

    username: str
    password: str = field(repr=False)

    @property
    def digest(self) -> str:
        """Give what the PBX wants instead of the password."""
        return md5(self.password.encode(), usedforsecurity=False).hexdigest()


class Api:
    """The session; used once."""

    def __init__(
        self,
        post: Post,
        credentials: Credentials,
        destination: Destination | None,
        dialects: Sequence[Dialect] = DIALECTS,
        logins: Logins | None = None,
        *,
        streams: bool = False,
        silence: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """Prepare; reports will go to the destination, or with `streams` over our connection.

        Without either a person waits at a form, who is not kept waiting for the sake of `logins`.
        """
        self.dialect = dialects[0]
        self.is_streaming: bool | None = None
        """Whether the PBX sends reports over a connection of ours; None where it does not say."""
        self.session = 0
        """How many sessions there have been: behind a new one may be another PBX."""
        self.on_new_session: Callable[[], None] = _nothing
        """Hears that a token was replaced: while there was none, nobody was told anything."""
        self.own_address = ""
        """Our address as the connection for reports has it, once that stands."""
        self._post = post
        self._credentials = credentials
        self.destination = destination
        """Where reports are posted to; whoever changes it must send a heartbeat."""
        self.streams = streams
        """Whether reports come over a connection of ours."""
        self._dialects = dialects
        self._logins = logins or Logins()
        self._silence = silence
        self._token: str | None = None
        self._accepted: str | None = None
        self._rejected: ConnectError | None = None
        self._lacking: set[Operation] = set()
        self._refuted: set[str] = set()
        self._renewing = asyncio.Lock()

    @property
    def hears(self) -> bool:
        """Tell whether somebody waits for reports."""
        return self.streams or self.destination is not None

    def lacks(self, operation: Operation) -> bool:
        """Tell whether an operation is known not to exist here."""
        return operation in self._lacking or not self.dialect.has(operation)

    async def open(self) -> None:
        """Log in with the first version that the PBX speaks, and announce where reports go.

        A connection for reports is announced with `announce`, once it stands.
        """
        if self.hears and not self._logins.may_open(self._post.address):
            raise CannotConnect("the last session was refused a moment ago")
        if await self._begin(self._dialects):
            return
        if await self._post.is_p_series():
            raise UnsupportedModel(P_SERIES)
        raise self._disabled()

    async def look_closer(self, firmware: str) -> None:
        """Log in anew if firmware of this number can tell us more; raise a `ConnectError`.

        New firmware answers in the version that was found before it was installed, too. And if an
        older version was chosen, only a newer one says by which way reports come.
        """
        ours = self.dialect
        untried = [each for each in newer(ours, firmware) if each.name not in self._refuted]
        better = [each for each in untried if each in self._dialects]
        telling = [each for each in untried if each.streams_reports and self.is_streaming is None]
        if not better and not telling:
            return
        await self.close()
        for dialect in telling if not better else ():
            if await self._speaks(dialect):
                await self.close()
        if not await self._begin((*better, ours)):
            raise self._disabled()

    async def _begin(self, dialects: Sequence[Dialect]) -> bool:
        """Log in with the first version that the PBX speaks; False if it is none of these."""
        for dialect in dialects:
            if await self._speaks(dialect):
                self._check_transport()
                if not self.streams:
                    await self.announce()
                return True
        return False

    async def request(self, operation: Operation, **fields: Plain) -> Pairs:
        """Ask for something; raise `RequestFailed`, `ConnectError`, `ProtocolError` or `LinkLost`.

        Fields are named as in our tables; one that is None selects all. A token that has gone is
        replaced once, for all who wait for an answer together.
        """
        if (token := self._token) is None:
            raise LinkLost("not logged in")
        try:
            return await self._send(operation, fields, token)
        except RequestFailed as err:
            if err.code.trouble is not Trouble.SESSION:
                raise
        token = await self._renew(token)
        try:
            return await self._send(operation, fields, token)
        except RequestFailed as err:
            if err.code.trouble is not Trouble.SESSION:
                raise
        raise LinkLost("the new token was refused as well")

    @asynccontextmanager
    async def download(self, operation: Operation, **query: str | None) -> AsyncIterator[Download]:
        """Open a link whose random text has just been fetched; raise as `request` does.

        Leaving the context ends the transfer. Such a link works once, so nothing is tried again.
        """
        if (token := self._token) is None:
            raise LinkLost("not logged in")
        self._require(operation)
        asked = {**self.dialect.fields(operation, query), **self._query(token)}
        async with self._post.fetch(self.dialect.path(operation), asked) as response:
            yield await opened(response)

    async def announce(self) -> None:
        """Send the first heartbeat: only that names our address instead of having it guessed."""
        try:
            await self.heartbeat()
        except RequestFailed as err:
            raise as_connect_error(err) from None
        except (ProtocolError, LinkLost) as err:
            raise CannotConnect(str(err)) from None

    async def heartbeat(self) -> None:
        """Keep the token and the destination of reports alive; without one there is nothing to do.

        The call overwrites the destination, so it always carries all of it.
        """
        if self.hears:
            await self.request(Operation.HEARTBEAT, **self._whereabouts())

    def restarted(self) -> bool:
        """Take that the PBX says that it has started; False if a session before heard it, too."""
        return self._logins.restarted(self._post.address)

    async def close(self) -> None:
        """Log out, if the PBX cares to listen; the session cannot be used afterwards."""
        token, self._token = self._token, None
        if token is not None:
            with suppress(PbxError, TimeoutError):
                async with asyncio.timeout(LOGOUT_TIMEOUT):
                    await self._send(Operation.LOGOUT, {}, token)

    async def _send(
        self, operation: Operation, fields: dict[str, Any], token: str | None = None
    ) -> Pairs:
        """Make one request; credentials that were rejected are never shown again."""
        if self._rejected is not None:
            raise self._rejected
        self._require(operation)
        path, query = self.dialect.path(operation), self._query(token)
        wire = self.dialect.fields(operation, fields)
        try:
            answer = check(await self._post.send(path, wire, query))
        except RequestFailed as err:
            match err.code.trouble:
                case Trouble.AUTH:
                    self._rejected = AuthenticationFailed(err.code.meaning)
                case Trouble.LOCKED:
                    self._rejected = LockedOut(LOCKED_OUT)
                case Trouble.FEATURE if token is not None:
                    self._lacking.add(operation)
                    raise
                case _:
                    raise
        else:
            self._accepted = token
            return answer
        raise self._rejected

    def _require(self, operation: Operation) -> None:
        """Refuse what this PBX is known to refuse."""
        if self.lacks(operation):
            raise RequestFailed(NOT_SUPPORTED)

    def _query(self, token: str | None) -> dict[str, str]:
        """Give what stands in every URL."""
        kind = {"type": "json"} if self.dialect.names_type else {}
        return kind if token is None else {"token": token, **kind}

    async def _speaks(self, dialect: Dialect) -> bool:
        """Log in with a version, and tell whether the PBX really speaks it."""
        try:
            await self._login(dialect)
            if await self._proves(dialect):
                return True
        except ApiDisabled:
            self._refuted.add(dialect.name)
            return False
        except RequestFailed as err:
            if err.code.trouble is Trouble.FEATURE:
                self._refuted.add(dialect.name)
                return False
            raise as_connect_error(err) from None
        self._refuted.add(dialect.name)
        await self.close()
        return False

    async def _proves(self, dialect: Dialect) -> bool:
        """Ask for what only this version has, if it has any such thing."""
        if dialect.proof is None:
            return True
        try:
            answer = await self._send(dialect.proof, {}, self._token)
        except RequestFailed as err:
            if err.code.trouble is Trouble.TRANSIENT:
                raise
            self._lacking.clear()
            return False
        except ApiDisabled:
            return False
        except ProtocolError as err:
            raise CannotConnect(str(err)) from None
        return answer.has("extlist")

    async def _login(self, dialect: Dialect) -> None:
        """Log in, once."""
        self.dialect = dialect
        fields = {
            "username": self._credentials.username,
            "password": self._credentials.digest,
            "version": dialect.report_version,
            **self._path(self.destination or NOWHERE),
        }
        try:
            answer = await self._send(Operation.LOGIN, fields)
        except ProtocolError as err:
            raise CannotConnect(str(err)) from None
        if not (token := answer.text("token")):
            raise ApiDisabled("the login gave no token")
        self._token = token
        self.session += 1
        # An older version does not say, but it may be known from a newer one.
        if (said := answer.text("transport").lower()) in ("tcp", "http"):
            self.is_streaming = said == "tcp"

    def _check_transport(self) -> None:
        """Refuse to wait where no report will ever come."""
        if self.streams and (self.is_streaming is False or not self.dialect.streams_reports):
            raise ReportsPosted("the PBX posts its reports")
        if self.destination is not None and self.is_streaming:
            raise ReportsStreamed("the PBX sends its reports over a connection of ours")

    async def _renew(self, refused: str) -> str:
        """Replace a refused token, unless somebody else has just done so."""
        async with self._renewing:
            if self._rejected is not None:
                raise self._rejected
            if self._token is None:
                raise LinkLost("not logged in")
            if self._token != refused:
                return self._token
            if self._accepted != refused:
                self._logins.refuse(self._post.address)
                raise LinkLost("the token was refused at once")
            if not self._logins.may_renew(self._post.address):
                self._logins.refuse(self._post.address)
                raise LinkLost("the token was refused again too soon")
            return await self._replace()

    async def reclaim(self) -> None:
        """Log in anew, if that may be: whoever did so last gets the reports. Raise as `request`."""
        async with self._renewing:
            may = not self._silence() and self._logins.may_renew(self._post.address)
            if self._token is not None and may:
                await self._replace()

    async def _replace(self) -> str:
        """Take a new token, and say again where reports go; give it."""
        if left := self._silence():
            # Somebody at a form may have used up the attempts.
            self._rejected = LockedOut(left)
            raise self._rejected
        self._logins.renew(self._post.address)
        await self._login(self.dialect)
        self._check_transport()
        assert self._token is not None, "a login without a token raises"
        if self.hears:
            with suppress(RequestFailed, ProtocolError):
                await self._send(Operation.HEARTBEAT, self._whereabouts(), self._token)
        self.on_new_session()
        return self._token

    def _disabled(self) -> ApiDisabled:
        """Say that no version is spoken; if some were not allowed, look at that choice."""
        error = ApiDisabled("no version of the API is spoken")
        if len(self._dialects) < len(DIALECTS):
            error.field = "api_version"
        return error

    def _path(self, destination: Destination) -> dict[str, str]:
        """Name port and path, the path being relative to our address."""
        flags = dict.fromkeys(self.dialect.relative_flags, "0")
        return {"port": str(destination.port), "url": destination.path, **flags}

    def _whereabouts(self) -> dict[str, str]:
        """Name everything that the PBX must know to reach us."""
        # Who connects for the reports has no door to name; a strict PBX may want one all the same.
        destination = self.destination or replace(NOWHERE, host=self.own_address)
        fields = {"ipaddr": destination.host, **self._path(destination)}
        if self.dialect.heartbeat_has_version:
            fields["version"] = self.dialect.report_version
        return fields


def as_connect_error(err: RequestFailed) -> ConnectError:
    """Say what a refusal means to somebody who tries to connect."""
    if err.errno in _DESTINATION_ERRORS:
        return ReportsUnavailable(str(err))
    if err.code.trouble is Trouble.TRANSIENT:
        return CannotConnect(str(err))
    return ApiDisabled(str(err))


def _nothing() -> None:
    """Care for no new session."""
