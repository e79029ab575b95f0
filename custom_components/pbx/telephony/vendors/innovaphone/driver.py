"""One AppWebsocket to one innovaphone PBX, and all that it is used for."""

import asyncio
from collections.abc import AsyncGenerator, Collection
from contextlib import suppress
from dataclasses import asdict, replace
from functools import partial
from typing import NoReturn

import aiohttp

from ...commands import Command, GetNumbering, Receipt, SetPresence
from ...driver import Person, Ports, Settings
from ...errors import (
    ApiDisabled,
    AuthenticationFailed,
    CannotConnect,
    CommandRefused,
    CommandTimedOut,
    CommandUnsupported,
    ConnectTimeout,
    LinkLost,
)
from ...facts import Batch, Fact, PbxIs
from ...model import NO_CAPABILITY, Capability, ExtensionId, PbxInfo
from ...transport import connect_error
from .dialing import client, dial, url_of
from .directory import list_people
from .feature import Line
from .features import FEATURES
from .handshake import Handshake
from .link import Link
from .session import Session
from .times import Times
from .translate import address, numbering, pbx_info, set_presence
from .wire import GetNodeInfo, GetNodeInfoResult, SetPresenceResult


class InnovaphoneDriver:
    """The connection, used once."""

    def __init__(self, settings: Settings, ports: Ports, times: Times | None = None) -> None:
        """Prepare; nothing is opened before `connect`."""
        self._settings = settings
        self._ports = ports
        self._times = times or Times()
        self._session = Session(
            settings.get("users", ()),
            self._times,
            ports.recorder.count,
            everybody=settings.get("everybody", False),
        )
        self._link = Link(self._session, self._times, ports.recorder, self._look_at_picture)
        self._http: aiohttp.ClientSession | None = None
        self._info: PbxInfo | None = None
        self._is_watching = False
        self._answered = asyncio.Event()
        self._settled = asyncio.Event()

    async def connect(self) -> PbxInfo:
        """Dial, log in, and see which APIs are ticked."""
        await self._dial()
        await self._log_in()
        self._link.start()
        features = tuple(make(self._line()) for make in FEATURES)
        self._session.features = features
        probes = [asyncio.create_task(feature.begin()) for feature in features]
        try:
            node = await self._node()
            found = await self._ticked(probes)
        finally:
            for probe in probes:
                probe.cancel()
        self._session.features = tuple(
            feature for feature, able in zip(features, found, strict=True) if able
        )
        info = pbx_info(
            host=self._settings["host"].strip(),
            port=self._settings["port"],
            app=self._settings["app"],
            node=node,
        )
        able = info.capabilities
        for each in found:
            able |= each
        self._info = replace(info, capabilities=able)
        return self._info

    def _line(self) -> Line:
        """Give a feature what it may see."""
        return Line(
            requests=self._session.requests,
            people=self._session.people,
            times=self._times,
            ask=self._link.ask,
            tell=self._link.tell,
            now=asyncio.get_running_loop().time,
            clock=self._ports.clock,
        )

    async def _ticked(self, probes: list[asyncio.Task[Capability]]) -> list[Capability]:
        """Wait for the APIs: one that is not ticked may answer with silence."""
        if probes:
            await asyncio.wait(probes, timeout=self._times.ticked)
        self._link.check()
        found = []
        for probe in probes:
            ended = probe.done() and not probe.cancelled()
            err = probe.exception() if ended else None
            if err is not None and not isinstance(err, TimeoutError):
                raise err
            found.append(probe.result() if ended and err is None else NO_CAPABILITY)
        return found

    async def _dial(self) -> None:
        """Open the socket."""
        settings = self._settings
        try:
            url = url_of(host=settings["host"], port=settings["port"], ssl=settings["ssl"])
            self._http = client(self._ports.session)
            async with asyncio.timeout(self._times.handshake):
                socket = await dial(self._http, url, self._ports.tls, self._times.farewell)
        except (aiohttp.ClientError, OSError, ValueError) as err:
            raise connect_error(err) from err
        self._link.attach(socket)

    async def _log_in(self) -> None:
        """Prove the password, once."""
        handshake = Handshake(self._settings["app"], self._settings["password"])
        patience = self._times.handshake
        try:
            async with asyncio.timeout(patience) as limit:
                await self._link.send(handshake.start())
                while not handshake.is_done:
                    text = await self._link.hear()
                    if text is None:
                        # Whether the PBX closes after a wrong password is not documented.
                        if handshake.has_proven:
                            raise AuthenticationFailed("the PBX closed after the login")
                        raise CannotConnect("the PBX closed before the login")
                    if (frame := handshake.receive(text)) is not None:
                        await self._link.send(frame)
                        limit.reschedule(asyncio.get_running_loop().time() + patience)
        except TimeoutError:
            raise ConnectTimeout("no answer to the login") from None
        except (aiohttp.ClientError, OSError) as err:
            raise connect_error(err) from err

    async def _node(self) -> GetNodeInfoResult:
        """Ask for the node: cheap, and only answered if PbxApi is ticked."""
        request = GetNodeInfo(src=self._session.requests.tag("n"))
        try:
            node = await self._link.ask(request, self._times.answer)
        except (TimeoutError, LinkLost) as err:
            raise ApiDisabled("PbxApi does not answer") from err
        if not isinstance(node, GetNodeInfoResult) or node.failure:
            raise ApiDisabled("PbxApi refuses to answer")
        return node

    async def batches(self) -> AsyncGenerator[Batch]:
        """Yield the whole picture, then one batch for each message that tells something."""
        assert self._info is not None, "connect() comes first"
        await self._look_around()
        self._link.check()
        people, session = self._session.people, self._session
        facts: list[Fact] = [PbxIs(info=self._info), people.roster, *session.watch.picture()]
        for feature in session.features:
            facts += feature.picture()
        self._link.follow()
        people.listen(self._people_changed)
        yield Batch(tuple(facts), silent=True)
        async for batch in self._link.batches():
            yield batch

    async def _look_around(self) -> None:
        """Subscribe to everybody, and wait until most of what can be seen has been seen."""
        loop = asyncio.get_running_loop()
        self._session.watch.start(loop.time())
        for feature in self._session.features:
            feature.start(loop.time())
        self._is_watching = True
        self._link.look_at_work()
        self._look_at_picture()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._times.picture) as limit:
                await self._answered.wait()
                enough = loop.time() + self._times.grace
                limit.reschedule(min(enough, limit.when() or enough))
                await self._settled.wait()

    def _look_at_picture(self) -> None:
        """Note how far the first picture is."""
        if self._link.lost is not None:
            self._answered.set()
            self._settled.set()
            return
        watch, features = self._session.watch, self._session.features
        if self._is_watching and watch.is_answered and all(x.is_answered for x in features):
            self._answered.set()
        if self._is_watching and watch.is_settled and all(x.is_settled for x in features):
            self._settled.set()

    async def watch(self, people: tuple[str, ...]) -> None:
        """Watch these people and no others."""
        self._session.people.watch(people)

    def _people_changed(
        self, added: Collection[ExtensionId], removed: Collection[ExtensionId]
    ) -> None:
        """Follow others from now on, and tell who they are."""
        now = asyncio.get_running_loop().time()
        session = self._session
        for key in removed:
            session.watch.unsubscribe(key, now)
        for key in added:
            session.watch.subscribe(key, now)
        known = [session.people.get(key) for key in added]
        self._link.tell((session.people.roster, *(each.extension_is for each in known if each)))
        for feature in session.features:
            feature.people_changed(added, removed, now)

    async def execute(self, command: Command) -> Receipt:
        """Carry a command out; what becomes of it is told by facts."""
        try:
            match command:
                case SetPresence():
                    return await self._set_presence(command)
                case GetNumbering():
                    return Receipt(data=asdict(numbering(await self._node())))
            for feature in self._session.features:
                if (receipt := await feature.execute(command)) is not None:
                    return receipt
        except TimeoutError:
            raise CommandTimedOut("the PBX does not answer") from None
        raise CommandUnsupported(command.needs)

    async def _set_presence(self, command: SetPresence) -> Receipt:
        """Set a presence; whether others see it is told by the next update."""
        person = self._session.watch.find(command.extension)
        sip = (person.sip if person else None) or address(command.extension).get("sip")
        if sip is None:
            # A presence can be set by name only, and the PBX has not told whose number that is.
            raise CommandRefused("extension_not_found")
        request = set_presence(
            command,
            src=self._session.requests.tag("r"),
            sip=sip,
            slot=person.slot if person else None,
        )
        answer = await self._link.ask(request, self._times.answer)
        if isinstance(answer, SetPresenceResult) and answer.failure:
            raise CommandRefused(detail=answer.failure.text or answer.failure.code)
        return Receipt()

    def recording(self, name: str) -> NoReturn:
        """Refuse: this PBX hands out no recordings."""
        raise CommandUnsupported(Capability.RECORDINGS)

    async def directory(self) -> tuple[Person, ...] | None:
        """List the people of the user table, if it is ticked."""
        ask = partial(self._link.ask, patience=self._times.directory)
        try:
            async with asyncio.timeout(self._times.whole_directory):
                return await list_people(ask, self._session.requests.tag("t"))
        except TimeoutError, LinkLost:
            return None

    async def close(self) -> None:
        """Say goodbye and free everything."""
        try:
            await self._link.close()
        finally:
            # Also when whoever waits for the farewell is told to stop.
            if self._http is not None:
                await self._http.close()
