"""Where actions are tried: one PBX in a real Home Assistant, and the office behind it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from custom_components.pbx.telephony.model import Capability
from demo.client import Json
from demo.index import Index
from simulator import Office, YeastarPbx
from simulator.office import Call

from ..house import House

ANNA, TOM, LENA, JONAS, PAUL = (
    f"sensor.{name}_status"
    for name in ("anna_berger", "tom_keller", "lena_vogt", "jonas_weiss", "paul_schneider")
)
CALLER: Final = "+493023125014"
OUTSIDE: Final = "03055512345"
QUEUE, RING_GROUP, MENU = "6400", "6200", "6500"


@dataclass(frozen=True, slots=True)
class Stage:
    """One PBX, watched and acted on from outside."""

    house: House
    office: Office
    yeastar: YeastarPbx
    index: Index

    async def act(
        self, action: str, target: str | None = None, *, answers: bool = False, **data: Any
    ) -> Any:
        """Perform an action of ours, or of another integration if it is named in full."""
        domain, _, service = action.rpartition(".")
        aim = {"target": {"entity_id": target}} if target else {}
        result = await self.house.socket.call(
            "call_service",
            domain=domain or "pbx",
            service=service,
            service_data=data,
            return_response=answers,
            **aim,
        )
        return result.get("response")

    async def ask(self, action: str, target: str | None = None, **data: Any) -> Any:
        """Perform an action for its answer."""
        return await self.act(action, target, answers=True, **data)

    async def until(
        self, entity_id: str, state: str | None = None, within: float = 10, **attributes: Any
    ) -> Json:
        """Wait until an entity is as claimed, and return its state."""
        return await self.house.watch.until(entity_id, state, within, **attributes)

    async def until_event(self, kind: str, platform_key: str = "call") -> Json:
        """Wait for an event of the PBX since it was last clear, and return what it tells."""
        entity_id = self.index.own("event", platform_key)

        def is_meant(state: Json) -> bool:
            told: Json = state["attributes"]
            return state["entity_id"] == entity_id and told.get("event_type") == kind

        [found, *_] = await self.house.watch.history.until(is_meant, within=10)
        attributes: Json = found["attributes"]
        return attributes

    async def talks(self) -> Call:
        """Let Anna talk to somebody outside who has called her."""
        call = self.office.place_inbound(CALLER, "1000")
        await self.until(ANNA, "ringing")
        self.office.answer("1000", call)
        await self.until(ANNA, "in_call")
        return call

    async def talks_out(self) -> Call:
        """Let Anna talk to somebody outside whom she has called."""
        call = self.office.dial("1000", OUTSIDE)
        self.office.answer(OUTSIDE, call)
        await self.until(ANNA, "in_call", peer_number=OUTSIDE)
        return call

    async def talks_inside(self) -> Call:
        """Let Anna talk to Lena, whom she has called."""
        call = self.office.dial("1000", "1002")
        await self.until(LENA, "ringing")
        self.office.answer("1002", call)
        await self.until(LENA, "in_call")
        await self.until(ANNA, "in_call")
        return call

    async def clear(self) -> None:
        """Let everybody hang up, and wait until Home Assistant has seen it."""
        for call in tuple(self.office.calls):
            if call in self.office.calls:
                self.office.hang_up(call.caller.number, call)
        await self.yeastar.settled()
        for phone in self.index.devices("binary_sensor", "registered"):
            entity_id = self.index.find(phone, "sensor", "status")
            if self.house.watch.now[entity_id]["state"] != "offline":
                await self.until(entity_id, "idle", within=30)
        await self.until(self.index.own("sensor", "active_calls"), "0", within=30)
        self.house.watch.history.clear()


type Scene = Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Trial:
    """One action in one situation: what it needs of a PBX, and how it is tried."""

    action: str
    situation: str
    scene: Scene
    needs: Capability | None = None
    """Without it every PBX must be able to."""
    lacking: frozenset[str] = frozenset()
    """Versions that know the action, but not in this situation."""
    key: str = ""
    """The refusal that a PBX is to give that cannot, by its name in the translations."""
