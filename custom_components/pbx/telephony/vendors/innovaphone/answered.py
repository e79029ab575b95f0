"""A connection that the PBX opens: wait for it, and let nobody else in."""

import asyncio
from typing import Final

import aiohttp
from aiohttp import web

from ...driver import PEER, Ports, Settings, Sockets
from ...errors import ApiDisabled, NotDialed, ProofRejected
from ...model import PbxInfo
from .answering import Answering
from .frames import Frames
from .times import Times
from .translate import ABILITIES, numbering
from .wire import GetNodeInfoResult, Message

_ANSWERING: Final[web.ResponseKey[Answering]] = web.ResponseKey("answering", Answering)
_NEEDED: Final = "PbxApi"
_WRONG: Final = "who has dialed does not know the password"


class Answered:
    """The way of direction B."""

    def __init__(self, settings: Settings, sockets: Sockets, ports: Ports, times: Times) -> None:
        """Prepare to wait at the door."""
        self._settings = settings
        self._sockets = sockets
        self._recorder = ports.recorder
        self._times = times
        self._frames: Frames | None = None
        self._answering: Answering | None = None
        self._has_met_impostor = False

    async def open(self) -> Frames:
        """Wait for the PBX and see its proof; raise a `ConnectError`.

        Who cannot prove anything is sent away, and waited on.
        """
        try:
            async with asyncio.timeout(self._times.redial):
                while not await self._meet_next():
                    # One that has come in before will come again, whoever else does.
                    if self._has_met_impostor and not self._settings.get(PEER):
                        raise ProofRejected(_WRONG)
        except TimeoutError:
            if self._has_met_impostor:
                raise ProofRejected(_WRONG) from None
            raise NotDialed("the PBX has not dialed") from None
        assert self._frames is not None, "somebody was let in"
        if not self.is_ticked(_NEEDED):
            raise ApiDisabled("PbxApi is not ticked")
        return self._frames

    def is_ticked(self, api: str) -> bool:
        """Tell whether an API may answer."""
        info = self._answering.info if self._answering is not None else None
        if info is None or info.apis is None:
            return True
        return api.partition(".")[0].casefold() in {each.casefold() for each in info.apis}

    def identify(self, node: GetNodeInfoResult) -> PbxInfo:
        """Say who has dialed: it has told its name and its domain."""
        assert self._answering is not None, "open() comes first"
        info = self._answering.info
        pbx = _names(self._answering)[1]
        return PbxInfo(
            id=_identity(self._answering),
            vendor="innovaphone",
            name=pbx or node.name or "innovaphone PBX",
            firmware=info.version if info is not None else None,
            capabilities=ABILITIES,
            location=pbx or None,
            numbering=numbering(node),
        )

    def reply(self, message: Message) -> Message | None:
        """Answer what a PBX asks an App."""
        return self._answering.reply(message) if self._answering is not None else None

    async def successor(self) -> None:
        """Wait until the same PBX dials again, as it does when it has lost us unnoticed.

        The new connection, proven, is left for the next driver.
        """
        assert self._answering is not None, "open() comes first"
        while True:
            socket = await self._sockets.accept()
            frames = Frames(socket, self._times, self._recorder)
            answering = await self._meet(frames, Answering(*self._secret))
            if answering is None:
                continue
            if _identity(answering) == _identity(self._answering):
                socket[_ANSWERING] = answering
                self._sockets.put_back(socket)
                return
            await self._turn_away(frames, "another PBX has dialed")

    async def close(self) -> None:
        """Say goodbye."""
        if self._frames is not None:
            await self._frames.close()

    @property
    def _secret(self) -> tuple[str, str]:
        """Give the name and the password of the App object."""
        return self._settings["app"], self._settings["password"]

    async def _meet_next(self) -> bool:
        """Let the next one in if it is our PBX."""
        socket = await self._sockets.accept()
        frames = Frames(socket, self._times, self._recorder)
        begun = socket.get(_ANSWERING) or Answering(*self._secret)
        answering = await self._meet(frames, begun)
        if answering is None:
            return False
        if await self._let_in(frames, answering):
            self._frames, self._answering = frames, answering
            return True
        await frames.close()
        return False

    async def _meet(self, frames: Frames, answering: Answering) -> Answering | None:
        """Wait for the proof; whoever has none is turned away."""
        try:
            async with asyncio.timeout(self._times.handshake):
                while answering.claim is None and answering.refusal is None:
                    if not await self._listen(frames, answering):
                        break
        except TimeoutError:
            self._recorder.count("no login in time")
        except BaseException:
            await frames.close()
            raise
        if answering.claim is not None and self._is_expected(answering):
            return answering
        self._has_met_impostor |= answering.is_impostor
        await self._turn_away(frames, answering.refusal or "nobody we wait for")
        if answering.is_impostor:
            # Guessing shall take long.
            await asyncio.sleep(self._times.penance)
        return None

    async def _let_in(self, frames: Frames, answering: Answering) -> bool:
        """Accept the login, and hear who it is; False if that comes to nothing."""
        try:
            async with asyncio.timeout(self._times.handshake):
                await frames.send(answering.welcome())
                while answering.info is None:
                    if not await self._listen(frames, answering):
                        return False
        except TimeoutError:
            # Not every build may say; the login has named the PBX, too.
            return answering.claim is not None and answering.claim.pbx is not None
        except aiohttp.ClientError, OSError:
            return False
        except BaseException:
            await frames.close()
            raise
        return self._is_expected(answering)

    async def _listen(self, frames: Frames, answering: Answering) -> bool:
        """Hear one message and answer it; False when the other side has gone."""
        try:
            if (text := await frames.hear()) is None:
                return False
            for frame in answering.receive(text):
                await frames.send(frame)
        except TimeoutError:
            raise
        except aiohttp.ClientError, OSError:
            return False
        return True

    async def _turn_away(self, frames: Frames, why: str) -> None:
        """Hang up, and count it."""
        self._recorder.count("turned away", why)
        await frames.close()

    def _is_expected(self, answering: Answering) -> bool:
        """Tell whether it is the PBX that we wait for; any, if we wait for no particular one."""
        wanted = self._settings.get(PEER)
        return not wanted or not _names(answering)[1] or _identity(answering) == wanted


def _names(answering: Answering) -> tuple[str, str]:
    """Give the domain and the name of a PBX that has logged in, as far as it has told them."""
    claim, info = answering.claim, answering.info
    assert claim is not None, "only who has logged in has a name"
    domain = claim.domain or (info.domain if info is not None else None)
    return domain or "", claim.pbx or (info.pbx if info is not None else None) or ""


def _identity(answering: Answering) -> str:
    """Make the id of a PBX, the same wherever it dials from."""
    return "/".join(_names(answering)).lower()
