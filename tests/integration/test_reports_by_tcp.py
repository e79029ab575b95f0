"""Reports over a connection that we open: offered where it exists, and kept out of where not."""

from collections.abc import AsyncIterator

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.flow_reports import DEFAULT_STREAM_PORT
from simulator import Office, YeastarPbx

from .conftest import Setup, entry_for_yeastar
from .talk import Talk, suggested
from .test_reports_step import reach_reports, ways
from .waiting import until


@pytest.fixture
async def streaming(socket_enabled: None, office: Office) -> AsyncIterator[YeastarPbx]:
    """Run a box that is set to send its reports over a connection of ours."""
    async with YeastarPbx(office, api="v2.0.0", reports_by="tcp") as pbx:
        yield pbx


@pytest.fixture
async def posting(socket_enabled: None, office: Office) -> AsyncIterator[YeastarPbx]:
    """Run a box of the same generation that posts its reports."""
    async with YeastarPbx(office, api="v2.0.0") as pbx:
        yield pbx


def entry_by(pbx: YeastarPbx, transport: str) -> MockConfigEntry:
    """Give an entry that expects its reports by this way."""
    return entry_for_yeastar(pbx, transport=transport, report_port=pbx.tcp_port)


async def test_a_box_that_is_set_to_it_has_it_proposed(talk: Talk, streaming: YeastarPbx) -> None:
    """No other way would work."""
    form = await reach_reports(talk, streaming)

    assert ways(form) == ["tcp", "webhook", "listener"]
    assert suggested(form)["transport"] == "tcp"
    assert suggested(form)["report_port"] == DEFAULT_STREAM_PORT == 8333


async def test_a_box_that_posts_has_it_at_the_end(talk: Talk, posting: YeastarPbx) -> None:
    """The password would travel in clear text."""
    assert ways(await reach_reports(talk, posting)) == ["webhook", "listener", "tcp"]


@pytest.mark.parametrize("address", [None, "", "10.0.0.1"], ids=["none", "empty", "left standing"])
async def test_our_address_is_not_asked_for(
    talk: Talk, streaming: YeastarPbx, address: str | None
) -> None:
    """We connect to the PBX, not the other way round."""
    await reach_reports(talk, streaming)
    typed = {} if address is None else {"report_host": address}

    done = await talk.answer(transport="tcp", report_port=streaming.tcp_port, **typed)

    assert done["data"]["transport"] == "tcp"
    assert done["data"]["report_port"] == streaming.tcp_port
    assert "report_host" not in done["data"]


async def test_the_other_ways_still_need_our_address(talk: Talk, posting: YeastarPbx) -> None:
    """The PBX must be told."""
    await reach_reports(talk, posting)

    form = await talk.answer(transport="listener", report_port=8260)

    assert form["errors"] == {"report_host": "invalid_address"}


async def test_a_way_that_the_box_does_not_take_is_named(talk: Talk, streaming: YeastarPbx) -> None:
    """Nothing would ever come, and nobody would say why."""
    form = await reach_reports(talk, streaming)

    form = await talk.answer(**{**suggested(form), "transport": "webhook"})

    assert form["errors"] == {"transport": "reports_by_tcp"}


async def test_the_stream_of_a_box_that_posts_is_refused(talk: Talk, posting: YeastarPbx) -> None:
    """The password must not go out in vain."""
    await reach_reports(talk, posting)

    form = await talk.answer(transport="tcp", report_port=8333)

    assert form["errors"] == {"transport": "reports_by_http"}


async def test_what_is_on_file_is_proposed_again(
    hass: HomeAssistant, talk: Talk, streaming: YeastarPbx
) -> None:
    """Another way can be chosen, with our address filled in."""
    entry = entry_by(streaming, "tcp")
    entry.add_to_hass(hass)
    await talk.follow(await entry.start_reconfigure_flow(hass))
    form = await talk.answer(
        host=streaming.host,
        port=streaming.port,
        ssl=False,
        username=streaming.username,
        api_version="auto",
    )

    assert form["step_id"] == "reports"
    assert suggested(form)["transport"] == "tcp"
    assert suggested(form)["report_port"] == streaming.tcp_port
    assert suggested(form)["report_host"]
    assert not list(streaming.stream.logins)


async def test_an_entry_hears_its_reports(
    hass: HomeAssistant, streaming: YeastarPbx, office: Office, setup: Setup
) -> None:
    """No door is opened for them, and the connection ends with the entry."""
    entry = await setup(entry_by(streaming, "tcp"))
    assert entry.state is ConfigEntryState.LOADED
    assert "webhook" not in hass.data or not hass.data["webhook"]
    number = min(office.people)

    office.set_registered(number, False)
    await streaming.settled()
    await until(hass, lambda: entry.runtime_data.state.extensions[number].registered is False)

    assert await hass.config_entries.async_unload(entry.entry_id)
    assert streaming.box.sessions.current is None


async def finds(pbx: YeastarPbx, setup: Setup, transport: str) -> str | None:
    """Say why an entry that expects its reports by this way is tried again."""
    entry = await setup(entry_by(pbx, transport))
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert not list(pbx.stream.logins)
    key: str | None = entry.error_reason_translation_key
    return key


async def test_a_box_that_was_set_to_tcp_since_is_told(streaming: YeastarPbx, setup: Setup) -> None:
    """The card of the entry says what to do."""
    assert await finds(streaming, setup, "webhook") == "reports_by_tcp"


async def test_a_box_that_was_set_to_http_since_is_told(posting: YeastarPbx, setup: Setup) -> None:
    """Before the password goes out in clear text."""
    assert await finds(posting, setup, "tcp") == "reports_by_http"


async def test_a_port_where_nobody_is_is_told(
    streaming: YeastarPbx, setup: Setup, unused_tcp_port: int
) -> None:
    """It is tried again: the PBX may be starting."""
    entry = await setup(entry_for_yeastar(streaming, transport="tcp", report_port=unused_tcp_port))

    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "cannot_connect"
