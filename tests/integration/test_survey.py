"""Surveys: the keys by which callers rate a conversation with an agent of a queue."""

from collections.abc import Iterator
from unittest.mock import patch

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
import pytest

from custom_components.pbx.telephony.model import Capability, QueueId
from custom_components.pbx.telephony.moments import SurveyAnswered
from custom_components.pbx.telephony.queue import Queue

from .conftest import Setup
from .puppet import CALL, SALES, TOM, PuppetPbx
from .waiting import events_of, shown, there, until, until_state

HUB = "event.office_survey"
OF_SALES = "event.queue_sales_survey"
OF_SUPPORT = "event.queue_support_survey"
SUPPORT = Queue(id=QueueId("6701"), number="6701", name="Support")


@pytest.fixture(autouse=True)
def only_events() -> Iterator[None]:
    """Load this platform alone."""
    with patch("custom_components.pbx.PLATFORMS", [Platform.EVENT]):
        yield


def answered(pbx: PuppetPbx, key: str, queue: QueueId | None = None) -> SurveyAnswered:
    """Make a caller's answer."""
    return SurveyAnswered(id=pbx.id(), at=pbx.clock, call=CALL, key=key, queue=queue, agent=TOM)


async def test_an_answer_is_told_by_its_queue_and_by_the_pbx(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """Other queues keep silent."""
    puppet.queues.append(SUPPORT)
    await setup(puppet.entry())

    with events_of(hass, HUB) as hub, events_of(hass, OF_SALES) as sales:
        puppet.happen(answered(puppet, "5", SALES))
        await until(hass, lambda: hub and sales, "the answer")

    assert {key: sales[0][key] for key in ("event_type", "key", "call_id", "queue", "agent")} == {
        "event_type": "answered",
        "key": "5",
        "call_id": CALL,
        "queue": "6700",
        "agent": "1001",
    }
    assert len(hub) == len(sales) == 1
    assert hub[0]["queue"] == "6700"
    assert there(hass, OF_SUPPORT).state == STATE_UNKNOWN


async def test_an_answer_of_an_unknown_queue_is_that_of_the_only_one(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """Some PBXs tell the agent and not the queue."""
    await setup(puppet.entry())

    with events_of(hass, OF_SALES) as sales:
        puppet.happen(answered(puppet, "1"))
        await until(hass, lambda: sales, "the answer")

    assert sales[0]["queue"] == "6700"


async def test_an_answer_of_any_of_several_queues_is_the_pbxs_alone(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """Nobody is given a rating by guessing."""
    puppet.queues.append(SUPPORT)
    await setup(puppet.entry())

    with events_of(hass, HUB) as hub:
        puppet.happen(answered(puppet, "1"))
        await until(hass, lambda: hub, "the answer")

    assert hub[0]["queue"] is None
    assert there(hass, OF_SALES).state == there(hass, OF_SUPPORT).state == STATE_UNKNOWN


async def test_an_answer_of_a_queue_that_is_gone_names_it_all_the_same(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """The PBX told of it after it was deleted."""
    await setup(puppet.entry())

    with events_of(hass, HUB) as hub:
        puppet.happen(answered(puppet, "1", SUPPORT.id))
        await until(hass, lambda: hub, "the answer")

    assert hub[0]["queue"] == "6701"
    assert there(hass, OF_SALES).state == STATE_UNKNOWN


async def test_without_the_flag_there_is_no_survey(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """A queue alone asks nobody."""
    puppet.capabilities = Capability.QUEUES

    await setup(puppet.entry())

    assert not [entity_id for entity_id in shown(hass) if entity_id.endswith("_survey")]


async def test_surveys_are_unavailable_while_the_link_is_down(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """And there again afterwards."""
    await setup(puppet.entry())

    puppet.lose()
    await until_state(hass, OF_SALES, STATE_UNAVAILABLE)
    assert there(hass, HUB).state == STATE_UNAVAILABLE

    await until_state(hass, OF_SALES, STATE_UNKNOWN)
