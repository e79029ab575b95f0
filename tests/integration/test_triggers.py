"""Triggers of our own: one happening fires once, whoever is targeted and however many tell it."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.pbx.telephony.commands import Dial
from custom_components.pbx.telephony.facts import CallEnded, LegIs, PresenceIs, TrunkIs
from custom_components.pbx.telephony.model import (
    Activity,
    CallId,
    Cause,
    Direction,
    LegId,
    LegState,
    Party,
    Presence,
    Role,
    Trunk,
    TrunkId,
    TrunkStatus,
)
from custom_components.pbx.telephony.moments import (
    InboundRequested,
    KeyPressed,
    SystemEventType,
    SystemHappened,
)
from custom_components.pbx.trigger import TRIGGERS

from .conftest import Setup
from .puppet import ANNA, CALL, PuppetPbx
from .waiting import until, until_state

type Automate = Callable[..., Awaitable[list[ServiceCall]]]

ANNAS = "event.anna_berger_call"
HUBS = "event.office_call"
EVERYBODY = [ANNAS, "event.tom_keller_call", HUBS]
OUTSIDE = "+49301234567"


@pytest.fixture
async def office(puppet: PuppetPbx, setup: Setup) -> PuppetPbx:
    """Give a PBX that is set up."""
    await setup(puppet.entry())
    return puppet


@pytest.fixture
def automate(hass: HomeAssistant) -> Automate:
    """Set up an automation with one trigger, and give the list of its runs."""

    async def automate(trigger: str, entities: list[str], **options: Any) -> list[ServiceCall]:
        ran: list[ServiceCall] = async_mock_service(hass, "test", "ran")
        said = {
            "number": "from {{ trigger.call.caller if trigger.call is defined else '' }}",
            "entity": "{{ trigger.entity_id }}",
            "to": "{{ trigger.to_state.state }}",
        }
        automation = {
            "triggers": {
                "trigger": f"pbx.{trigger}",
                "target": {"entity_id": entities},
                "options": options,
            },
            "actions": {"action": "test.ran", "data": said},
            "mode": "parallel",
        }
        assert await async_setup_component(hass, "automation", {"automation": automation})
        await hass.async_block_till_done()
        assert hass.states.async_entity_ids("automation"), "the trigger was refused"
        return ran

    return automate


def rings(pbx: PuppetPbx, number: str = OUTSIDE, call: str = CALL, to: str = ANNA) -> None:
    """Let somebody outside call."""
    now = pbx.clock
    pbx.tell(
        LegIs(
            call=CallId(call),
            leg=LegId(f"{call}-out"),
            at=now,
            party=Party(number=number, trunk="SIP-1"),
            role=Role.CALLER,
            state=LegState.DIALING,
            direction=Direction.INBOUND,
        ),
        LegIs(
            call=CallId(call),
            leg=LegId(f"{call}-{to}"),
            at=now,
            party=Party(extension=to),  # type: ignore[arg-type]
            state=LegState.RINGING,
        ),
    )


def gives_up(pbx: PuppetPbx, call: str = CALL) -> None:
    """Let the caller give up."""
    pbx.tell(CallEnded(call=CallId(call), at=pbx.clock, cause=Cause.NO_ANSWER))


async def settled(hass: HomeAssistant, pbx: PuppetPbx) -> None:
    """Wait until all that was told before is told in Home Assistant, too."""
    mark = pbx.id()
    pbx.trunks[0] = Trunk(
        id=TrunkId("GSM-1"), name="GSM-1", kind="GSM", status=TrunkStatus.UP, detail=mark
    )
    pbx.tell(TrunkIs(trunk=pbx.trunks[0]))
    await until_state(hass, "sensor.trunk_gsm_1_status", "up", detail=mark)
    await hass.async_block_till_done()


async def test_one_happening_fires_once_for_all_that_tell_it(
    hass: HomeAssistant, office: PuppetPbx, automate: Automate
) -> None:
    """The PBX and both extensions tell of an answered call."""
    ran = await automate("call_answered", EVERYBODY)

    office.call(LegState.RINGING)
    office.call(LegState.TALKING)
    await settled(hass, office)

    assert len(ran) == 1


async def test_the_first_happening_after_the_start_counts(
    hass: HomeAssistant, office: PuppetPbx, automate: Automate
) -> None:
    """The entity is unknown before; what happened is given to the actions."""
    ran = await automate("call_ringing", [ANNAS])

    rings(office)
    await until(hass, lambda: ran, "the trigger")

    assert ran[0].data["number"] == f"from {OUTSIDE}"
    assert ran[0].data["entity"] == ANNAS


@pytest.mark.parametrize(
    ("options", "fires"),
    [
        ({"direction": ["inbound"]}, True),
        ({"direction": ["outbound", "internal"]}, False),
        ({"number": [OUTSIDE]}, True),
        ({"number": ["030 1234567"]}, True),
        ({"number": ["+4930*"]}, True),
        ({"number": ["+49 (30) 123456?"]}, True),
        ({"number": ["+4940*", "999"]}, False),
        ({"number": ["*"]}, True),
        ({"extension": "1000"}, True),
        ({"extension": ["1001"]}, False),
        ({"direction": ["inbound"], "number": ["+4930*"], "extension": ["1000"]}, True),
        ({"direction": ["inbound"], "number": ["+4940*"], "extension": ["1000"]}, False),
    ],
)
async def test_options_narrow_what_fires(
    hass: HomeAssistant,
    office: PuppetPbx,
    automate: Automate,
    options: dict[str, Any],
    fires: bool,
) -> None:
    """All that are given must hold; a number is the same in all forms."""
    hass.config.country = "DE"
    ran = await automate("call_ringing", [HUBS], **options)

    rings(office)
    await settled(hass, office)

    assert bool(ran) is fires


async def test_a_call_that_rings_many_phones_can_count_once(
    hass: HomeAssistant, office: PuppetPbx, automate: Automate
) -> None:
    """Each phone is a happening, and the next call is another one."""
    ran = await automate("call_missed", EVERYBODY, once_per_call=True)

    for call in ("1", "2"):
        rings(office, call=call)
        rings(office, call=call, to="1001")
        gives_up(office, call)
    await settled(hass, office)

    assert len(ran) == 2


async def test_each_phone_fires_unless_told_otherwise(
    hass: HomeAssistant, office: PuppetPbx, automate: Automate
) -> None:
    """A light above each phone needs both."""
    ran = await automate("call_missed", EVERYBODY)

    rings(office)
    rings(office, to="1001")
    gives_up(office)
    await settled(hass, office)

    assert sorted(call.data["entity"] for call in ran) == [ANNAS, "event.tom_keller_call"]


async def test_a_key_is_waited_for(
    hass: HomeAssistant, office: PuppetPbx, automate: Automate
) -> None:
    """And no other key."""
    ran = await automate("key_pressed", [HUBS], key=["1"])
    office.call(LegState.TALKING)

    for key in ("2", "1"):
        party = Party(extension=ANNA)
        office.happen(KeyPressed(id=office.id(), at=office.clock, call=CALL, party=party, key=key))
    await settled(hass, office)

    assert len(ran) == 1


async def test_a_call_that_waits_outside_is_told(
    hass: HomeAssistant, office: PuppetPbx, automate: Automate
) -> None:
    """By the trunk that it came over."""
    ran = await automate("inbound_request", [HUBS], trunk=["SIP-1"])

    rings(office)
    deadline = office.clock + 10
    office.happen(InboundRequested(id=office.id(), at=office.clock, call=CALL, deadline=deadline))
    await until(hass, lambda: ran, "the trigger")

    assert ran[0].data["number"] == f"from {OUTSIDE}"


async def test_other_happenings_have_their_triggers(
    hass: HomeAssistant, office: PuppetPbx, automate: Automate
) -> None:
    """An end is an end, and not a failure."""
    ended = await automate("call_ended", EVERYBODY)

    office.call(LegState.TALKING)
    office.tell(CallEnded(call=CALL, at=office.clock))
    await settled(hass, office)

    assert len(ended) == 1


async def test_a_failure_is_told(
    hass: HomeAssistant, office: PuppetPbx, automate: Automate
) -> None:
    """With its own trigger."""
    ran = await automate("call_failed", EVERYBODY)

    office.call(LegState.RINGING)
    office.tell(CallEnded(call=CALL, at=office.clock, cause=Cause.FAILED))
    await settled(hass, office)

    assert len(ran) == 1


@pytest.mark.parametrize(
    ("options", "times"),
    [
        ({}, 2),
        ({"to": ["ringing"]}, 1),
        ({"from": ["ringing"], "to": ["in_call"]}, 1),
        ({"from": ["idle"], "to": ["in_call"]}, 0),
    ],
)
async def test_the_status_of_an_extension_is_followed(
    hass: HomeAssistant,
    office: PuppetPbx,
    automate: Automate,
    options: dict[str, Any],
    times: int,
) -> None:
    """From any or some states, to any or some others; a trunk has a status of its own."""
    trunk = "sensor.trunk_gsm_1_status"
    ran = await automate(
        "extension_status_changed", ["sensor.anna_berger_status", trunk], **options
    )

    office.call(LegState.RINGING)
    office.call(LegState.TALKING)
    await settled(hass, office)

    assert len(ran) == times


async def test_a_presence_is_followed(
    hass: HomeAssistant, office: PuppetPbx, automate: Automate
) -> None:
    """A note alone is no change of it."""
    away = Presence(activity=Activity.AWAY)
    office.tell(PresenceIs(id=ANNA, presence=Presence(activity=Activity.AVAILABLE)))
    await until_state(hass, "sensor.anna_berger_presence", "available")
    ran = await automate("presence_changed", ["sensor.anna_berger_presence"], to=["away"])

    office.tell(PresenceIs(id=ANNA, presence=away))
    office.tell(PresenceIs(id=ANNA, presence=Presence(activity=Activity.AWAY, note="Lunch")))
    await settled(hass, office)

    assert len(ran) == 1


@pytest.mark.parametrize(("trigger", "wanted"), [("trunk_down", ["down"]), ("trunk_up", ["up"])])
async def test_a_trunk_that_comes_or_goes_is_told(
    hass: HomeAssistant,
    office: PuppetPbx,
    automate: Automate,
    trigger: str,
    wanted: list[str],
) -> None:
    """Being busy is being up, and registering is neither."""
    ran = await automate(trigger, ["sensor.trunk_sip_1_status", "sensor.anna_berger_status"])

    for status in ("busy", "down", "fault", "registering", "up", "busy"):
        line = office.trunks[1]
        office.tell(
            TrunkIs(
                trunk=Trunk(
                    id=line.id,
                    name=line.name,
                    kind=line.kind,
                    status=TrunkStatus(status),
                    detail=status,
                )
            )
        )
    await settled(hass, office)

    assert [call.data["to"] for call in ran] == wanted


async def test_a_restart_is_told(
    hass: HomeAssistant, office: PuppetPbx, automate: Automate
) -> None:
    """And no other happening of the PBX itself."""
    ran = await automate("pbx_restarted", ["event.office_system", HUBS])

    for kind in (SystemEventType.CONFIGURATION_CHANGED, SystemEventType.STARTED):
        office.happen(SystemHappened(id=office.id(), at=office.clock, type=kind))
    await settled(hass, office)

    assert len(ran) == 1


async def test_an_automation_may_come_before_the_pbx(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup, automate: Automate
) -> None:
    """It starts to fire once the entities are there."""
    ran = await automate("call_ringing", [ANNAS])
    await setup(puppet.entry())

    rings(puppet)
    await until(hass, lambda: ran, "the trigger")


async def test_every_trigger_that_the_product_names_is_there() -> None:
    """The names are typed into automations, so they are fixed."""
    assert set(TRIGGERS) == {
        "call_ringing",
        "call_answered",
        "call_missed",
        "call_ended",
        "call_failed",
        "key_pressed",
        "inbound_request",
        "extension_status_changed",
        "presence_changed",
        "trunk_down",
        "trunk_up",
        "pbx_restarted",
    }


@pytest.mark.parametrize(
    ("number", "dialled"),
    [
        ("+49301234567", "+49301234567"),
        (49301234567, "+49301234567"),
        ("49301234567", "49301234567"),
        (1001, "1001"),
        (301234567, "301234567"),
    ],
)
async def test_a_number_keeps_its_plus_on_the_way_through_a_template(
    hass: HomeAssistant, office: PuppetPbx, number: str | int, dialled: str
) -> None:
    """Home Assistant makes a whole number of a template that looks like one."""
    hass.config.country = "DE"
    data = {"entity_id": "sensor.anna_berger_status", "number": number}

    await hass.services.async_call("pbx", "dial", data, blocking=True)

    assert [each.number for each in office.asked if isinstance(each, Dial)] == [dialled]
