"""What is learnt in the background, since it takes many questions: how extensions are set up.

The PBX does its work in one small process, so there is never more than one question of these on its
way, with a pause after each. Nothing that goes wrong here takes the link down.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import batched
from typing import Final

from ...errors import PbxError
from ...facts import Batch, ExtensionIs
from ...model import Capability, ExtensionId
from ...recorder import Recorder
from ...settings import ExtensionSettings
from .api import Api
from .errors_table import RequestFailed, Trouble
from .extension_settings import settings_of
from .operations import Operation
from .pace import MISSES
from .pairs import Pairs
from .questions import Spawn
from .queue_watch import QueuePace, QueueWatch
from .reports import ConfigChange
from .roster import Roster

type Emit = Callable[[Batch], None]

_EXTENSION: Final = "extension"


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailPace:
    """All times in seconds."""

    chunk: int = 50
    """Extensions that one question is about, at most."""
    first: float = 2.0
    """After the first picture, which is wanted sooner."""
    between: float = 1.0
    """After each question."""
    round: float = 900.0
    """Until all extensions are asked about again."""
    settle: float = 3.0
    """After a change of the configuration: they come in swarms, and the list is asked for first."""
    queues: QueuePace = field(default_factory=QueuePace)


class Asker:
    """Asks one question after the other, none sooner than a pause after the last."""

    def __init__(self, api: Api, recorder: Recorder, between: float) -> None:
        """Ask over this session, with a pause after each question."""
        self._api = api
        self._recorder = recorder
        self._between = between
        self._turn = asyncio.Lock()
        self._free = 0.0

    async def ask(self, operation: Operation, **fields: str | None) -> Pairs | None:
        """Ask when it is our turn; None if no answer came.

        Raise `RequestFailed` if this firmware does not know the question, and what ends the link.
        """
        loop = asyncio.get_running_loop()
        async with self._turn:
            await asyncio.sleep(self._free - loop.time())
            try:
                return await self._api.request(operation, **fields)
            except MISSES as err:
                self._recorder.count("missed", type(err).__name__)
                if isinstance(err, RequestFailed) and err.code.trouble is Trouble.FEATURE:
                    raise
            finally:
                self._free = loop.time() + self._between
        return None


class Details:
    """Learns how extensions are set up, and what goes on in queues."""

    def __init__(
        self,
        api: Api,
        roster: Roster,
        recorder: Recorder,
        *,
        emit: Emit,
        spawn: Spawn,
        pace: DetailPace,
    ) -> None:
        """Prepare; facts go to `emit`, tasks to `spawn`."""
        self._api = api
        self._roster = roster
        self._recorder = recorder
        self._emit = emit
        self._spawn = spawn
        self._pace = pace
        self._chunk = pace.chunk
        self._known: dict[str, ExtensionSettings] = {}
        self._changed: set[str] = set()
        self._news = asyncio.Event()
        self._asker = Asker(api, recorder, pace.between)
        self.queues = QueueWatch(self._asker.ask, emit, pace.queues)

    def start(self, capabilities: Capability, is_busy: Callable[[], bool]) -> None:
        """Begin to learn what this PBX can tell; `is_busy` says whether any call goes on."""
        if Capability.SETTINGS in capabilities:
            self._spawn(self._quietly(self._follow))
        if Capability.QUEUES in capabilities:
            self._spawn(self._quietly(lambda: self._follow_queues(is_busy)))

    def changed(self, report: ConfigChange) -> None:
        """Take that the configuration of something was changed."""
        if report.kind.lower() == _EXTENSION and report.object:
            self._ask_again(report.object)

    def _ask_again(self, extension: str) -> None:
        """Ask about an extension soon."""
        self._changed.add(extension)
        self._news.set()

    async def look_at(self, extension: ExtensionId) -> None:
        """Ask about one extension right now, because it was just changed from here."""
        try:
            answer = await self._api.request(Operation.EXTENSION, extension=extension)
        except PbxError as err:
            self._recorder.count("missed", type(err).__name__)
            self._ask_again(extension)
        else:
            self._take(answer)

    async def _quietly(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do something that may end for good, without anybody missing it."""
        try:
            await work()
        except PbxError as err:
            # What ends the link is found by the heartbeat as well.
            self._recorder.count("details ended", type(err).__name__)

    async def _follow(self) -> None:
        """Ask about all extensions now and then, and at once about those that were changed."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(self._pace.first)
        while True:
            due = loop.time() + self._pace.round
            await self._ask_about(tuple(self._roster.numbers))
            while await self._something_changed(due - loop.time()):
                changed, self._changed = self._changed, set()
                await self._ask_about(tuple(changed))

    async def _follow_queues(self, is_busy: Callable[[], bool]) -> None:
        """Ask what goes on in queues, for ever."""
        await asyncio.sleep(self._pace.first)
        await self.queues.follow(is_busy)

    async def _something_changed(self, within: float) -> bool:
        """Wait for changes, and until they have settled; False if there were none in time."""
        if within <= 0:
            return False
        try:
            async with asyncio.timeout(within):
                await self._news.wait()
        except TimeoutError:
            return False
        await asyncio.sleep(self._pace.settle)
        self._news.clear()
        return True

    async def _ask_about(self, numbers: tuple[str, ...]) -> None:
        """Ask how these extensions are set up, some at a time."""
        for some in batched(numbers, self._chunk, strict=False):
            answer = await self._asker.ask(Operation.EXTENSION, extension=",".join(some))
            if answer is not None:
                self._take(answer)
            elif len(some) > 1:
                # It may have been more than the PBX can say at once.
                self._chunk = max(1, len(some) // 2)

    def _take(self, answer: Pairs) -> None:
        """Tell what is new in an answer."""
        facts = []
        for row in answer.objects("extinfos"):
            number = row.text("extnumber", "number")
            if number in self._roster and self._known.get(number) != (new := settings_of(row)):
                self._known[number] = new
                facts.append(ExtensionIs(id=ExtensionId(number), settings=new))
        if facts:
            self._emit(Batch(tuple(facts)))
