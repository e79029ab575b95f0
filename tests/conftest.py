"""What all tests share.

Pure tests (tests/telephony, tests/vendors, tests/simulator) ask for nothing of Home Assistant and pay
nothing for it; only the import below concerns them. Whoever asks for `hass` gets our integration loaded
from this checkout. Servers on loopback need the fixture `socket_enabled`.
"""

import pytest
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

# Home Assistant's test plugin brings a package of this name, too; whichever comes first wins.
import custom_components  # noqa: F401


@pytest.fixture(autouse=True)
def _our_integration(request: pytest.FixtureRequest) -> None:
    """Let Home Assistant find custom integrations, in the tests that have one."""
    if "hass" not in request.fixturenames:
        return
    if "recorder_mock" in request.fixturenames:
        # It insists on being set up before `hass`.
        request.getfixturevalue("recorder_mock")
    request.getfixturevalue("enable_custom_integrations")


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Write snapshots the way Home Assistant does."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)
