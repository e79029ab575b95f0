"""By which way a PBX reaches us: what is offered, what is proposed, what is refused."""

from collections.abc import Iterator
import socket
from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import (
    CONF_REPORT_PORT,
    CONF_TRANSPORT,
    CONF_VENDOR,
    DOMAIN,
    TRANSPORT_LISTENER,
)
from custom_components.pbx.flow_reports import async_own_address
from simulator import Office, YeastarPbx

from .conftest import typed_for
from .talk import Result, Talk, selector_of, suggested


@pytest.fixture
def taken() -> Iterator[int]:
    """Give a port that somebody has."""
    with socket.socket() as somebody:
        somebody.bind(("0.0.0.0", 0))
        somebody.listen()
        yield somebody.getsockname()[1]


def listening_at(port: int) -> MockConfigEntry:
    """Give the entry of another PBX, switched off for now."""
    data = {CONF_VENDOR: "yeastar", CONF_TRANSPORT: TRANSPORT_LISTENER, CONF_REPORT_PORT: port}
    disabled = ConfigEntryDisabler.USER
    return MockConfigEntry(domain=DOMAIN, unique_id="other", disabled_by=disabled, data=data)


async def reach_reports(talk: Talk, pbx: YeastarPbx) -> Result:
    """Go on until the form for reports."""
    await talk.choose("yeastar")
    form = await talk.answer(**typed_for(pbx))
    assert form["step_id"] == "reports"
    return form


def ways(form: Result) -> list[Any]:
    """List the transports on offer."""
    options: list[Any] = selector_of(form, "transport").config["options"]
    return options


async def test_the_webhook_is_offered_where_we_serve_plain_http(
    talk: Talk, yeastar: YeastarPbx
) -> None:
    """The PBX posts plain HTTP, whatever its own pages speak."""
    assert ways(await reach_reports(talk, yeastar)) == ["webhook", "listener"]


async def test_the_webhook_is_not_offered_behind_https(
    hass: HomeAssistant, talk: Talk, yeastar: YeastarPbx
) -> None:
    """Our own port is all that is left."""
    await talk.choose("yeastar")
    assert hass.config.api
    hass.config.api.use_ssl = True

    form = await talk.answer(**typed_for(yeastar))

    assert ways(form) == ["listener"]
    assert suggested(form)["report_port"] == 8260


async def test_a_port_of_our_own(
    hass: HomeAssistant, talk: Talk, yeastar: YeastarPbx, free_port: int
) -> None:
    """A free port is taken as it is; other entries have others."""
    listening_at(free_port + 1).add_to_hass(hass)
    await reach_reports(talk, yeastar)

    done = await talk.answer(transport="listener", report_host="127.0.0.1", report_port=free_port)

    assert done["data"]["transport"] == "listener"
    assert done["data"]["report_port"] == free_port
    assert yeastar.destination
    assert yeastar.destination.port == free_port
    assert yeastar.destination.path == f"/{done['data'][CONF_WEBHOOK_ID]}"


async def test_a_port_that_is_taken_is_refused(talk: Talk, yeastar: YeastarPbx, taken: int) -> None:
    """It is tried before anything is kept."""
    await reach_reports(talk, yeastar)

    form = await talk.answer(transport="listener", report_host="127.0.0.1", report_port=taken)

    assert form["errors"] == {"report_port": "port_in_use"}
    assert suggested(form)["report_port"] == taken


async def test_the_port_of_home_assistant_is_not_ours_to_listen_on(
    talk: Talk, yeastar: YeastarPbx
) -> None:
    """Who switches the way and leaves the port finds the right one filled in."""
    form = await reach_reports(talk, yeastar)

    form = await talk.answer(**{**suggested(form), "transport": "listener"})
    assert form["errors"] == {"report_port": "port_in_use"}
    assert suggested(form)["report_port"] == 8260
    done = await talk.answer(**{**suggested(form), "transport": "webhook"})

    assert done["data"]["transport"] == "webhook"
    assert done["data"]["report_port"] == 8123


async def test_a_forwarded_port_is_left_alone(talk: Talk, yeastar: YeastarPbx) -> None:
    """Only a port that was left standing is corrected."""
    form = await reach_reports(talk, yeastar)

    done = await talk.answer(**{**suggested(form), "report_port": 80})

    assert done["data"]["report_port"] == 80


async def test_a_port_that_another_entry_listens_on_is_refused(
    hass: HomeAssistant, talk: Talk, yeastar: YeastarPbx, free_port: int
) -> None:
    """Also while that entry is not running."""
    listening_at(free_port).add_to_hass(hass)
    await reach_reports(talk, yeastar)

    form = await talk.answer(transport="listener", report_host="127.0.0.1", report_port=free_port)

    assert form["errors"] == {"report_port": "port_in_use"}


@pytest.mark.parametrize("address", ["homeassistant.local", "::1", ""])
async def test_the_pbx_wants_an_ipv4_address(talk: Talk, yeastar: YeastarPbx, address: str) -> None:
    """What else it would take is not documented."""
    form = await reach_reports(talk, yeastar)

    form = await talk.answer(**{**suggested(form), "report_host": address})

    assert form["errors"] == {"report_host": "invalid_address"}


async def test_our_address_is_guessed_where_there_is_no_way_by_ipv4(
    hass: HomeAssistant, talk: Talk
) -> None:
    """Our address in the network is the best proposal left."""
    assert await async_own_address(hass, {"host": "::1", "port": 8088}) == "10.10.10.10"


async def test_each_entry_has_a_path_of_its_own(
    hass: HomeAssistant, talk: Talk, yeastar: YeastarPbx
) -> None:
    """It is as secret as it is random."""
    form = await reach_reports(talk, yeastar)
    first = (await talk.answer(**suggested(form)))["data"][CONF_WEBHOOK_ID]
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    await hass.config_entries.async_remove(entry.entry_id)

    form = await reach_reports(talk, yeastar)
    second = (await talk.answer(**suggested(form)))["data"][CONF_WEBHOOK_ID]

    assert first != second


async def test_a_pbx_that_names_no_path_needs_a_port_of_its_own(
    talk: Talk, office: Office, free_port: int
) -> None:
    """The copy posts to no path at all, so no webhook could ever be meant."""
    async with YeastarPbx(office, api="v0.0.1") as pbx:
        form = await reach_reports(talk, pbx)
        assert suggested(form)["transport"] == "listener"
        assert suggested(form)["report_port"] == 8260

        form = await talk.answer(transport="webhook", report_host="127.0.0.1", report_port=8123)
        assert form["errors"] == {"transport": "webhook_without_path"}
        done = await talk.answer(
            transport="listener", report_host="127.0.0.1", report_port=free_port
        )

        assert done["data"]["transport"] == "listener"
        assert pbx.destination
        assert pbx.destination.path == ""
