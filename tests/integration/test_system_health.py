"""The page about the system shows what there is, and nothing that is personal."""

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import get_system_health_info

from custom_components.pbx.const import DOMAIN
from custom_components.pbx.telephony.model import LegState
from tests.architecture.source import translation

from .conftest import Setup
from .puppet import PuppetPbx
from .waiting import until_state


async def test_everything_is_counted(hass: HomeAssistant, puppet: PuppetPbx, setup: Setup) -> None:
    """While the PBX is there, and after it was lost."""
    assert await async_setup_component(hass, "system_health", {})
    await setup(puppet.entry())
    puppet.call(LegState.RINGING)
    await until_state(hass, "sensor.office_active_calls", "1")

    assert await get_system_health_info(hass, DOMAIN) == {
        "systems": 1,
        "connected": 1,
        "extensions": 2,
        "active_calls": 1,
    }

    puppet.lose()
    await until_state(hass, "binary_sensor.office_connection", "off")

    assert (await get_system_health_info(hass, DOMAIN))["connected"] == 0


async def test_each_number_has_a_name(hass: HomeAssistant) -> None:
    """In the words of the translations."""
    assert await async_setup_component(hass, "system_health", {})
    assert await async_setup_component(hass, DOMAIN, {})

    info = await get_system_health_info(hass, DOMAIN)

    assert set(info) == set(translation("en")["system_health"]["info"])
