"""A PBX that asks for its address is recognized by the maker of its network card, and by its API."""

from dataclasses import replace
from typing import Any

from aiohttp import web
from homeassistant.config_entries import SOURCE_IGNORE
from homeassistant.const import CONF_MAC
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_aiohttp import AiohttpServer
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import DOMAIN
from custom_components.pbx.telephony.vendors import VENDORS
from simulator import YeastarPbx

from .conftest import AnyPbx, kind_of, typed_for
from .talk import Talk, suggested

YEASTAR = "f4b5490a1b2c"
INNOVAPHONE = "0090330a1b2c"
MACS = {"yeastar": YEASTAR, "innovaphone": INNOVAPHONE}


def put(monkeypatch: pytest.MonkeyPatch, vendor: str, *ports: int) -> None:
    """Let a vendor be looked for at these ports."""
    known = VENDORS[vendor]
    assert known.recognition is not None
    places = tuple(("http", port) for port in ports)
    here = replace(known.recognition, places=places)
    monkeypatch.setitem(VENDORS, vendor, replace(known, recognition=here))


@pytest.fixture
def in_place(monkeypatch: pytest.MonkeyPatch, pbx: AnyPbx) -> AnyPbx:
    """Let each PBX in turn be looked for where it is; at the first port nobody answers."""
    put(monkeypatch, kind_of(pbx), 1, pbx.port)
    return pbx


@pytest.fixture
def yeastar_in_place(monkeypatch: pytest.MonkeyPatch, yeastar: YeastarPbx) -> None:
    """Let the Yeastar be looked for where it is."""
    put(monkeypatch, "yeastar", yeastar.port)


@pytest.mark.usefixtures("yeastar_in_place")
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
    assert done["data"][CONF_MAC] == "f4:b5:49:0a:1b:2c"


async def test_a_pbx_is_found_by_its_api(talk: Talk, in_place: AnyPbx) -> None:
    """It answers, and has seen no login."""
    form = await talk.discover("127.0.0.1", MACS[kind_of(in_place)])

    assert form["step_id"] == kind_of(in_place)
    assert not in_place.logins


async def test_what_is_silent_is_no_pbx(talk: Talk, in_place: AnyPbx) -> None:
    """It may be a telephone without any web pages."""
    await in_place.stop()

    done = await talk.discover("127.0.0.1", MACS[kind_of(in_place)])

    assert done["reason"] == "not_supported"


@pytest.mark.parametrize("vendor", MACS)
@pytest.mark.parametrize(
    "answer",
    [
        {"status": 404},
        {"text": "<html>Telephone</html>"},
        {"text": '["status"]'},
        {"text": '{"errcode": 10001}'},
        {"text": "[" * 4000},
        {"text": '{"status": "' + "x" * 5000},
    ],
    ids=["nothing", "a page", "a list", "another family", "a depth", "a flood"],
)
async def test_other_products_of_the_maker_are_no_pbx(
    *,
    talk: Talk,
    aiohttp_server: AiohttpServer,
    monkeypatch: pytest.MonkeyPatch,
    vendor: str,
    answer: dict[str, Any],
) -> None:
    """Telephones and gateways have web pages, too."""

    async def serve(request: web.Request) -> web.Response:
        return web.Response(**answer)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", serve)
    server = await aiohttp_server(app)
    assert server.port
    put(monkeypatch, vendor, server.port)

    done = await talk.discover("127.0.0.1", MACS[vendor])

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
