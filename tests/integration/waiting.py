"""Wait for what Home Assistant shows, by listening and never by sleeping."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntryState
from homeassistant.const import EVENT_STATE_CHANGED, MATCH_ALL, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, State, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

# A busy machine may need a while; who waits in vain fails the test.
PATIENCE = 10.0


async def until(hass: HomeAssistant, claim: Callable[[], Any], what: str = "") -> None:
    """Wait until a claim holds; it is looked at whenever anything happens in Home Assistant."""
    happened = asyncio.Event()

    @callback
    def wake(*_: object) -> None:
        happened.set()

    endings = (
        hass.bus.async_listen(MATCH_ALL, wake),
        async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, wake),
    )
    try:
        async with asyncio.timeout(PATIENCE):
            while not claim():
                happened.clear()
                await happened.wait()
    except TimeoutError:
        pytest.fail(f"waited in vain for {what or 'something'}")
    finally:
        for end in endings:
            end()


async def soon(claim: Callable[[], Any], what: str = "") -> None:
    """Wait until a claim about a PBX holds that nothing in Home Assistant tells of."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not claim():  # noqa: ASYNC110 - no event tells of it
                await asyncio.sleep(0)
    except TimeoutError:
        pytest.fail(f"waited in vain for {what or 'something'}")


async def until_state(hass: HomeAssistant, entity_id: str, wanted: str, **attributes: Any) -> State:
    """Wait until an entity has a state, with these attributes; give it."""

    def is_so() -> bool:
        state = hass.states.get(entity_id)
        return (
            state is not None
            and state.state == wanted
            and all(state.attributes.get(key) == value for key, value in attributes.items())
        )

    await until(hass, is_so, f"{entity_id} to be {wanted} {attributes or ''}, {shown(hass)}")
    return there(hass, entity_id)


async def until_entry(
    hass: HomeAssistant, entry: MockConfigEntry, wanted: ConfigEntryState
) -> None:
    """Wait until an entry is in a state."""
    await until(hass, lambda: entry.state is wanted, f"the entry to be {wanted}")


def there(hass: HomeAssistant, entity_id: str) -> State:
    """Give a state that must exist."""
    state = hass.states.get(entity_id)
    assert state is not None, f"no {entity_id}, but {sorted(hass.states.async_entity_ids())}"
    return state


def shown(hass: HomeAssistant) -> dict[str, str]:
    """Give all states."""
    return {state.entity_id: state.state for state in hass.states.async_all()}


@contextmanager
def events_of(hass: HomeAssistant, entity_id: str) -> Iterator[list[dict[str, Any]]]:
    """Collect the attributes of what an event entity fires."""
    happened: list[dict[str, Any]] = []

    @callback
    def collect(event: Event[EventStateChangedData]) -> None:
        new = event.data["new_state"]
        if event.data["entity_id"] != entity_id or new is None:
            return
        old = event.data["old_state"]
        if new.state in (STATE_UNAVAILABLE, STATE_UNKNOWN):
            return
        if old is None or (old.state, old.attributes) != (new.state, new.attributes):
            happened.append(dict(new.attributes))

    end = hass.bus.async_listen(EVENT_STATE_CHANGED, collect)
    try:
        yield happened
    finally:
        end()


def kinds(happened: list[dict[str, Any]]) -> list[str]:
    """Give the event types alone."""
    return [str(each["event_type"]) for each in happened]
