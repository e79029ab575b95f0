"""Very many reports at once: is any lost, is each call told in order, does anything stand still?"""

from collections import defaultdict
from dataclasses import dataclass
import gc

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er

from custom_components.pbx.const import DOMAIN

from .remote import Remote
from .watch import Stalls, idle_share, stalls, until_quiet, writes


@dataclass(frozen=True, slots=True)
class Burst:
    """What became of it."""

    reports: int
    calls: int
    seconds: float
    """From the first report until the last state that followed."""
    odd: int
    """Calls of which something was not told, told twice, or told in another order."""
    still: int
    """Calls that are shown although they are over."""
    stalls: Stalls


async def burst(hass: HomeAssistant, other: Remote, entry: ConfigEntry, calls: int) -> Burst:
    """Let so many calls begin and end as fast as they can be told."""
    idle = await idle_share()
    with writes(hass) as noted:
        await other.order("calls", count=1, pause=0.05)
        await until_quiet(idle)
    [usual] = _stories(_told(hass, entry, noted.states)).values()
    # A full collection looks at all that Home Assistant keeps; into whose turn it falls is chance.
    gc.collect()
    with writes(hass) as noted, stalls() as stalled:
        sent = await other.order("burst", calls=calls)
        await until_quiet(idle)
    stories = _stories(_told(hass, entry, noted.states))
    odd = sum(story != usual for story in stories.values()) + calls - len(stories)
    still = len(entry.runtime_data.state.calls)
    seconds = noted.times[-1] - sent["begun"]
    return Burst(sent["reports"], calls, seconds, odd, still, stalled)


def _told(hass: HomeAssistant, entry: ConfigEntry, states: list[State]) -> list[State]:
    """Give what the PBX's own event entity told."""
    unique_id = f"{entry.runtime_data.unique_id}_call"
    entity_id = er.async_get(hass).async_get_entity_id("event", DOMAIN, unique_id)
    return [state for state in states if state.entity_id == entity_id]


def _stories(told: list[State]) -> dict[str, list[str]]:
    """Give what happened, call by call."""
    stories: defaultdict[str, list[str]] = defaultdict(list)
    for state in told:
        stories[state.attributes["call_id"]].append(state.attributes["event_type"])
    return stories
