"""A PBX that can be told what to say, and remembers the commands that it was given.

It stands where a vendor's driver stands, so that a test sees what an action asks for without the
words of a vendor in between.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
import time

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import CONF_VENDOR, DOMAIN
from custom_components.pbx.telephony.commands import Command, Receipt
from custom_components.pbx.telephony.driver import Download, Person, Ports, Settings, Vendor
from custom_components.pbx.telephony.errors import CommandUnsupported, LinkLost, PbxError
from custom_components.pbx.telephony.facts import (
    Batch,
    CallEnded,
    ExtensionsAre,
    Fact,
    Happened,
    LegIs,
    PbxIs,
    QueuesAre,
    TrunksAre,
)
from custom_components.pbx.telephony.model import (
    CallId,
    Capability,
    Direction,
    Extension,
    ExtensionId,
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
from custom_components.pbx.telephony.moments import InboundRequested, KeyPressed
from custom_components.pbx.telephony.queue import Queue

KEY = "scripted"
ANNA, TOM = ExtensionId("1000"), ExtensionId("1001")
SUPPORT, MOBILE = QueueId("6400"), TrunkId("GSM2-7")
OUTSIDE = "03055512345"
CALL = CallId("77")

# But for what is fetched at the start, unasked.
EVERYTHING = ~(Capability.RECORDS | Capability.CONTACTS)
PEOPLE = (
    Extension(id=ANNA, number=ANNA, name="Anna Berger"),
    Extension(id=TOM, number=TOM, name="Tom Keller"),
)
TRUNKS = (
    Trunk(id=MOBILE, name=MOBILE, kind="GSM", status=TrunkStatus.UP, detail="OK"),
    Trunk(id=TrunkId("SIP"), name="SIP", kind="SIP", status=TrunkStatus.UP, detail="OK"),
)
QUEUES = (Queue(id=SUPPORT, number=SUPPORT, name="Support"),)


class ScriptedPbx:
    """A PBX, and at the same time the driver of it."""

    def __init__(self, capabilities: Capability = EVERYTHING) -> None:
        self.capabilities = capabilities
        self.commands: list[Command] = []
        self.receipt = Receipt(call=CALL)
        self.refusal: PbxError | None = None
        self.on_command: Callable[[Command], None] = lambda command: None
        self._said: asyncio.Queue[Batch | PbxError] = asyncio.Queue()

    def vendor(self) -> Vendor:
        """Give the kind of PBX that this one is."""

        def open_driver(settings: Settings, ports: Ports) -> ScriptedPbx:
            return self

        return Vendor(key=KEY, name="Scripted", manufacturer="Nobody", fields=(), open=open_driver)

    def entry(self) -> MockConfigEntry:
        """Give an entry for it."""
        return MockConfigEntry(
            domain=DOMAIN,
            title="Office",
            unique_id="S1",
            data={CONF_VENDOR: KEY, "host": "127.0.0.1", "port": 1, "ssl": False},
        )

    def say(self, *facts: Fact) -> None:
        """Report something."""
        self._said.put_nowait(Batch(facts))

    def lose(self) -> None:
        """Break the link."""
        self._said.put_nowait(LinkLost("cut"))

    async def connect(self) -> PbxInfo:
        """Let anybody in."""
        return PbxInfo(id="S1", vendor=KEY, name="Office", capabilities=self.capabilities)

    async def batches(self) -> AsyncIterator[Batch]:
        """Tell who there is, then what the test says."""
        rosters = (
            ExtensionsAre(extensions=PEOPLE),
            TrunksAre(trunks=TRUNKS),
            QueuesAre(queues=QUEUES),
        )
        yield Batch((PbxIs(info=await self.connect()), *rosters), silent=True)
        while True:
            said = await self._said.get()
            if isinstance(said, PbxError):
                raise said
            yield said

    async def execute(self, command: Command) -> Receipt:
        """Remember a command, and answer as the test says."""
        self.commands.append(command)
        self.on_command(command)
        if self.refusal is not None:
            raise self.refusal
        return self.receipt

    def recording(self, name: str) -> AbstractAsyncContextManager[Download]:
        """Have none."""
        raise CommandUnsupported(Capability.RECORDINGS)

    async def directory(self) -> tuple[Person, ...] | None:
        """Tell nobody."""
        return None

    async def watch(self, people: tuple[str, ...]) -> None:
        """Watch everybody as ever."""

    async def close(self) -> None:
        """End."""


def leg_of(number: str, state: LegState, role: Role, call: CallId = CALL) -> LegIs:
    """Say what somebody does on a call; the short numbers are extensions."""
    extension = ExtensionId(number) if len(number) == len(ANNA) else None
    return LegIs(
        call=call,
        leg=LegId(f"{call}/{number}"),
        at=time.time(),
        party=Party(number=number, extension=extension),
        role=role,
        state=state,
        direction=Direction.INTERNAL if extension else Direction.INBOUND,
    )


def rings(number: str, call: CallId = CALL) -> LegIs:
    """Let a phone ring."""
    return leg_of(number, LegState.RINGING, Role.CALLEE, call)


def talks(number: str, call: CallId = CALL) -> LegIs:
    """Let somebody who was called talk."""
    return leg_of(number, LegState.TALKING, Role.CALLEE, call)


def dials(number: str, call: CallId = CALL) -> LegIs:
    """Let somebody call."""
    return leg_of(number, LegState.DIALING, Role.CALLER, call)


def over(call: CallId = CALL) -> CallEnded:
    """End a call."""
    return CallEnded(call=call, at=time.time())


def presses(number: str, key: str, call: CallId = CALL) -> Happened:
    """Let somebody press a key."""
    party = Party(number=number, extension=ExtensionId(number))
    return Happened(
        moment=KeyPressed(id=f"{call}/{key}", at=time.time(), call=call, party=party, key=key)
    )


def asks_to_come_in(call: CallId = CALL) -> tuple[LegIs, Happened]:
    """Let a caller wait for a decision."""
    now = time.time()
    request = InboundRequested(id=f"{call}/in", at=now, call=call, deadline=now + 10)
    return dials(OUTSIDE, call), Happened(moment=request)
