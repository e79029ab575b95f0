"""A PBX that can do all there is, says what a test wants, and notes what it is asked for.

It outlives its connections. No PBX on the market can do everything, nor be brought to say anything
at any moment.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from itertools import count

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import CONF_VENDOR, DOMAIN
from custom_components.pbx.telephony.commands import (
    Command,
    GetContacts,
    GetRecords,
    Receipt,
)
from custom_components.pbx.telephony.driver import Download, Person, Ports, Settings, Vendor
from custom_components.pbx.telephony.errors import CommandUnsupported, LinkLost, PbxError
from custom_components.pbx.telephony.facts import (
    Batch,
    ExtensionIs,
    ExtensionsAre,
    Fact,
    Happened,
    LegIs,
    QueuesAre,
    TrunksAre,
)
from custom_components.pbx.telephony.model import (
    CallId,
    Capability,
    Extension,
    ExtensionId,
    Hook,
    LegId,
    LegState,
    Party,
    PbxInfo,
    QueueId,
    Role,
    Trunk,
    TrunkId,
    TrunkStatus,
)
from custom_components.pbx.telephony.moments import AnyMoment
from custom_components.pbx.telephony.queue import Agent, AgentStatus, Queue
from custom_components.pbx.telephony.settings import (
    ExtensionSettings,
    Forward,
    ForwardKind,
    ForwardTarget,
)

KEY = "puppet"
ANNA = ExtensionId("1000")
TOM = ExtensionId("1001")
SALES = QueueId("6700")
CALL = CallId("7")
VOICEMAIL = ForwardTarget(kind=ForwardKind.VOICEMAIL)

CHOSEN = ExtensionSettings(
    do_not_disturb=False,
    ring_mobile=False,
    mobile="+49170555555",
    always=Forward(active=False, target=VOICEMAIL),
    busy=Forward(active=True, target=ForwardTarget(kind=ForwardKind.EXTENSION, number="1001")),
    no_answer=Forward(active=False),
)
QUEUE = Queue(
    id=SALES,
    number="6700",
    name="Sales",
    waiting=0,
    agents=Queue.agents_of((Agent(extension=TOM, status=AgentStatus.IDLE),)),
)


class _PuppetDriver:
    """One connection to the puppet."""

    def __init__(self, pbx: PuppetPbx, ports: Ports) -> None:
        self._pbx = pbx
        self.clock = ports.clock
        self.news: asyncio.Queue[Batch | Exception] = asyncio.Queue()

    async def connect(self) -> PbxInfo:
        """Answer, unless the PBX is told to refuse."""
        if self._pbx.refusal is not None:
            raise self._pbx.refusal
        return PbxInfo(id=KEY, vendor=KEY, name="Office", capabilities=self._pbx.capabilities)

    async def batches(self) -> AsyncIterator[Batch]:
        """Tell all there is, then the news."""
        yield Batch(self._pbx.roster, silent=True)
        while not isinstance(news := await self.news.get(), Exception):
            yield news
        raise news

    async def execute(self, command: Command) -> Receipt:
        """Note the command, or refuse it as the test wants; what nobody ordered is not noted."""
        if isinstance(command, GetContacts | GetRecords):
            return Receipt()
        self._pbx.asked.append(command)
        if self._pbx.answer is not None:
            raise self._pbx.answer
        return self._pbx.receipt

    def recording(self, name: str) -> AbstractAsyncContextManager[Download]:
        """Have no recordings."""
        raise CommandUnsupported(Capability.RECORDINGS)

    async def directory(self) -> tuple[Person, ...] | None:
        """List nobody."""
        return None

    async def watch(self, people: tuple[str, ...]) -> None:
        """Watch everybody as ever."""

    async def close(self) -> None:
        """Hang up."""
        self.news.put_nowait(LinkLost("closed"))


class PuppetPbx:
    """The PBX itself."""

    def __init__(self) -> None:
        self.capabilities = ~Capability(0)
        self.people: dict[str, Extension] = {
            ANNA: Extension(
                id=ANNA, number="1000", name="Anna Berger", hook=Hook.IDLE, settings=CHOSEN
            ),
            TOM: Extension(id=TOM, number="1001", name="Tom Keller", hook=Hook.IDLE),
        }
        self.trunks = [trunk("GSM-1", "GSM"), trunk("SIP-1", "SIP")]
        self.queues = [QUEUE]
        self.lists_also: tuple[Fact, ...] = ()
        """What else belongs to all there is."""
        self.asked: list[Command] = []
        """Every command, in order."""
        self.answer: PbxError | None = None
        """What commands are refused with."""
        self.receipt = Receipt()
        """What commands are answered with."""
        self.refusal: PbxError | None = None
        """What connections are refused with."""
        self.vendor = Vendor(
            key=KEY, name="Puppet", manufacturer="Test", fields=(), open=self._open
        )
        self._drivers: list[_PuppetDriver] = []
        self._ids = count()

    @property
    def roster(self) -> tuple[Fact, ...]:
        """Give all there is."""
        return (
            ExtensionsAre(extensions=tuple(self.people.values())),
            TrunksAre(trunks=tuple(self.trunks)),
            QueuesAre(queues=tuple(self.queues)),
            *self.lists_also,
        )

    @property
    def clock(self) -> float:
        """Give the time."""
        return self._drivers[-1].clock()

    def id(self) -> str:
        """Give an id for a moment."""
        return f"moment-{next(self._ids)}"

    def _open(self, settings: Settings, ports: Ports) -> _PuppetDriver:
        self._drivers.append(_PuppetDriver(self, ports))
        return self._drivers[-1]

    def entry(self) -> MockConfigEntry:
        """Give an entry for it."""
        return MockConfigEntry(
            domain=DOMAIN,
            title="Office",
            unique_id=KEY,
            data={CONF_VENDOR: KEY, "host": "127.0.0.1", "port": 1, "ssl": False},
        )

    def tell(self, *facts: Fact) -> None:
        """Report something."""
        self._drivers[-1].news.put_nowait(Batch(facts))

    def happen(self, moment: AnyMoment) -> None:
        """Report what leaves no state behind."""
        self.tell(Happened(moment=moment))

    def lists(self) -> None:
        """Tell of all there is again."""
        self.tell(*self.roster)

    def chooses(self, settings: ExtensionSettings, who: ExtensionId = ANNA) -> None:
        """Tell of other settings."""
        self.tell(ExtensionIs(id=who, settings=settings))

    def call(
        self,
        state: LegState = LegState.RINGING,
        id: CallId = CALL,
        *,
        group: str | None = None,
        held: bool | None = None,
    ) -> None:
        """Tell of a call from Tom to Anna: how it is at Anna's."""
        now = self.clock
        calls = LegState.DIALING if state is LegState.RINGING else state
        self.tell(
            LegIs(
                call=id,
                leg=LegId(f"{id}-a"),
                at=now,
                party=Party(extension=TOM),
                role=Role.CALLER,
                state=calls,
                group=group,
            ),
            LegIs(
                call=id,
                leg=LegId(f"{id}-b"),
                at=now,
                party=Party(extension=ANNA),
                state=state,
                held_by_us=held,
            ),
        )

    def lose(self) -> None:
        """Break the connection."""
        self._drivers[-1].news.put_nowait(LinkLost("broken"))


def trunk(name: str, kind: str) -> Trunk:
    """Give a trunk that is up."""
    return Trunk(id=TrunkId(name), name=name, kind=kind, status=TrunkStatus.UP, detail="Idle")
