"""A PBX that turns out to do more than at first: the entry is set up anew, once."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from custom_components.pbx.telephony.facts import PbxIs
from custom_components.pbx.telephony.model import Capability, PbxInfo

from .conftest import Setup
from .puppet import KEY, PuppetPbx
from .waiting import soon, until, until_state

DND = "switch.anna_berger_do_not_disturb"


def can(able: Capability) -> PbxIs:
    """Tell what the PBX can do."""
    return PbxIs(info=PbxInfo(id=KEY, vendor=KEY, name="Office", capabilities=able))


async def test_what_can_be_done_later_gets_its_entities(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """A slow interface answers late, or an administrator ticks it."""
    puppet.capabilities = Capability.CALLS
    await setup(puppet.entry())
    assert hass.states.get(DND) is None

    puppet.capabilities |= Capability.DO_NOT_DISTURB
    puppet.tell(can(puppet.capabilities))

    await until_state(hass, DND, "off")


async def test_also_when_it_is_found_after_a_loss(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """A PBX with new software comes back able to do more."""
    puppet.capabilities = Capability.CALLS
    await setup(puppet.entry())

    puppet.capabilities |= Capability.DO_NOT_DISTURB
    puppet.lose()

    await until_state(hass, DND, "off")


async def test_one_setup_is_enough(hass: HomeAssistant, puppet: PuppetPbx, setup: Setup) -> None:
    """However often the PBX says so, and whatever it cannot do for a while."""
    puppet.capabilities = Capability.CALLS
    entry = await setup(puppet.entry())
    first = entry.runtime_data

    puppet.tell(can(Capability(0)), can(Capability.CALLS))
    puppet.tell(can(Capability.CALLS))
    puppet.lose()
    await soon(lambda: first.state.link.epoch == 2, "the link to come back")
    await hass.async_block_till_done()
    assert entry.runtime_data is first

    puppet.capabilities |= Capability.HOLD
    puppet.tell(can(puppet.capabilities))
    puppet.tell(can(puppet.capabilities))
    await until(hass, lambda: entry.runtime_data is not first, "another setup")
    await hass.async_block_till_done()
    second = entry.runtime_data
    await hass.async_block_till_done()
    assert entry.runtime_data is second
    assert entry.state is ConfigEntryState.LOADED
