"""A PBX with more extensions than Home Assistant enables entities for."""

from collections import Counter

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from simulator import Office, YeastarPbx

from .conftest import Setup, entry_for_yeastar


@pytest.fixture
def office() -> Office:
    """Make it larger than Home Assistant would take whole."""
    return Office.of_size(4_800)


async def test_every_extension_has_a_status(
    hass: HomeAssistant, yeastar: YeastarPbx, setup: Setup, caplog: pytest.LogCaptureFixture
) -> None:
    """What does not fit begins disabled; it is never the status, and the PBX tells all events."""
    caplog.set_level("WARNING")

    entry = await setup(entry_for_yeastar(yeastar))

    registered = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    enabled = Counter(each.translation_key for each in registered if not each.disabled)
    assert enabled["status"] == 4_800 + len(entry.runtime_data.state.trunks)
    assert enabled["call"] == 1
    assert enabled["registered"] == 0
    assert Counter(each.translation_key for each in registered)["registered"] == 4_800
    assert "Reached the maximum" not in caplog.text
