"""A PBX that asks for its address is recognized by the maker of its network card."""

from homeassistant.config_entries import SOURCE_IGNORE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx import discovery
from custom_components.pbx.const import DOMAIN
from simulator import InnovaphonePbx, YeastarPbx

from .conftest import typed_for
from .talk import Talk, suggested

YEASTAR = "f4b5490a1b2c"
INNOVAPHONE = "0090330a1b2c"


@pytest.fixture
def web_port(monkeypatch: pytest.MonkeyPatch, innovaphone: InnovaphonePbx) -> None:
    """Let the innovaphone be found at its port, in place of 443."""
    monkeypatch.setattr(discovery, "WEB_PORTS", (innovaphone.port,))


async def test_a_yeastar_is_found_and_set_up(
    hass: HomeAssistant, talk: Talk, yeastar: YeastarPbx
) -> None:
    """Its address is filled in; its serial number takes the place of the card's."""
    form = await talk.discover("127.0.0.1", YEASTAR)
    assert form["step_id"] == "yeastar"
    assert suggested(form) == suggested(await talk.reload()) == {"host": "127.0.0.1"}
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["title_placeholders"] == {"name": "Yeastar S-Series (127.0.0.1)"}

    form = await talk.answer(**typed_for(yeastar))
    done = await talk.answer(**suggested(form))

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["result"].unique_id == yeastar.serial


@pytest.mark.usefixtures("web_port")
async def test_an_innovaphone_is_found(talk: Talk) -> None:
    """It serves web pages."""
    form = await talk.discover("127.0.0.1", INNOVAPHONE)

    assert form["step_id"] == "innovaphone"


@pytest.mark.usefixtures("web_port")
async def test_a_telephone_is_no_pbx(talk: Talk, innovaphone: InnovaphonePbx) -> None:
    """The maker of the card builds telephones, too."""
    await innovaphone.stop()

    done = await talk.discover("127.0.0.1", INNOVAPHONE)

    assert done["reason"] == "not_supported"


async def test_other_makers_are_none_of_ours(talk: Talk) -> None:
    """Home Assistant also tells of devices that it knows already."""
    done = await talk.discover("127.0.0.1", "020000000001")

    assert done["reason"] == "not_supported"


async def test_a_pbx_that_is_set_up_is_not_found_again(
    hass: HomeAssistant, talk: Talk, yeastar_entry: MockConfigEntry
) -> None:
    """Its address is known."""
    yeastar_entry.add_to_hass(hass)

    done = await talk.discover("127.0.0.1", YEASTAR)

    assert done["reason"] == "already_configured"


async def test_a_pbx_that_somebody_ignores_stays_ignored(hass: HomeAssistant, talk: Talk) -> None:
    """Under whatever address it comes."""
    ignored = MockConfigEntry(
        domain=DOMAIN, unique_id="f4:b5:49:0a:1b:2c", source=SOURCE_IGNORE, data={}
    )
    ignored.add_to_hass(hass)

    done = await talk.discover("127.0.0.1", YEASTAR)

    assert done["reason"] == "already_configured"
