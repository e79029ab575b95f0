"""Switches: how an extension treats its calls, set from here and changed only by the PBX."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from unittest.mock import patch

from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    EntityCategory,
    Platform,
)
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.pbx.telephony.commands import (
    Command,
    SetDoNotDisturb,
    SetForward,
    SetRingMobile,
)
from custom_components.pbx.telephony.errors import CommandRefused
from custom_components.pbx.telephony.facts import ExtensionIs
from custom_components.pbx.telephony.model import Capability, Hook
from custom_components.pbx.telephony.settings import (
    ExtensionSettings,
    Forward,
    Forwarding,
    ForwardKind,
    ForwardTarget,
)
from simulator import Office

from .conftest import Setup
from .puppet import ANNA, CHOSEN, TOM, PuppetPbx
from .waiting import shown, there, until_state

DND = "switch.anna_berger_do_not_disturb"
NAMES = {
    "do_not_disturb": "do_not_disturb",
    "forward_always": "forward_always",
    "forward_busy": "forward_when_busy",
    "forward_no_answer": "forward_when_not_answered",
    "ring_mobile": "ring_mobile_too",
}
ON = Forward(active=True)


@pytest.fixture(autouse=True)
def only_switches() -> Iterator[None]:
    """Load this platform alone."""
    with patch("custom_components.pbx.PLATFORMS", [Platform.SWITCH]):
        yield


async def turn(
    hass: HomeAssistant, entity_id: str, *, on: bool, context: Context | None = None
) -> None:
    """Switch something on or off."""
    service = SERVICE_TURN_ON if on else SERVICE_TURN_OFF
    await hass.services.async_call(
        SWITCH_DOMAIN, service, {ATTR_ENTITY_ID: entity_id}, blocking=True, context=context
    )


async def test_settings_are_shown_and_belong_to_the_configuration(
    hass: HomeAssistant, entity_registry: er.EntityRegistry, puppet: PuppetPbx, setup: Setup
) -> None:
    """What the PBX tells of is on or off; what it does not tell of is unavailable."""
    await setup(puppet.entry())

    states = shown(hass)
    assert {key: states[f"switch.anna_berger_{name}"] for key, name in NAMES.items()} == {
        "do_not_disturb": STATE_OFF,
        "forward_always": STATE_OFF,
        "forward_busy": STATE_ON,
        "forward_no_answer": STATE_OFF,
        "ring_mobile": STATE_OFF,
    }
    assert {states[f"switch.tom_keller_{name}"] for name in NAMES.values()} == {STATE_UNAVAILABLE}
    found = entity_registry.async_get(DND)
    assert found is not None
    assert found.entity_category is EntityCategory.CONFIG


@pytest.mark.parametrize(
    ("key", "command", "told"),
    [
        (
            "do_not_disturb",
            SetDoNotDisturb(extension=ANNA, on=True),
            replace(CHOSEN, do_not_disturb=True),
        ),
        (
            "forward_always",
            SetForward(extension=ANNA, when=Forwarding.ALWAYS, active=True),
            replace(CHOSEN, always=ON),
        ),
        (
            "forward_no_answer",
            SetForward(extension=ANNA, when=Forwarding.NO_ANSWER, active=True),
            replace(CHOSEN, no_answer=ON),
        ),
        (
            "ring_mobile",
            SetRingMobile(extension=ANNA, on=True),
            replace(CHOSEN, ring_mobile=True),
        ),
    ],
    ids=["do not disturb", "forward always", "forward no answer", "ring mobile"],
)
async def test_a_switch_moves_when_the_pbx_says_so(
    hass: HomeAssistant,
    *,
    puppet: PuppetPbx,
    setup: Setup,
    key: str,
    command: Command,
    told: ExtensionSettings,
) -> None:
    """Turning it on asks the PBX; only its word moves the switch."""
    await setup(puppet.entry())
    switch = f"switch.anna_berger_{NAMES[key]}"

    await turn(hass, switch, on=True)
    await hass.async_block_till_done()
    assert puppet.asked == [command]
    assert there(hass, switch).state == STATE_OFF

    puppet.chooses(told)
    await until_state(hass, switch, STATE_ON)


async def test_a_forwarding_is_switched_off_by_itself(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """The others stay, and so does its target."""
    await setup(puppet.entry())
    switch = "switch.anna_berger_forward_when_busy"

    await turn(hass, switch, on=False)

    assert puppet.asked == [SetForward(extension=ANNA, when=Forwarding.BUSY, active=False)]
    puppet.chooses(replace(CHOSEN, busy=Forward(active=False)))
    await until_state(hass, switch, STATE_OFF)


async def test_settings_that_become_known_become_available(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """Each by itself."""
    await setup(puppet.entry())

    puppet.chooses(ExtensionSettings(do_not_disturb=True), TOM)

    await until_state(hass, "switch.tom_keller_do_not_disturb", STATE_ON)
    assert there(hass, "switch.tom_keller_ring_mobile_too").state == STATE_UNAVAILABLE


async def test_what_is_no_setting_wakes_no_switch(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """An extension has many entities; a ringing phone concerns few of them."""
    await setup(puppet.entry())
    before = there(hass, DND)
    written = before.last_reported

    puppet.tell(ExtensionIs(id=ANNA, hook=Hook.RINGING))
    puppet.chooses(replace(CHOSEN, ring_mobile=True))
    await until_state(hass, "switch.anna_berger_ring_mobile_too", STATE_ON)

    assert there(hass, DND).last_reported == written


async def test_a_refusal_leaves_the_switch_as_it_is(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """Who switched is told why."""
    await setup(puppet.entry())
    puppet.answer = CommandRefused("refused", "10004")

    with pytest.raises(HomeAssistantError, match="10004"):
        await turn(hass, DND, on=True)

    assert there(hass, DND).state == STATE_OFF


async def test_without_the_flag_there_is_no_switch(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """A PBX that does not tell of settings has none here."""
    puppet.capabilities = Capability.CALLS

    await setup(puppet.entry())

    assert not hass.states.async_entity_ids()


@pytest.mark.parametrize(
    ("able", "keys"),
    [
        (Capability.DO_NOT_DISTURB, {"do_not_disturb"}),
        (Capability.RING_MOBILE, {"ring_mobile"}),
        (Capability.FORWARDING, {"forward_always", "forward_busy", "forward_no_answer"}),
    ],
    ids=["do not disturb", "ring mobile", "forwarding"],
)
async def test_each_switch_is_there_where_the_pbx_has_it(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup, able: Capability, keys: set[str]
) -> None:
    """Few PBXs have all of them."""
    puppet.capabilities = able

    await setup(puppet.entry())

    there_are = {name for name in hass.states.async_entity_ids() if "anna_berger" in name}
    assert there_are == {f"switch.anna_berger_{NAMES[key]}" for key in keys}


async def test_switches_are_unavailable_while_the_link_is_down(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """They come back with what the PBX says then."""
    await setup(puppet.entry())
    puppet.people[ANNA] = replace(
        puppet.people[ANNA], settings=replace(CHOSEN, do_not_disturb=True)
    )

    puppet.lose()
    await until_state(hass, DND, STATE_UNAVAILABLE)

    await until_state(hass, DND, STATE_ON)


async def test_the_yeastar_is_set_from_here_and_followed(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """What is switched here is so on the PBX, and then here."""
    await setup(yeastar_entry)
    await until_state(hass, DND, STATE_OFF)

    await turn(hass, DND, on=True)
    assert office.person("1000").do_not_disturb
    await until_state(hass, DND, STATE_ON)

    await turn(hass, "switch.anna_berger_forward_when_busy", on=False)
    assert not office.person("1000").forward_busy.on
    await until_state(hass, "switch.anna_berger_forward_when_busy", STATE_OFF)


@pytest.mark.parametrize(
    ("target", "costs"),
    [
        (ForwardTarget(kind=ForwardKind.NUMBER, number="+4930123456"), True),
        (ForwardTarget(kind=ForwardKind.NUMBER, number="1001"), False),
        (ForwardTarget(kind=ForwardKind.VOICEMAIL), False),
    ],
    ids=["outside", "a colleague", "voicemail"],
)
async def test_only_administrators_let_calls_go_outside(
    hass: HomeAssistant,
    *,
    puppet: PuppetPbx,
    setup: Setup,
    hass_admin_user: MockUser,
    target: ForwardTarget,
    costs: bool,
) -> None:
    """A forwarding that somebody has prepared costs money once it is on; off it is for everybody."""
    switch = "switch.anna_berger_forward_always"
    user = MockUser(is_owner=False).add_to_hass(hass)
    user.mock_policy({"entities": True})
    await setup(puppet.entry())
    puppet.chooses(replace(CHOSEN, always=Forward(active=False, target=target), ring_mobile=True))
    await until_state(hass, "switch.anna_berger_ring_mobile_too", STATE_ON)
    own, theirs = Context(user_id=user.id), Context(user_id=hass_admin_user.id)

    with pytest.raises(Unauthorized) if costs else nullcontext():
        await turn(hass, switch, on=True, context=own)
    assert bool(puppet.asked) is not costs

    puppet.asked.clear()
    await turn(hass, switch, on=False, context=own)
    await turn(hass, switch, on=True, context=theirs)
    await turn(hass, switch, on=True)
    assert len(puppet.asked) == 3
