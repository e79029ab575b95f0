"""One AppWebsocket to one innovaphone PBX, and all that it is used for."""

import asyncio
from collections.abc import AsyncGenerator, Collection
from contextlib import suppress
from dataclasses import asdict, replace
from typing import NoReturn

from ...commands import Command, GetNumbering, Receipt, SetDoNotDisturb, SetPresence
from ...driver import ANSWER, BEFORE, DIRECTION, Person, Ports, Settings
from ...errors import (
    ApiDisabled,
    CommandRefused,
    CommandTimedOut,
    CommandUnsupported,
    LinkLost,
)
from ...facts import Batch, Fact, PbxIs
from ...model import Activity, Capability, ExtensionId, PbxInfo
from .answered import Answered
from .dialed import Dialed
from .directory import people_of
from .dnd import DoNotDisturb, presence_for
from .feature import Line
from .features import FEATURES
from .link import Link
from .people import Known
from .probing import HungUpError, Probing
from .requests import Facts
from .session import Session
from .times import Times
from .translate import address, numbering, set_presence
from .wire import GetNodeInfo, GetNodeInfoResult, Message, SetPresenceResult


class InnovaphoneDriver:
    """The connection, used once."""

    def __init__(self, settings: Settings, ports: Ports, times: Times | None = None) -> None:
        """Prepare; nothing is opened before `connect`."""
        self._settings = settings
        self._ports = ports
        self._times = times or Times()
        self._info: PbxInfo | None = None
        self._probing = Probing(self._times.ticked)
        self._apis: dict[str, bool] = {}
        """What was asked for, also on a connection that this has cost, and whether it answered."""
        self._begin()

    def _begin(self) -> None:
        """Know nothing of the PBX yet; nothing is opened."""
        settings = self._settings
        self._session = Session(
            settings.get("users", ()),
            self._times,
            self._ports.recorder.count,
            everybody=settings.get("everybody", False),
            before=settings.get(BEFORE, ()),
            identities=self._ports.identities,
        )
        self._link = Link(self._session, self._look_at_picture)
        self._way = _way(settings, self._ports, self._times)
        self._session.asked = self._way.reply
        self._successor: asyncio.Task[None] | None = None
        self._is_watching = False
        self._is_listed = False
        self._answered = asyncio.Event()
        self._settled = asyncio.Event()

    async def connect(self) -> PbxInfo:
        """Get a connection with a login, and see which APIs are ticked."""
        while True:
            try:
                return await self._connect()
            except HungUpError:
                # The login was accepted, so another one does no harm.
                await self.close()
                self._begin()

    async def _connect(self) -> PbxInfo:
        """Connect once."""
        self._link.attach(await self._way.open())
        self._link.start()
        self._successor = asyncio.create_task(self._way.successor())
        self._successor.add_done_callback(self._succeeded)
        features = tuple(make(self._line()) for make in FEATURES)
        self._session.features = features
        node, found = await self._probing.ask(features, self._node)
        self._link.check()
        for feature, is_able in zip(features, found, strict=True):
            if api := getattr(feature, "api", None):
                self._apis[api] = self._apis.get(api, False) or bool(is_able)
        self._session.features = tuple(
            feature for feature, able in zip(features, found, strict=True) if able
        )
        info = self._way.identify(node)
        able = info.capabilities
        for each in found:
            able |= each
        self._info = replace(
            info,
            capabilities=able,
            location=info.location or self._session.people.location,
            answering=tuple(sorted(api for api, told in self._apis.items() if told)),
            silent=tuple(sorted(api for api, told in self._apis.items() if not told)),
        )
        self._session.people.location = self._info.location
        return self._info

    def _line(self) -> Line:
        """Give a feature what it may see."""
        return Line(
            settings=self._settings,
            requests=self._session.requests,
            people=self._session.people,
            times=self._times,
            ask=self._ask,
            tell=self._link.tell,
            now=asyncio.get_running_loop().time,
            clock=self._ports.clock,
            on_the_phone=self._ports.on_the_phone,
            ends=self._ports.ends,
        )

    async def _ask(self, request: Message, patience: float) -> Message:
        """Ask, unless it is known that the API is not ticked: then the silence has come already."""
        self._apis.setdefault(request.api, False)
        if not self._way.is_ticked(request.api):
            raise TimeoutError
        answer = await self._link.ask(request, patience)
        self._apis[request.api] |= getattr(answer, "failure", None) is None
        return answer

    def _succeeded(self, task: asyncio.Task[None]) -> None:
        """Make way for a newer connection of the same PBX."""
        if not task.cancelled():
            self._link.lose("the PBX has dialed again", task.exception())

    async def _node(self) -> GetNodeInfoResult:
        """Ask for the node: cheap, and only answered if PbxApi is ticked."""
        request = GetNodeInfo(src=self._session.requests.tag("n"))
        try:
            node = await self._ask(request, self._times.answer)
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
        dnd = DoNotDisturb()
        # It is large, so it is not kept as long as this goes on.
        yield Batch(dnd.completed(self._picture(self._info)), silent=True)
        async for batch in self._link.batches():
            yield replace(batch, facts=dnd.completed(batch.facts))

    def _picture(self, info: PbxInfo) -> list[Fact]:
        """Tell all that is known; what comes from now on is told by itself."""
        people, session = self._session.people, self._session
        facts: list[Fact] = [PbxIs(info=info), people.roster]
        facts += [known.extension_is for known in people.all if known.lists]
        facts += session.watch.picture()
        for feature in session.features:
            facts += feature.picture()
        self._link.follow()
        return facts

    async def _look_around(self) -> None:
        """Subscribe to everybody, and wait until most of what can be seen has been seen."""
        loop = asyncio.get_running_loop()
        watch, people = self._session.watch, self._session.people
        watch.start(loop.time())
        # A list may have come before the first question.
        for key in people.keys:
            watch.subscribe(key, loop.time())
        people.listen(self._people_changed)
        people.on_learned(self._person_learned)
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
        if not self._is_watching or not all(x.is_settled for x in features):
            return
        if not self._is_listed:
            self._is_listed = True
            self._session.people.settle()
        if watch.is_settled:
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
        if self._link.is_followed:
            known = [session.people.get(key) for key in added]
            who = (each.extension_is for each in known if each)
            self._link.tell((session.people.roster, *who))
        for feature in session.features:
            feature.people_changed(added, removed, now)

    def _person_learned(self, known: Known, facts: Facts, is_first: bool) -> None:
        """Follow somebody who was renamed or moved, and tell it."""
        self._session.follow(known, facts, is_first, asyncio.get_running_loop().time())
        self._link.tell(())

    async def execute(self, command: Command) -> Receipt:
        """Carry a command out; what becomes of it is told by facts."""
        try:
            match command:
                case SetPresence():
                    return await self._show_presence(command)
                case SetDoNotDisturb():
                    person = self._session.watch.find(command.extension)
                    change = presence_for(command, person.slot if person else None)
                    return await self._show_presence(change) if change else Receipt()
                case GetNumbering():
                    return Receipt(data=asdict(numbering(await self._node())))
            if (receipt := await self._offer(command)) is not None:
                return receipt
        except TimeoutError:
            # What is waited for in another way than by `ask` does not see the end of the link.
            self._link.check()
            raise CommandTimedOut("the PBX does not answer") from None
        raise CommandUnsupported(command.needs)

    async def _offer(self, command: Command) -> Receipt | None:
        """Let the feature that a command belongs to carry it out."""
        for feature in self._session.features:
            if (receipt := await feature.execute(command)) is not None:
                return receipt
        return None

    async def _show_presence(self, command: SetPresence) -> Receipt:
        """Set a presence. Being on the phone cannot be written, but a feature may know a way."""
        on_the_phone = command.activity is Activity.ON_THE_PHONE
        receipt = await self._offer(replace(command, note=None) if on_the_phone else command)
        if receipt is None:
            return await self._set_presence(command)
        if command.note is None:
            return receipt
        return await self._set_presence(replace(command, activity=None))

    async def _set_presence(self, command: SetPresence) -> Receipt:
        """Set a presence; whether others see it is told by the next update."""
        person = self._session.watch.find(command.extension)
        known = self._session.people.get(command.extension)
        sip = (known.sip if known else None) or address(command.extension).get("sip")
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
        """List who could be watched, if an API that knows it is ticked."""
        try:
            async with asyncio.timeout(self._times.whole_directory):
                return await people_of(self._session.features)
        except TimeoutError, LinkLost:
            return None

    async def close(self) -> None:
        """Say goodbye and free everything."""
        try:
            if self._successor is not None:
                self._successor.cancel()
            await self._link.close()
        finally:
            # Also when whoever waits for the farewell is told to stop.
            await self._way.close()


def _way(settings: Settings, ports: Ports, times: Times) -> Dialed | Answered:
    """Choose who dials."""
    if settings.get(DIRECTION) != ANSWER:
        return Dialed(settings, ports, times)
    assert ports.sockets is not None, "whoever waits for the PBX has a door"
    return Answered(settings, ports.sockets, ports, times)
