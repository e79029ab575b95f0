"""The blueprints that come with the integration: imported, and run."""

from pathlib import Path
from typing import Any

from homeassistant.components import automation, blueprint
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from custom_components.pbx.telephony.commands import (
    CallTarget,
    Command,
    Decision,
    Dial,
    DialInto,
    Receipt,
    Screen,
    TargetKind,
    Transfer,
)
from custom_components.pbx.telephony.errors import CommandRefused
from custom_components.pbx.telephony.facts import CallEnded, LegIs
from custom_components.pbx.telephony.model import (
    CallId,
    Cause,
    Direction,
    LegId,
    LegState,
    Party,
    Role,
)
from custom_components.pbx.telephony.moments import InboundRequested, KeyPressed

from .conftest import BLUEPRINTS, Setup, Use
from .puppet import ANNA, CALL, TOM, PuppetPbx
from .waiting import soon, until

NAMES = sorted(path.name for path in BLUEPRINTS.glob("*.yaml"))
ANNAS_CALLS = "event.anna_berger_call"
ANNAS_STATUS = "sensor.anna_berger_status"
TOMS_STATUS = "sensor.tom_keller_status"
HUBS_CALLS = "event.office_call"
OUTSIDE = "+49301234567"
SHOWN = "+49 30 1234567"
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@pytest.fixture
async def office(blueprints: None, puppet: PuppetPbx, setup: Setup) -> PuppetPbx:
    """Give a PBX that is set up."""
    await setup(puppet.entry())
    return puppet


def inbound(
    pbx: PuppetPbx, state: LegState = LegState.RINGING, number: str | None = OUTSIDE
) -> None:
    """Tell of a call from outside at Anna's."""
    calling = LegState.DIALING if state is LegState.RINGING else state
    caller = Party(number=number, trunk="SIP-1")
    pbx.tell(
        LegIs(
            call=CALL,
            leg=LegId("out"),
            at=pbx.clock,
            party=caller,
            role=Role.CALLER,
            state=calling,
            direction=Direction.INBOUND,
        ),
        LegIs(call=CALL, leg=LegId("in"), at=pbx.clock, party=Party(extension=ANNA), state=state),
    )


def over(pbx: PuppetPbx, cause: Cause = Cause.NO_ANSWER) -> None:
    """End it."""
    pbx.tell(CallEnded(call=CALL, at=pbx.clock, cause=cause))


def ordered[C: Command](pbx: PuppetPbx, kind: type[C]) -> list[C]:
    """Give the commands of a kind."""
    return [command for command in pbx.asked if isinstance(command, kind)]


def on(hass: HomeAssistant, entity: str, state: str = "on") -> None:
    """Put a state into the house."""
    hass.states.async_set(entity, state)


@pytest.mark.parametrize("name", NAMES)
async def test_each_can_be_imported(hass: HomeAssistant, blueprints: None, name: str) -> None:
    """It is valid for this Home Assistant, says where it comes from, and describes its inputs."""
    assert await async_setup_component(hass, "automation", {"automation": []})
    place = hass.data[blueprint.DOMAIN][automation.DOMAIN]

    found = await place.async_get_blueprint(f"pbx/{name}")

    assert not found.validate()
    assert found.metadata["source_url"].endswith(f"blueprints/automation/pbx/{name}")
    assert found.metadata["homeassistant"] == {"min_version": "2026.10.0"}
    assert all(given.get("name") for given in found.inputs.values())


async def test_a_ringing_phone_lights_up_and_pauses(
    hass: HomeAssistant, office: PuppetPbx, use: Use
) -> None:
    """And both are taken back, but only what was changed."""
    on(hass, "light.hall", state="off")
    on(hass, "light.desk")
    on(hass, "media_player.radio", state="playing")
    on(hass, "media_player.tv", state="idle")
    lit, dark = (async_mock_service(hass, "light", f"turn_{way}") for way in ("on", "off"))
    paused, played = (
        async_mock_service(hass, "media_player", f"media_{way}") for way in ("pause", "play")
    )
    await use(
        "phone_rings",
        phones=[ANNAS_STATUS],
        lights=["light.hall", "light.desk"],
        players=["media_player.radio", "media_player.tv"],
    )

    inbound(office)
    await until(hass, lambda: lit and paused, "the lights")
    over(office)
    await until(hass, lambda: dark and played, "the dark")

    assert lit[0].data["entity_id"] == ["light.hall", "light.desk"]
    assert dark[0].data["entity_id"] == ["light.hall"]
    assert paused[0].data["entity_id"] == played[0].data["entity_id"] == ["media_player.radio"]


@pytest.mark.parametrize("number", [OUTSIDE, None])
async def test_a_missed_call_can_be_called_back(
    hass: HomeAssistant, office: PuppetPbx, use: Use, number: str | None
) -> None:
    """Where the number is hidden there is no button."""
    app = MockConfigEntry(domain="mobile_app")
    app.add_to_hass(hass)
    phone = dr.async_get(hass).async_get_or_create(
        config_entry_id=app.entry_id, identifiers={("mobile_app", "1")}, name="Anna's phone"
    )
    told = async_mock_service(hass, "notify", "mobile_app_anna_s_phone")
    await use("missed_call", extension=ANNAS_CALLS, device=phone.id)

    inbound(office, number=number)
    over(office)
    await until(hass, lambda: told, "the notification")
    assert told[0].data["message"] == (SHOWN if number else "unknown")
    buttons = told[0].data["data"]["actions"]
    assert bool(buttons) is (number is not None)
    if not buttons:
        return
    listened = "mobile_app_notification_action"
    await soon(lambda: listened in hass.bus.async_listeners(), "somebody to listen")
    hass.bus.async_fire("mobile_app_notification_action", {"action": buttons[0]["action"]})
    await until(hass, lambda: ordered(office, Dial), "the call back")

    assert ordered(office, Dial) == [Dial(extension=ANNA, number=OUTSIDE)]


async def test_an_alarm_calls_until_somebody_presses_the_key(
    hass: HomeAssistant, office: PuppetPbx, use: Use
) -> None:
    """Anna does not, Tom does."""
    on(hass, "binary_sensor.smoke", state="off")
    done = async_mock_service(hass, "test", "acknowledged")
    await use(
        "alarm_call",
        alarm="binary_sensor.smoke",
        people=[ANNAS_STATUS, TOMS_STATUS],
        ivr="6500",
        acknowledged=[{"action": "test.acknowledged", "data": {"who": "{{ person }}"}}],
    )
    office.receipt = Receipt(call=CALL)

    on(hass, "binary_sensor.smoke")
    await until(hass, lambda: len(ordered(office, DialInto)) == 1, "the first call")
    office.receipt = Receipt(call=CallId("8"))
    office.call(LegState.TALKING)
    over(office)
    await until(hass, lambda: len(ordered(office, DialInto)) == 2, "the second call")
    office.call(LegState.TALKING, CallId("8"))
    key = KeyPressed(
        id="key", at=office.clock, call=CallId("8"), party=Party(extension=TOM), key="1"
    )
    office.happen(key)
    await until(hass, lambda: done, "the end")

    assert [command.extension for command in ordered(office, DialInto)] == [ANNA, TOM]
    assert done[0].data["who"] == TOMS_STATUS


async def test_an_alarm_that_nobody_acknowledges_goes_further(
    hass: HomeAssistant, office: PuppetPbx, use: Use
) -> None:
    """After all rounds; who cannot be reached does not keep the others from being called."""
    on(hass, "binary_sensor.smoke", state="off")
    escalated = async_mock_service(hass, "test", "escalate")
    await use(
        "alarm_call",
        alarm="binary_sensor.smoke",
        people=[ANNAS_STATUS, TOMS_STATUS],
        ivr="6500",
        rounds=2,
        nobody=[{"action": "test.escalate"}],
    )
    office.answer = CommandRefused("busy")

    on(hass, "binary_sensor.smoke")
    await until(hass, lambda: escalated, "the escalation")

    assert [command.extension for command in ordered(office, DialInto)] == [ANNA, TOM] * 2


OPEN = {"opens": "00:00:00", "closes": "24:00:00", "days": WEEK}
CLOSED = {"opens": "00:00:00", "closes": "00:00:00", "days": WEEK}
ACCEPTED = Screen(call=CALL, decision=Decision.ACCEPT)
REFUSED = Screen(call=CALL, decision=Decision.REFUSE)
ELSEWHERE = Transfer(call=CALL, to=CallTarget(kind=TargetKind.EXTENSION, number="1001"))


@pytest.mark.parametrize(
    ("inputs", "decided"),
    [
        (OPEN, ACCEPTED),
        (CLOSED, REFUSED),
        (OPEN | {"days": []}, REFUSED),
        (CLOSED | {"known": ["+49 30 123*"]}, ACCEPTED),
        (CLOSED | {"known": ["+49 30 12345"]}, REFUSED),
        (OPEN | {"unwanted": [OUTSIDE]}, REFUSED),
        (OPEN | {"people": ["person.anna"]}, REFUSED),
        (CLOSED | {"elsewhere": "1001"}, ELSEWHERE),
    ],
)
async def test_the_doorman_decides(
    hass: HomeAssistant,
    office: PuppetPbx,
    use: Use,
    inputs: dict[str, Any],
    decided: Command,
) -> None:
    """By number, time and presence, within the seconds that the PBX gives."""
    on(hass, "person.anna", state="not_home")
    await use("doorman", pbx=HUBS_CALLS, **inputs)

    inbound(office)
    deadline = office.clock + 10
    office.happen(InboundRequested(id="wait", at=office.clock, call=CALL, deadline=deadline))
    await until(hass, lambda: ordered(office, type(decided)), "a decision")

    assert ordered(office, type(decided)) == [decided]


@pytest.mark.parametrize(("where", "times"), [("not_home", 1), ("home", 0)])
async def test_a_call_is_announced_while_nobody_is_home(
    hass: HomeAssistant, office: PuppetPbx, use: Use, where: str, times: int
) -> None:
    """Once, however many phones ring."""
    on(hass, "person.anna", state=where)
    told = async_mock_service(hass, "test", "announce")
    await use(
        "nobody_home",
        phones=[HUBS_CALLS, ANNAS_CALLS],
        people=["person.anna"],
        announce=[{"action": "test.announce", "data": {"text": "call from {{ who }}"}}],
    )

    inbound(office)
    over(office)
    await until(hass, lambda: _kind(hass) == "missed", "the end")
    await hass.async_block_till_done()

    assert [call.data["text"] for call in told] == [f"call from {SHOWN}"] * times


def _kind(hass: HomeAssistant) -> Any:
    """Give what was last told of Anna's calls."""
    state = hass.states.get(ANNAS_CALLS)
    return state and state.attributes.get("event_type")


async def test_each_is_offered_in_the_readme() -> None:
    """With a link that imports it."""
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")

    assert len(NAMES) == 7
    for name in NAMES:
        assert f"blueprints%2Fautomation%2Fpbx%2F{name}" in readme
