"""Whether each call from outside was told, and how often: the office's list against the events."""

import asyncio
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass
from time import time

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from custom_components.pbx.call_memory import CallMemory
from custom_components.pbx.const import DOMAIN
from custom_components.pbx.telephony.errors import PbxError
from simulator import YeastarPbx
from simulator.office import Call, Direction, OfficeEvent
from simulator.office.events import CallEnded, CallPlaced

from .causes import UNDER_WAY
from .systems import System

# What ends the story of a call, for the PBX or for one of the extensions that rang.
ENDINGS = {"ended", "failed", "missed", "refused"}

# Seconds of the office after which the end of a call must have been told.
TOLD_WITHIN = 15.0

type Told = Counter[tuple[str, str | None]]
"""How often what was told of which extension."""


@dataclass(frozen=True, slots=True)
class Balance:
    """How many calls there were, and how they were told."""

    calls: int
    lost: int
    """Nothing was told, although the link was up all the time; nor does the log know of them."""
    filed: int
    """Only the log knows of them: nothing that tells of them came, and the PBX's file was read."""
    cut: int
    """They began, went on or ended while the link was down; what is told of them is chance."""
    doubled: int
    """Their end was told more than once."""
    endless: int
    """They were told, but not their end."""


class Account:
    """Follows one system."""

    def __init__(self, hass: HomeAssistant, system: System) -> None:
        """Listen from now on."""
        self._system = system
        self._epochs: dict[Call, int | None] = {}
        self._told: defaultdict[str, dict[str, Told]] = defaultdict(dict)
        self._calls: list[tuple[str, bool]] = []
        self._filed: set[str] = set()
        self._shown: tuple[str | None, ...] = ()
        unique_id = f"{system.entry.runtime_data.unique_id}_call"
        self._entity_id = er.async_get(hass).async_get_entity_id("event", DOMAIN, unique_id)
        system.office.observe(self._happened)
        hass.bus.async_listen(EVENT_STATE_CHANGED, self._changed)

    async def read_log(self) -> None:
        """Note who is in the log, once what was missed is in it; it keeps nobody for ever."""
        entry = self._system.entry
        if entry.state is not ConfigEntryState.LOADED:
            return
        memory: CallMemory = entry.runtime_data.calls_memory
        with suppress(PbxError):
            await memory.async_fetch(time())
        self._filed |= {each.caller for each in memory.log if each.caller is not None}

    def balance(self) -> Balance:
        """Compare, now that all calls are over."""
        lost = filed = cut = endless = 0
        for number, is_whole in self._calls:
            stories = self._told.get(number, {}).values()
            if not is_whole:
                cut += 1
            elif not stories:
                filed += number in self._filed
                lost += number not in self._filed
            elif not any(map(_ends, stories)):
                endless += 1
        doubled = sum(
            any(kind in ENDINGS and count > 1 for (kind, _), count in story.items())
            for stories in self._told.values()
            for story in stories.values()
        )
        return Balance(len(self._calls), lost, filed, cut, doubled, endless)

    def _happened(self, event: OfficeEvent) -> None:
        """Note a call from outside, and whether the link was up from its beginning to its end."""
        match event:
            case CallPlaced(call) if call.direction is Direction.INBOUND:
                self._epochs[call] = self._epoch()
            case CallEnded(call) if call in self._epochs and not self._is_told_of(call):
                del self._epochs[call]
            case CallEnded(call) if call in self._epochs:
                # Its end has to be told, too.
                wait = max(TOLD_WITHIN / self._system.clock.speed, UNDER_WAY)
                asyncio.get_running_loop().call_later(wait, self._over, call)

    def _is_told_of(self, call: Call) -> bool:
        """Tell whether the PBX says anything of a call: some tell of people's phones only."""
        if isinstance(self._system.pbx, YeastarPbx):
            return True
        return any(leg.number in self._system.office.people for leg in call.legs)

    def _over(self, call: Call) -> None:
        """Note whether the link was the same until all of a call should have been told."""
        epoch = self._epochs.pop(call)
        is_whole = epoch is not None and epoch == self._epoch()
        self._calls.append((call.caller.number, is_whole))

    def _epoch(self) -> int | None:
        """Count the links; None while there is none."""
        entry = self._system.entry
        if entry.state is not ConfigEntryState.LOADED:
            return None
        link = entry.runtime_data.state.link
        return link.epoch if link.is_up and self._system.pbx.running else None

    @callback
    def _changed(self, event: Event[EventStateChangedData]) -> None:
        """Note what the PBX's own event entity tells."""
        new = event.data["new_state"]
        if event.data["entity_id"] != self._entity_id or new is None:
            return
        if new.state in (STATE_UNAVAILABLE, STATE_UNKNOWN):
            return
        said = new.attributes
        shown = (new.state, said.get("call_id"), said["event_type"], said.get("extension"))
        if shown == self._shown:
            # After an outage the last event is shown again, with its old time: no news.
            return
        self._shown = shown
        if (call := said.get("call_id")) is not None:
            story = self._told[said["caller"]].setdefault(call, Counter())
            story[said["event_type"], said["extension"]] += 1


def _ends(story: Told) -> bool:
    """Tell whether the end of a call was told."""
    return any(kind in ENDINGS for kind, _ in story)
