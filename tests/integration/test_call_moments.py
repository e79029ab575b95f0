"""Event entities: keys, prompts and questions in the middle of a call."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from homeassistant.const import STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
import pytest

from custom_components.pbx.telephony.facts import CallEnded
from custom_components.pbx.telephony.model import CallId, LegState, Party
from custom_components.pbx.telephony.moments import (
    AnyMoment,
    InboundRequested,
    KeyPressed,
    PromptEnded,
)

from .conftest import Setup
from .puppet import ANNA, CALL, PuppetPbx
from .waiting import events_of, kinds, there, until

HUB = "event.office_call"
OF_ANNA = "event.anna_berger_call"
OF_TOM = "event.tom_keller_call"


@pytest.fixture(autouse=True)
def only_events() -> Iterator[None]:
    """Load this platform alone."""
    with patch("custom_components.pbx.PLATFORMS", [Platform.EVENT]):
        yield


@pytest.fixture
async def talking(hass: HomeAssistant, puppet: PuppetPbx, setup: Setup) -> None:
    """Let Tom and Anna talk, after a menu."""
    await setup(puppet.entry())
    puppet.call(LegState.TALKING, group="6500")
    await until(hass, lambda: there(hass, HUB).state != STATE_UNKNOWN, "the call")


def pressed(pbx: PuppetPbx, key: str, collected: str | None = None) -> KeyPressed:
    """Make a key of Anna's."""
    return KeyPressed(
        id=pbx.id(),
        at=pbx.clock,
        call=CALL,
        party=Party(extension=ANNA),
        key=key,
        collected=collected,
    )


async def heard(hass: HomeAssistant, pbx: PuppetPbx, moment: AnyMoment) -> dict[str, Any]:
    """Let something happen on the call, and give what Anna's entity says of it."""
    with events_of(hass, OF_ANNA) as anna, events_of(hass, HUB) as hub:
        pbx.happen(moment)
        await until(hass, lambda: anna and hub, "the event")
    assert len(anna) == 1
    assert kinds(hub) == kinds(anna)
    return anna[0]


@pytest.mark.usefixtures("talking")
async def test_a_key_is_told_by_who_pressed_it(hass: HomeAssistant, puppet: PuppetPbx) -> None:
    """The other party's entity keeps silent."""
    before = there(hass, OF_TOM)

    said = await heard(hass, puppet, pressed(puppet, "5"))

    assert said["event_type"] == "key_pressed"
    assert (said["key"], said["call_id"], said["extension"]) == ("5", CALL, "1000")
    assert said["group"] == "6500"
    assert "keys" not in said
    assert there(hass, OF_TOM) is before


@pytest.mark.usefixtures("talking")
async def test_a_whole_input_is_told_with_its_last_key(
    hass: HomeAssistant, puppet: PuppetPbx
) -> None:
    """Once it is complete."""
    said = await heard(hass, puppet, pressed(puppet, "#", "1234#"))

    assert (said["key"], said["keys"]) == ("#", "1234#")


@pytest.mark.usefixtures("talking")
async def test_the_end_of_a_prompt_says_which(hass: HomeAssistant, puppet: PuppetPbx) -> None:
    """And whose menu it was."""
    moment = PromptEnded(
        id=puppet.id(),
        at=puppet.clock,
        call=CALL,
        party=Party(extension=ANNA),
        prompt="welcome",
        menu="6500",
    )

    said = await heard(hass, puppet, moment)

    assert said["event_type"] == "prompt_ended"
    assert (said["prompt"], said["ivr"]) == ("welcome", "6500")


async def test_a_call_that_asks_to_be_let_in_says_until_when(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """The deadline is a time that an automation can compare."""
    await setup(puppet.entry())
    puppet.call()
    await until(hass, lambda: there(hass, OF_ANNA).state != STATE_UNKNOWN, "the call")
    deadline = 2_000_000_000.0

    said = await heard(
        hass,
        puppet,
        InboundRequested(id=puppet.id(), at=puppet.clock, call=CALL, deadline=deadline),
    )

    assert said["event_type"] == "inbound_request"
    assert datetime.fromisoformat(said["deadline"]) == datetime.fromtimestamp(deadline, UTC)


@pytest.mark.usefixtures("talking")
async def test_the_end_of_a_call_names_its_recording(
    hass: HomeAssistant, puppet: PuppetPbx
) -> None:
    """By that name it can be fetched."""
    with events_of(hass, HUB) as hub:
        puppet.tell(CallEnded(call=CALL, at=puppet.clock, recording="7.wav"))
        await until(hass, lambda: hub, "the end")

    assert kinds(hub) == ["ended"]
    assert hub[0]["recording"] == "7.wav"


@pytest.mark.usefixtures("talking")
async def test_a_key_on_a_call_that_nobody_knows_is_no_event(
    hass: HomeAssistant, puppet: PuppetPbx
) -> None:
    """There is nobody to tell it of."""
    with events_of(hass, HUB) as hub:
        puppet.happen(
            KeyPressed(id=puppet.id(), at=puppet.clock, call=CallId("9"), party=Party(), key="1")
        )
        puppet.happen(pressed(puppet, "2"))
        await until(hass, lambda: hub, "the key")

    assert [each["key"] for each in hub] == ["2"]
