"""The event entity of the PBX itself: what happens to it, to the link, and to messages."""

from collections.abc import Iterator
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.telephony.errors import AuthenticationFailed
from custom_components.pbx.telephony.model import Capability
from custom_components.pbx.telephony.moments import MessageSent, SystemEventType, SystemHappened
from simulator import InnovaphonePbx

from .conftest import Setup
from .puppet import PuppetPbx
from .waiting import events_of, kinds, shown, soon, there, until, until_entry

SYSTEM = "event.office_system"
NOTHING = {"object": None, "name": None, "detail": None}


@pytest.fixture(autouse=True)
def only_events() -> Iterator[None]:
    """Load this platform alone."""
    with patch("custom_components.pbx.PLATFORMS", [Platform.EVENT]):
        yield


def happened(pbx: PuppetPbx, kind: SystemEventType, id: str = "", **said: str) -> SystemHappened:
    """Make a happening."""
    return SystemHappened(id=id or pbx.id(), at=pbx.clock, type=kind, **said)


async def test_nothing_has_happened_at_set_up(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """That the link came up is no news to who has just asked for it."""
    await setup(puppet.entry())

    assert there(hass, SYSTEM).state == STATE_UNKNOWN


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (SystemEventType.STARTED, {}),
        (
            SystemEventType.CONFIGURATION_CHANGED,
            {"object": "extension", "name": "1000", "detail": "update"},
        ),
        (SystemEventType.AGENT_PAUSED, {"object": "queue", "name": "6700", "detail": "1001"}),
        (SystemEventType.AGENT_TIMED_OUT, {"object": "queue", "name": "6700", "detail": "1001"}),
    ],
    ids=["started", "configuration changed", "agent paused", "agent timed out"],
)
async def test_what_the_pbx_tells_of_itself_is_an_event(
    hass: HomeAssistant,
    puppet: PuppetPbx,
    setup: Setup,
    kind: SystemEventType,
    said: dict[str, str],
) -> None:
    """With what it is about, as far as it is known."""
    await setup(puppet.entry())

    with events_of(hass, SYSTEM) as events:
        puppet.happen(happened(puppet, kind, **said))
        await until(hass, lambda: events, "the event")

    assert kinds(events) == [kind.value]
    assert {key: events[0][key] for key in NOTHING} == NOTHING | said


async def test_what_is_told_twice_happened_once(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """The PBX repeats what was not answered in time."""
    await setup(puppet.entry())

    with events_of(hass, SYSTEM) as events:
        for _ in range(3):
            puppet.happen(happened(puppet, SystemEventType.STARTED, "the same"))
        puppet.happen(happened(puppet, SystemEventType.CONFIGURATION_CHANGED))
        await until(hass, lambda: kinds(events)[-1:] == ["configuration_changed"], "the last one")

    assert kinds(events) == ["started", "configuration_changed"]


@pytest.mark.parametrize(("delivered", "kind"), [(True, "message_sent"), (False, "message_failed")])
async def test_what_became_of_a_message_is_an_event(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup, *, delivered: bool, kind: str
) -> None:
    """With the id that the action has answered with."""
    await setup(puppet.entry())

    with events_of(hass, SYSTEM) as events:
        puppet.happen(
            MessageSent(id=puppet.id(), at=puppet.clock, message="17", delivered=delivered)
        )
        await until(hass, lambda: events, "the event")

    assert kinds(events) == [kind]
    assert events[0]["message_id"] == "17"


async def test_a_lost_link_and_its_return_are_one_event_each(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """However often it is tried in between; the entity is there all the time."""
    await setup(puppet.entry())

    with events_of(hass, SYSTEM) as events:
        puppet.lose()
        await until(hass, lambda: kinds(events)[-1:] == ["link_restored"], "the link to return")

    assert kinds(events) == ["link_lost", "link_restored"]
    assert events[0]["detail"] == "LinkLost"
    assert events[1]["detail"] is None


async def test_a_link_that_is_gone_for_long_is_lost_once(
    hass: HomeAssistant,
    innovaphone: InnovaphonePbx,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """Attempts that fail are no further loss, and a PBX without calls has this event as well."""
    await setup(innovaphone_entry)
    coordinator = innovaphone_entry.runtime_data
    (entity_id,) = shown(hass)

    with events_of(hass, entity_id) as events:
        await innovaphone.stop()
        await until(hass, lambda: kinds(events) == ["link_lost"], "the loss")
        before = len(coordinator.links)
        await soon(lambda: len(coordinator.links) > before + 1, "a vain attempt")
        await innovaphone.start()
        await until(hass, lambda: kinds(events)[-1:] == ["link_restored"], "the return")

    assert kinds(events) == ["link_lost", "link_restored"]


async def test_leaving_the_pbx_is_no_loss(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """Home Assistant logs out by itself when it stops."""
    entry = await setup(puppet.entry())

    with events_of(hass, SYSTEM) as events:
        hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
        await until(hass, lambda: not entry.runtime_data.state.link.is_up, "the log-out")
        await hass.async_block_till_done()

    assert events == []


async def test_a_pbx_that_does_not_have_us_back_is_lost(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """The loss is told before the entry gives up."""
    puppet.capabilities = Capability.CALLS
    entry = await setup(puppet.entry())

    with events_of(hass, SYSTEM) as events:
        puppet.refusal = AuthenticationFailed()
        puppet.lose()
        await until_entry(hass, entry, ConfigEntryState.SETUP_ERROR)

    assert kinds(events) == ["link_lost"]
