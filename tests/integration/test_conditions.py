"""Conditions of our own: what an extension does, what a person shows, whether a trunk is up."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import condition, config_validation as cv
import pytest

from custom_components.pbx.condition import CONDITIONS
from custom_components.pbx.telephony.facts import ExtensionIs, PresenceIs, TrunkIs
from custom_components.pbx.telephony.model import (
    Activity,
    Hook,
    LegState,
    Presence,
    Trunk,
    TrunkStatus,
)

from .conftest import Setup
from .puppet import ANNA, PuppetPbx
from .waiting import until_state

STATUS = "sensor.anna_berger_status"
TOMS = "sensor.tom_keller_status"
PRESENCE = "sensor.anna_berger_presence"
TRUNK = "sensor.trunk_sip_1_status"


@pytest.fixture
async def office(puppet: PuppetPbx, setup: Setup) -> PuppetPbx:
    """Give a PBX that is set up."""
    await setup(puppet.entry())
    return puppet


async def holds(hass: HomeAssistant, key: str, entities: list[str], **options: Any) -> bool:
    """Test a condition as an automation does."""
    config = {
        "condition": f"pbx.{key}",
        "target": {"entity_id": entities},
        "options": options,
    }
    validated = await condition.async_validate_condition_config(hass, cv.CONDITION_SCHEMA(config))
    checker = await condition.async_from_config(hass, validated)
    try:
        return bool(checker.async_check())
    finally:
        checker.async_unload()


@pytest.mark.parametrize("key", ["is_idle", "is_ringing", "is_in_call", "is_offline"])
@pytest.mark.parametrize(
    ("state", "is_so"),
    [("idle", "is_idle"), ("ringing", "is_ringing"), ("in_call", "is_in_call"),
     ("on_hold", "is_in_call"), ("offline", "is_offline"), ("fault", "none of them")],
)  # fmt: skip
async def test_what_an_extension_does_is_one_of_these(
    hass: HomeAssistant, office: PuppetPbx, key: str, state: str, is_so: str
) -> None:
    """Keeping somebody on hold is being in a call."""
    match state:
        case "ringing":
            office.call(LegState.RINGING)
        case "in_call" | "on_hold":
            office.call(LegState.TALKING, held=state == "on_hold")
        case "offline":
            office.tell(ExtensionIs(id=ANNA, registered=False))
        case "fault":
            office.tell(ExtensionIs(id=ANNA, hook=Hook.FAULT))
    await until_state(hass, STATUS, state)

    assert await holds(hass, key, [STATUS]) is (key == is_so)


async def test_of_several_any_or_all_can_be_asked_for(
    hass: HomeAssistant, office: PuppetPbx
) -> None:
    """A trunk among them has no such status, and does not count."""
    office.tell(ExtensionIs(id=ANNA, registered=False))
    await until_state(hass, STATUS, "offline")

    both = [STATUS, TOMS, TRUNK]
    assert await holds(hass, "is_idle", both, behavior="any")
    assert not await holds(hass, "is_idle", both, behavior="all")
    assert await holds(hass, "is_idle", [TOMS, TRUNK], behavior="all")


@pytest.mark.parametrize(
    ("status", "is_up"),
    [("up", True), ("busy", True), ("registering", False), ("down", False), ("fault", False)],
)
async def test_a_trunk_is_up_or_not(
    hass: HomeAssistant, office: PuppetPbx, status: str, is_up: bool
) -> None:
    """One that is busy can be used."""
    line = office.trunks[1]
    office.tell(
        TrunkIs(
            trunk=Trunk(
                id=line.id,
                name=line.name,
                kind=line.kind,
                status=TrunkStatus(status),
                detail="",
            )
        )
    )
    await until_state(hass, TRUNK, status)

    assert await holds(hass, "trunk_is_up", [TRUNK]) is is_up


@pytest.mark.parametrize(("wanted", "is_so"), [(["away", "busy"], True), (["available"], False)])
async def test_a_presence_is_one_of_those_chosen(
    hass: HomeAssistant, office: PuppetPbx, wanted: list[str], is_so: bool
) -> None:
    """Also one of several."""
    office.tell(PresenceIs(id=ANNA, presence=Presence(activity=Activity.AWAY)))
    await until_state(hass, PRESENCE, "away")

    assert await holds(hass, "presence_is", [PRESENCE], presence=wanted) is is_so


async def test_a_presence_must_be_chosen(hass: HomeAssistant) -> None:
    """None at all would never hold."""
    with pytest.raises(Exception, match="presence"):
        await holds(hass, "presence_is", [PRESENCE], presence=[])


async def test_every_condition_that_the_product_names_is_there() -> None:
    """The names are typed into automations, so they are fixed."""
    assert set(CONDITIONS) == {
        "is_idle",
        "is_ringing",
        "is_in_call",
        "is_offline",
        "presence_is",
        "trunk_is_up",
    }
