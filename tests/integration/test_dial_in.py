"""A PBX that dials us: set up, kept, lost, and told apart from everybody else."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from aiohttp.test_utils import TestClient
from aiohttp.web import Application, Request
from homeassistant.components.http import DOMAIN as HTTP
from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigEntryState
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from yarl import URL

from custom_components.pbx import flow_sockets, sockets
from custom_components.pbx.connection import Probe, async_probe
from custom_components.pbx.const import CONF_USERS, CONF_VENDOR, DOMAIN
from custom_components.pbx.telephony.errors import NotDialed
from custom_components.pbx.telephony.vendors.innovaphone import driver
from custom_components.pbx.telephony.vendors.innovaphone.times import Times
from simulator import InnovaphonePbx, Office
from simulator.innovaphone import Dialer

from .conftest import Setup, entry_for_innovaphone
from .talk import Talk
from .waiting import soon, until, until_entry, until_state

SOCKET_ID = "fedcba9876543210fedcba9876543210"
PRESENCE = "sensor.anna_berger_presence"

type Client = TestClient[Request, Application]


def entry_that_answers(pbx: InnovaphonePbx, **data: Any) -> MockConfigEntry:
    """Give the entry of a PBX that dials us."""
    kept = {"app": pbx.app, "password": pbx.password, "peer": f"example.com/{pbx.location}"}
    return MockConfigEntry(
        domain=DOMAIN,
        title="hq",
        unique_id=f"example.com/{pbx.location}",
        data={
            CONF_VENDOR: "innovaphone",
            "direction": "answer",
            CONF_WEBHOOK_ID: SOCKET_ID,
            **kept,
            **data,
        },
        options={CONF_USERS: ["anna.berger", "tom.keller"]},
    )


@pytest.fixture
async def client(
    hass: HomeAssistant, socket_enabled: None, hass_client_no_auth: ClientSessionGenerator
) -> Client:
    """Give whoever reaches Home Assistant's own web server."""
    for each in (HTTP, "repairs", DOMAIN):
        assert await async_setup_component(hass, each, {})
    found: Client = await hass_client_no_auth()
    return found


@pytest.fixture
def url(client: Client) -> URL:
    """Give the address of the door, as it is entered at the App object."""
    return client.make_url(f"/api/{DOMAIN}/{SOCKET_ID}/homeassistant")


@pytest.fixture
async def caller(
    hass: HomeAssistant, client: Client, innovaphone: InnovaphonePbx
) -> AsyncIterator[InnovaphonePbx]:
    """Give a PBX that hangs up before Home Assistant's web server ends."""
    yield innovaphone
    await innovaphone.stop()


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for the PBX for long."""
    monkeypatch.setattr(driver, "Times", partial(Times, redial=0.3, penance=0.01))
    monkeypatch.setattr(sockets, "NAP", 0.0)


def shown_path(form: Any) -> str:
    """Read the address that a form shows."""
    return URL(form["description_placeholders"]["url"]).path


async def test_a_pbx_is_set_up_that_dials(
    hass: HomeAssistant, talk: Talk, client: Client, caller: InnovaphonePbx
) -> None:
    """No address is typed; one is shown, and the PBX that dials it is taken."""
    await talk.choose("innovaphone")
    form = await talk.answer(app=caller.app, password=caller.password, direction="answer")
    assert (form["step_id"], form["errors"]) == ("dial_in", None)
    path = shown_path(form)
    assert path.endswith(f"/{caller.app}")

    dialer = caller.dial(str(client.make_url(path)))
    await dialer.logins.until(lambda ok: ok)
    form = await talk.answer()
    form = await past_waiting(hass, talk, form)
    assert form["step_id"] == "users"
    done = await talk.answer(**{CONF_USERS: ["anna.berger"]})

    assert done["type"] is FlowResultType.CREATE_ENTRY
    entry = hass.config_entries.async_entries(DOMAIN)[0]
    assert entry.unique_id == "example.com/hq"
    assert entry.title == "hq"
    assert "host" not in entry.data
    assert entry.data["peer"] == entry.unique_id
    await until(hass, lambda: entry.state is ConfigEntryState.LOADED)
    await until_state(hass, PRESENCE, "available")


async def past_waiting(hass: HomeAssistant, talk: Talk, form: Any) -> Any:
    """Wait for as long as a form shows that it waits."""
    while form["type"] in (FlowResultType.SHOW_PROGRESS, FlowResultType.SHOW_PROGRESS_DONE):
        await hass.async_block_till_done()
        form = await talk.reload()
    return form


async def test_a_wrong_password_is_said_at_once(
    hass: HomeAssistant, talk: Talk, client: Client, caller: InnovaphonePbx
) -> None:
    """The form asks for it again."""
    await talk.choose("innovaphone")
    form = await talk.answer(app=caller.app, password="another", direction="answer")
    dialer = caller.dial(str(client.make_url(shown_path(form))))
    await dialer.logins.until(lambda ok: not ok)

    form = await past_waiting(hass, talk, await talk.answer())

    assert (form["step_id"], form["errors"]) == ("innovaphone", {"password": "invalid_auth"})


async def test_a_missing_tick_is_said(
    hass: HomeAssistant, talk: Talk, client: Client, caller: InnovaphonePbx
) -> None:
    """The PBX names what is ticked, so nobody waits for an answer."""
    caller.ticks = {"RCC"}
    await talk.choose("innovaphone")
    form = await talk.answer(app=caller.app, password=caller.password, direction="answer")
    dialer = caller.dial(str(client.make_url(shown_path(form))))
    await dialer.logins.until(lambda ok: ok)

    form = await past_waiting(hass, talk, await talk.answer())

    assert form["errors"] == {"base": "api_disabled"}
    assert not [frame for frame in caller.frames if frame.mt == "GetNodeInfo"]


async def test_nobody_dials(
    hass: HomeAssistant, talk: Talk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is shown again, with what may be wrong."""
    monkeypatch.setattr(flow_sockets, "PATIENCE", 0.01)
    await talk.choose("innovaphone")
    await talk.answer(app="homeassistant", password="x", direction="answer")

    form = await past_waiting(hass, talk, await talk.answer())

    assert (form["step_id"], form["errors"]) == ("dial_in", {"base": "not_dialed"})


async def test_an_address_is_needed_to_dial(talk: Talk, client: Client) -> None:
    """Only who waits for the PBX needs none."""
    await talk.choose("innovaphone")

    form = await talk.answer(app="homeassistant", password="x", port=443, ssl=True)

    assert form["errors"] == {"host": "no_host"}


async def test_a_pbx_that_we_dial_is_known(
    hass: HomeAssistant, talk: Talk, client: Client, caller: InnovaphonePbx
) -> None:
    """It comes from the address of an entry, with the same App object."""
    entry_for_innovaphone(caller).add_to_hass(hass)
    await talk.choose("innovaphone")
    form = await talk.answer(app=caller.app, password=caller.password, direction="answer")
    dialer = caller.dial(str(client.make_url(shown_path(form))))
    await dialer.logins.until(lambda ok: ok)

    done = await past_waiting(hass, talk, await talk.answer())

    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "already_configured")


async def test_a_pbx_that_dials_is_not_dialed_too(
    hass: HomeAssistant, talk: Talk, setup: Setup, url: URL, caller: InnovaphonePbx
) -> None:
    """The address that somebody types is the one it comes from."""
    caller.dial(str(url))
    await setup(entry_that_answers(caller))
    await talk.choose("innovaphone")

    done = await talk.answer(
        host=caller.host, port=caller.port, ssl=False, app=caller.app, password=caller.password
    )

    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "already_configured")


async def test_it_is_followed_and_comes_back_by_itself(
    hass: HomeAssistant, setup: Setup, url: URL, caller: InnovaphonePbx, office: Office
) -> None:
    """The PBX redials after a loss, and all is as before."""
    dialer = caller.dial(str(url))
    entry = await setup(entry_that_answers(caller))
    assert entry.state is ConfigEntryState.LOADED
    await until_state(hass, PRESENCE, "available")

    caller.drop()
    await until_state(hass, PRESENCE, "unavailable")
    office.set_presence("1000", "busy", "Focus")

    await until_state(hass, PRESENCE, "busy")
    assert list(dialer.logins) == [True, True]


async def test_a_second_connection_takes_the_place_of_the_first(
    hass: HomeAssistant, setup: Setup, url: URL, caller: InnovaphonePbx, office: Office
) -> None:
    """A PBX that has lost us unnoticed dials again; what hangs on the old connection is over."""
    dialer = caller.dial(str(url))
    await setup(entry_that_answers(caller))
    await until_state(hass, PRESENCE, "available")
    [old] = caller.connections

    caller.spawn(dialer.dial_again())
    await soon(lambda: old not in caller.connections, "the old connection to end")
    await until_state(hass, PRESENCE, "available")
    office.set_presence("1000", "away")

    await until_state(hass, PRESENCE, "away")


async def test_a_stranger_disturbs_nobody(
    hass: HomeAssistant, setup: Setup, url: URL, caller: InnovaphonePbx, office: Office
) -> None:
    """Without the password the address alone is worth nothing, and costs the PBX nothing."""
    caller.dial(str(url))
    await setup(entry_that_answers(caller))
    [linked] = caller.connections
    thief = Dialer(caller, str(url))
    thief.password = "guessed"

    await thief.dial_again()

    assert list(thief.logins) == [False]
    assert caller.connections == [linked]
    office.set_presence("1000", "away")
    await until_state(hass, PRESENCE, "away")
    assert not hass.config_entries.flow.async_progress()


async def test_another_pbx_is_kept_apart(
    hass: HomeAssistant, setup: Setup, url: URL, caller: InnovaphonePbx
) -> None:
    """An App object may be copied to all PBXs of a system; each is an entry of its own."""
    async with InnovaphonePbx(Office.sample(), location="branch") as branch:
        branch.dial(str(url))
        caller.dial(str(url))

        entry = await setup(entry_that_answers(caller))

        assert entry.state is ConfigEntryState.LOADED
        assert not branch.connections
        assert len(caller.connections) == 1


async def test_a_pbx_that_comes_late_wakes_its_entry(
    hass: HomeAssistant,
    setup: Setup,
    url: URL,
    caller: InnovaphonePbx,
    no_patience: None,
) -> None:
    """Home Assistant does not wait for its own next attempt."""
    entry = await setup(entry_that_answers(caller))
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.reason is not None
    assert "hq" in entry.reason

    caller.dial(str(url))

    await until_entry(hass, entry, ConfigEntryState.LOADED)


async def test_a_changed_password_is_no_reason_to_give_up(
    hass: HomeAssistant, setup: Setup, url: URL, caller: InnovaphonePbx, no_patience: None
) -> None:
    """Anybody may knock with a wrong password; only trying again can tell them from the PBX."""
    dialer = caller.dial(str(url))
    dialer.password = "changed"

    entry = await setup(entry_that_answers(caller))

    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert not hass.config_entries.flow.async_progress()
    dialer.password = None
    await until_entry(hass, entry, ConfigEntryState.LOADED)


async def test_the_administrator_can_have_the_password_checked(
    hass: HomeAssistant, setup: Setup, url: URL, caller: InnovaphonePbx
) -> None:
    """The PBX manager asks whether both sides have the same."""
    dialer = caller.dial(str(url))
    await setup(entry_that_answers(caller))

    await dialer.check_login(caller.password)
    await dialer.check_login("another")

    await dialer.checks.until(lambda ok: True, count=2)
    assert list(dialer.checks) == [True, False]


async def test_a_new_password_is_entered_and_the_address_stays(
    hass: HomeAssistant, talk: Talk, setup: Setup, url: URL, caller: InnovaphonePbx
) -> None:
    """Reconfigure shows the address again; what is new is tried by the next connection."""
    caller.dial(str(url))
    entry = await setup(entry_that_answers(caller))
    caller.password = "anotherSecret"
    form = await talk.follow(
        await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
        )
    )
    assert form["step_id"] == "reconfigure"

    form = await talk.answer(app=caller.app, password="anotherSecret", direction="answer")
    assert shown_path(form) == url.path
    done = await talk.answer()

    assert done["reason"] == "reconfigure_successful"
    await until_entry(hass, entry, ConfigEntryState.LOADED)
    assert entry.data["password"] == "anotherSecret"
    assert entry.unique_id == "example.com/hq"


async def test_the_direction_can_be_changed(
    hass: HomeAssistant, talk: Talk, setup: Setup, client: Client, caller: InnovaphonePbx
) -> None:
    """The entities stay what they are, whoever dials."""
    entry = await setup(entry_for_innovaphone(caller, moving_id=True))
    form = await talk.follow(
        await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
        )
    )
    assert form["step_id"] == "reconfigure"
    form = await talk.answer(app=caller.app, port=443, ssl=True, direction="answer")
    dialer = caller.dial(str(client.make_url(shown_path(form))))
    await dialer.logins.until(lambda ok: ok)

    done = await past_waiting(hass, talk, await talk.answer())

    assert done["reason"] == "reconfigure_successful"
    assert entry.unique_id == "example.com/hq"
    assert "host" not in entry.data
    await until_entry(hass, entry, ConfigEntryState.LOADED)
    await until_state(hass, PRESENCE, "available")


async def test_a_form_waits_until_somebody_gives_up(
    hass: HomeAssistant,
    *,
    talk: Talk,
    client: Client,
    caller: InnovaphonePbx,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One attempt in vain is not the end; the door is shut when the form is closed."""
    tried: list[object] = []

    async def probe(*asked: Any) -> Probe:
        tried.append(asked)
        if len(tried) == 1:
            raise NotDialed
        return await async_probe(*asked)

    monkeypatch.setattr(flow_sockets, "async_probe", probe)
    await talk.choose("innovaphone")
    form = await talk.answer(app=caller.app, password=caller.password, direction="answer")
    await soon(lambda: len(tried) == 2, "the second attempt")

    hass.config_entries.flow.async_abort(form["flow_id"])
    await hass.async_block_till_done()

    assert (await client.get(shown_path(form))).status == 404
