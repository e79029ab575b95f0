"""Queues: devices with the callers who wait and the agents who take their calls."""

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.pbx.const import DOMAIN
from custom_components.pbx.telephony.facts import QueueIs
from custom_components.pbx.telephony.model import Capability, ExtensionId, QueueId
from custom_components.pbx.telephony.queue import Agent, AgentStatus, Queue

from .conftest import Setup
from .puppet import ANNA, QUEUE, TOM, PuppetPbx
from .waiting import there, until, until_state

WAITING = "sensor.queue_sales_waiting_callers"
AGENTS = "sensor.queue_sales_available_agents"
SUPPORT = Queue(id=QueueId("6701"), number="6701")


@pytest.fixture(autouse=True)
def only_sensors() -> Iterator[None]:
    """Load this platform alone."""
    with patch("custom_components.pbx.PLATFORMS", [Platform.SENSOR]):
        yield


def queue_device(
    hass: HomeAssistant, entry: MockConfigEntry, queue: str = QUEUE.id
) -> dr.DeviceEntry | None:
    """Find the device of a queue."""
    found = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, f"puppet_queue_{queue}"), entry.entry_id
    )
    assert found is None or isinstance(found, dr.DeviceEntry)
    return found


def name_of(hass: HomeAssistant, entry: MockConfigEntry, queue: str = QUEUE.id) -> str | None:
    """Name the device of a queue."""
    device = queue_device(hass, entry, queue)
    return device.name if device else None


async def test_numbers_have_units_and_a_history(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """Home Assistant keeps statistics of them."""
    await setup(puppet.entry())

    said = {
        entity_id: (state.attributes["state_class"], state.attributes["unit_of_measurement"])
        for entity_id in (WAITING, AGENTS)
        for state in [there(hass, entity_id)]
    }
    assert said == {WAITING: ("measurement", "callers"), AGENTS: ("measurement", "agents")}


async def test_a_queue_is_a_device_below_the_pbx(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """It is no thing, but a service of the PBX."""
    entry = await setup(puppet.entry())

    device = queue_device(hass, entry)

    assert device is not None
    assert device.name == "Queue Sales"
    assert device.entry_type is dr.DeviceEntryType.SERVICE
    assert device.via_device_id == entry.runtime_data.hub_id


async def test_callers_who_wait_are_counted(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """As the PBX counts them; not at all while it does not say."""
    puppet.queues.append(SUPPORT)
    await setup(puppet.entry())
    assert there(hass, WAITING).state == "0"
    assert there(hass, "sensor.queue_6701_waiting_callers").state == STATE_UNKNOWN
    assert there(hass, "sensor.queue_6701_available_agents").state == STATE_UNKNOWN

    puppet.tell(QueueIs(queue=replace(QUEUE, waiting=3)))

    await until_state(hass, WAITING, "3")


async def test_agents_who_are_there_are_counted_and_all_are_listed(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """An agent in a call is there; one who is paused or offline is not."""
    await setup(puppet.entry())
    state = there(hass, AGENTS)
    assert state.state == "1"
    assert state.attributes["agents"] == [
        {"extension": "1001", "name": "Tom Keller", "status": "idle"}
    ]

    agents = Queue.agents_of(
        (
            Agent(extension=TOM, status=AgentStatus.IN_CALL),
            Agent(extension=ANNA, status=AgentStatus.PAUSED),
            Agent(extension=ExtensionId("1009"), status=AgentStatus.WRAP_UP),
            Agent(extension=ExtensionId("1010"), status=AgentStatus.OFFLINE),
        )
    )
    puppet.tell(QueueIs(queue=replace(QUEUE, agents=agents)))

    state = await until_state(hass, AGENTS, "2")
    assert [(each["extension"], each["status"]) for each in state.attributes["agents"]] == [
        ("1001", "in_call"),
        ("1000", "paused"),
        ("1009", "wrap_up"),
        ("1010", "offline"),
    ]
    assert state.attributes["agents"][2]["name"] is None


async def test_a_crowd_of_agents_is_counted_whole_and_listed_in_part(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """What a state carries goes to every open browser."""
    await setup(puppet.entry())
    crowd = tuple(Agent(extension=ExtensionId(str(each))) for each in range(2000, 2500))

    puppet.tell(QueueIs(queue=replace(QUEUE, agents=Queue.agents_of(crowd))))

    state = await until_state(hass, AGENTS, "500")
    assert len(state.attributes["agents"]) == 100


async def test_a_queue_comes_goes_and_comes_back(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """It brings its entities and takes them away."""
    entry = await setup(puppet.entry())
    waiting = "sensor.queue_6701_waiting_callers"

    for _ in range(2):
        puppet.queues.append(SUPPORT)
        puppet.lists()
        await until_state(hass, waiting, STATE_UNKNOWN)
        assert name_of(hass, entry, SUPPORT.id) == "Queue 6701"

        puppet.queues.remove(SUPPORT)
        puppet.lists()
        await until(hass, lambda: hass.states.get(waiting) is None, "the queue to go")
        assert queue_device(hass, entry, SUPPORT.id) is None

    assert there(hass, WAITING).state == "0"


async def test_a_queue_that_is_told_of_later_keeps_its_device(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """At a restart the extensions may be known before the queues; what a person has set stays."""
    entry = await setup(puppet.entry())
    device = queue_device(hass, entry)
    assert device is not None
    dr.async_get(hass).async_update_device(device.id, name_by_user="Our shop")
    puppet.queues = []
    await hass.config_entries.async_reload(entry.entry_id)
    assert queue_device(hass, entry) is not None

    puppet.queues = [QUEUE]
    puppet.lists()
    await until_state(hass, WAITING, "0")
    found = queue_device(hass, entry)
    assert found is not None
    assert (found.id, found.name_by_user) == (device.id, "Our shop")

    puppet.queues = []
    puppet.lists()
    await until(hass, lambda: queue_device(hass, entry) is None, "the queue to go")


async def test_a_pbx_that_has_unlearned_queues_has_none(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """Nothing will ever be told of them."""
    entry = await setup(puppet.entry())
    puppet.queues, puppet.capabilities = [], Capability.CALLS

    await hass.config_entries.async_reload(entry.entry_id)

    assert queue_device(hass, entry) is None


async def test_a_renamed_queue_renames_its_device_each_time(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """By a report as well as by a list, also after another queue has come; the entities stay."""
    entry = await setup(puppet.entry())

    puppet.tell(QueueIs(queue=replace(QUEUE, name="Orders")))
    await until(hass, lambda: name_of(hass, entry) == "Queue Orders", "the first name")

    puppet.queues = [replace(QUEUE, name="Service"), SUPPORT]
    puppet.lists()
    await until(hass, lambda: name_of(hass, entry) == "Queue Service", "the second name")

    puppet.tell(QueueIs(queue=replace(QUEUE, name="Hotline", waiting=2)))
    await until_state(hass, WAITING, "2")
    assert name_of(hass, entry) == "Queue Hotline"


async def test_queues_are_unavailable_while_the_link_is_down(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """And true again afterwards."""
    await setup(puppet.entry())
    puppet.queues = [replace(QUEUE, waiting=4)]

    puppet.lose()
    await until_state(hass, WAITING, STATE_UNAVAILABLE)
    assert there(hass, AGENTS).state == STATE_UNAVAILABLE

    await until_state(hass, WAITING, "4")


@pytest.mark.parametrize(
    ("queue", "is_present"), [("6700", True), ("9", False)], ids=["a queue", "one that is gone"]
)
async def test_a_person_may_delete_a_queue_that_the_pbx_no_longer_has(
    hass: HomeAssistant,
    *,
    hass_ws_client: WebSocketGenerator,
    puppet: PuppetPbx,
    setup: Setup,
    queue: str,
    is_present: bool,
) -> None:
    """What is there would come back with the next list, so it cannot be deleted."""
    assert await async_setup_component(hass, "config", {})
    entry = await setup(puppet.entry())
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(DOMAIN, f"puppet_queue_{queue}")}
    )
    client = await hass_ws_client(hass)

    answer = await client.remove_device(device.id)

    assert answer["success"] is not is_present


async def test_the_yeastar_tells_of_its_queue(
    hass: HomeAssistant, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Who waits and who takes the calls."""
    await setup(yeastar_entry)

    await until_state(hass, "sensor.queue_support_waiting_callers", "0")
    state = await until_state(hass, "sensor.queue_support_available_agents", "3")
    assert [each["extension"] for each in state.attributes["agents"]] == ["1003", "1004", "1005"]
