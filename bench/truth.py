"""What Home Assistant shows, held against what goes on at the office."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from custom_components.pbx.coordinator import PbxCoordinator
from custom_components.pbx.telephony.model import TrunkId
from custom_components.pbx.telephony.state import PbxState
from simulator import InnovaphonePbx, Person, Trunk

from .causes import Cause, Stretch, Witness
from .systems import System

LAMPS = {
    "busy": "in_call",
    "hold": "on_hold",
    "idle": "idle",
    "offline": "offline",
    "ringing": "ringing",
}
ACTIVITIES = {"away": "away", "busy": "busy", "dnd": "do_not_disturb"}

type Claim = Callable[[], str]


@dataclass(slots=True)
class Span:
    """Wrong stretches of one kind, in seconds of the office."""

    count: int = 0
    seconds: float = 0.0
    longest: float = 0.0

    def add(self, wrong: Stretch) -> None:
        """Count one more."""
        self.count += 1
        self.seconds += wrong.seconds
        self.longest = max(self.longest, wrong.seconds)


@dataclass(slots=True)
class Wrongs:
    """How long what was wrong, in seconds of the office."""

    watched: float = 0.0
    wrong: float = 0.0
    unavailable: float = 0.0
    longest: float = 0.0
    since: dict[str, Stretch] = field(default_factory=dict)
    causes: dict[Cause, Span] = field(default_factory=lambda: {each: Span() for each in Cause})
    unexplained: list[Stretch] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Say which share of the time a state was wrong."""
        return self.wrong / self.watched if self.watched else 0.0


class Truth:
    """One system and the states that show it."""

    def __init__(self, hass: HomeAssistant, system: System) -> None:
        """Find the entities."""
        self._hass = hass
        self._system = system
        self._claims = dict(self._all_claims())
        self._looked = system.clock.passed
        self._witness = Witness(system)
        self.wrongs = Wrongs()

    def look(self) -> None:
        """Count what is wrong since the last look."""
        now, wrongs = self._system.clock.passed, self.wrongs
        since, self._looked = now - self._looked, now
        self._witness.look()
        for entity_id, claim in self._claims.items():
            shown, wanted = self._shown(entity_id), claim()
            wrongs.watched += since
            if shown == STATE_UNAVAILABLE or not self._system.office.powered:
                wrongs.unavailable += since
                self._over(entity_id, is_cut=True)
            elif shown == wanted:
                self._over(entity_id)
            else:
                wrongs.wrong += since
                if (wrong := wrongs.since.get(entity_id)) is None:
                    wrong = Stretch(entity_id, now - since, wanted, shown)
                    wrongs.since[entity_id] = wrong
                wrong.seconds, wrong.ended = wrong.seconds + since, now
                wrongs.longest = max(wrongs.longest, wrong.seconds)

    def _over(self, entity_id: str, *, is_cut: bool = False) -> None:
        """Find out why a state was wrong, now that it no longer is."""
        if (wrong := self.wrongs.since.pop(entity_id, None)) is not None:
            wrong.is_cut = is_cut
            cause = self._witness.cause(wrong)
            self.wrongs.causes[cause].add(wrong)
            if cause is Cause.UNEXPLAINED:
                self.wrongs.unexplained.append(wrong)

    def differences(self) -> list[str]:
        """Say what is not as it should be."""
        return [
            f"{entity_id}: {claim()}, not {shown}"
            for entity_id, claim in self._claims.items()
            if (shown := self._shown(entity_id)) != claim()
        ]

    def __len__(self) -> int:
        """Count the states that are looked at."""
        return len(self._claims)

    def _shown(self, entity_id: str) -> str:
        state = self._hass.states.get(entity_id)
        return state.state if state is not None else "missing"

    def _all_claims(self) -> Iterator[tuple[str, Claim]]:
        """Say of each entity what it should show."""
        office = self._system.office
        coordinator: PbxCoordinator = self._system.entry.runtime_data
        prefix = coordinator.unique_id
        entities = {
            each.unique_id.removeprefix(f"{prefix}_"): each.entity_id
            for each in er.async_entries_for_config_entry(
                er.async_get(self._hass), self._system.entry.entry_id
            )
            if each.domain in ("sensor", "binary_sensor") and not each.disabled
        }
        for key in coordinator.state.extensions:
            person = office.people.get(key) or office.find(login=key)
            assert person is not None, "everybody works here"
            for what, claim in self._of_person(person):
                if entity_id := entities.get(f"extension_{key}_{what}"):
                    yield entity_id, claim
        for trunk in office.trunks.values():
            if entity_id := entities.get(f"trunk_{trunk.name}_status"):
                yield entity_id, partial(self._trunk, trunk)
        if entity_id := entities.get("active_calls"):
            yield entity_id, self._calls

    def _of_person(self, person: Person) -> Iterator[tuple[str, Claim]]:
        """Say what the entities of a person should show."""
        office = self._system.office
        yield "status", lambda: LAMPS[office.line_status(person.number)]
        yield "registered", lambda: "on" if person.registered else "off"
        if isinstance(self._system.pbx, InnovaphonePbx):
            yield "presence", lambda: self._presence(person)

    def _presence(self, person: Person) -> str:
        """Say what is shown of a person: what was set by hand, else what the phone does."""
        activity = person.presence.activity
        if activity != "available":
            return ACTIVITIES.get(activity, "other")
        if self._system.office.on_the_phone(person.number):
            return "on_the_phone"
        return "available" if person.registered else "offline"

    @property
    def _state(self) -> PbxState:
        """Give the picture that the entities show; a reload begins another one."""
        coordinator: PbxCoordinator = self._system.entry.runtime_data
        return coordinator.state

    def _calls(self) -> str:
        """Say how many calls are known: the office counts some that no PBX tells of."""
        return str(len(self._state.calls))

    def _trunk(self, trunk: Trunk) -> str:
        """Say how a trunk is; for one that does not work any word will do."""
        if trunk.up:
            return "up"
        known = self._state.trunks.get(TrunkId(trunk.name))
        return known.status.value if known is not None and not known.is_usable else "down"
