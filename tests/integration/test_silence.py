"""A lock-out is waited for to the end, whoever asks and whatever is restarted meanwhile."""

import time
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.connection import async_probe
from custom_components.pbx.const import CONF_LOCKED_UNTIL, DOMAIN
from custom_components.pbx.telephony.errors import LockedOut
from simulator import YeastarPbx
from simulator.faults import Errno

from .conftest import Setup, entry_for_yeastar


async def test_a_lock_out_outlives_a_restart(
    hass: HomeAssistant, yeastar: YeastarPbx, setup: Setup
) -> None:
    """A restart knows what is stored, and sends nothing before the time has come."""
    yeastar.faults.requests.add(Errno("20002"), on="login", times=None)
    entry = await setup(entry_for_yeastar(yeastar))
    assert entry.state is ConfigEntryState.SETUP_RETRY
    until = entry.data[CONF_LOCKED_UNTIL]
    assert 600 < until - time.time() <= 660
    asked = len(yeastar.requests)
    await hass.config_entries.async_remove(entry.entry_id)
    hass.data.pop("pbx_manners")

    again = MockConfigEntry(domain=DOMAIN, data=dict(entry.data), unique_id=yeastar.serial)
    await setup(again)

    assert again.state is ConfigEntryState.SETUP_RETRY
    assert again.error_reason_translation_key == "locked_out"
    assert again.data[CONF_LOCKED_UNTIL] == pytest.approx(until, abs=2)
    assert len(yeastar.requests) == asked
    with pytest.raises(LockedOut):
        await async_probe(hass, entry.data)


@pytest.mark.parametrize(
    ("ahead", "is_silent"), [(-1.0, False), (300.0, True), (10**7, True)], ids=str
)
async def test_a_silence_that_is_over_is_forgotten(
    hass: HomeAssistant, yeastar: YeastarPbx, setup: Setup, ahead: float, is_silent: bool
) -> None:
    """And a clock that was wrong keeps nobody out for longer than any PBX does."""
    stored: dict[str, Any] = {CONF_LOCKED_UNTIL: time.time() + ahead}

    entry = await setup(entry_for_yeastar(yeastar, **stored))

    if is_silent:
        assert entry.state is ConfigEntryState.SETUP_RETRY
        assert entry.data[CONF_LOCKED_UNTIL] - time.time() <= 900
        assert not yeastar.requests
    else:
        assert entry.state is ConfigEntryState.LOADED
        assert CONF_LOCKED_UNTIL not in entry.data
