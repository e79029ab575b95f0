"""The doors for reports: Home Assistant's webhook and a port of our own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus
import socket

from aiohttp import ClientError, ClientSession
from aiohttp.test_utils import TestClient
from aiohttp.web import Application, Request
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.pbx.const import (
    CONF_ALLOWED_ADDRESSES,
    CONF_REPORT_HOST,
    CONF_REPORT_PORT,
    CONF_TRANSPORT,
    DOMAIN,
    TRANSPORT_LISTENER,
    TRANSPORT_WEBHOOK,
)
from custom_components.pbx.ingress import Peers, WebhookIngress, async_open_ingress, peers_of
from custom_components.pbx.telephony.driver import Ingress
from custom_components.pbx.telephony.errors import ReportsUnavailable
from custom_components.pbx.telephony.mailbox import MAX_BODY, RateLimit
from simulator import Office, YeastarPbx

from .conftest import WEBHOOK_ID, Setup, entry_for_yeastar
from .waiting import until_state

type Open = Callable[..., Awaitable[Ingress]]
type Client = TestClient[Request, Application]

DOUBLED = b'{"action":"RING","callid":"1700000000.7","ext":{"extid":"1000"},"ext":{"extid":"1001"}}'
REPORT = b'{"action":"BootUp"  }'
STRANGER = "192.0.2.77"


def entry_with(host: str = "127.0.0.1", *further: str, transport: str) -> MockConfigEntry:
    """Give an entry for a PBX at a host, with further addresses that reports may come from."""
    return MockConfigEntry(
        domain=DOMAIN,
        title="Yeastar",
        data={
            "host": host,
            CONF_TRANSPORT: transport,
            CONF_REPORT_HOST: "127.0.0.1",
            CONF_REPORT_PORT: 0,
            CONF_WEBHOOK_ID: WEBHOOK_ID,
        },
        options={CONF_ALLOWED_ADDRESSES: list(further)},
    )


@pytest.fixture
async def open_ingress(hass: HomeAssistant, socket_enabled: None) -> AsyncIterator[Open]:
    """Give the function that opens the door of an entry; it is closed in the end."""
    assert await async_setup_component(hass, "webhook", {})
    opened: list[Ingress] = []

    async def open_it(*hosts: str, transport: str) -> Ingress:
        entry = entry_with(*hosts, transport=transport)
        ingress = await async_open_ingress(hass, entry, peers_of(hass, entry))
        assert ingress is not None
        opened.append(ingress)
        return ingress

    yield open_it
    for ingress in opened:
        await ingress.close()
        await ingress.close()


@pytest.fixture
async def client(open_ingress: Open, hass_client_no_auth: ClientSessionGenerator) -> Client:
    """Give whoever reaches Home Assistant's own web server."""
    found: Client = await hass_client_no_auth()
    return found


@pytest.fixture
async def anybody(socket_enabled: None) -> AsyncIterator[ClientSession]:
    """Give whoever reaches this machine."""
    async with ClientSession() as session:
        yield session


async def test_the_webhook_hands_on_bytes(open_ingress: Open, client: Client) -> None:
    """What the PBX posts is not touched: its doubled keys would not survive a parser of JSON."""
    ingress = await open_ingress(transport=TRANSPORT_WEBHOOK)

    answer = await client.post(f"/{ingress.destination.path}", data=DOUBLED)

    assert answer.status == HTTPStatus.OK
    assert (await ingress.receive()).body == DOUBLED


RAW = (
    "POST /{path} HTTP/1.1",
    "User-Agent: WebAPI",
    "Host: 192.0.2.150: 8260",
    "Content-Type: application/json",
    "Accept: application/json",
    "Accept: application/json",
    "Content-Length: 21",
    "Connection: close",
    "",
    "",
)


async def test_the_webhook_understands_the_client_of_the_pbx(
    open_ingress: Open, client: Client
) -> None:
    """A blank in the host, doubled headers, and a body in segments of its own."""
    ingress = await open_ingress(transport=TRANSPORT_WEBHOOK)
    head = "\r\n".join(RAW).format(path=ingress.destination.path)
    reader, writer = await asyncio.open_connection("127.0.0.1", client.server.port)

    for piece in (head.encode(), REPORT[:9], REPORT[9:]):
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0)
    answer = await reader.read()
    writer.close()

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert (await ingress.receive()).body == REPORT


async def test_the_webhook_says_when_it_has_no_room(
    open_ingress: Open, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then, and only then, it helps to send the report again."""
    ingress = await open_ingress(transport=TRANSPORT_WEBHOOK)
    assert isinstance(ingress, WebhookIngress)
    monkeypatch.setattr(ingress, "_rate", RateLimit(burst=1, per_second=0.0))
    path = f"/{ingress.destination.path}"

    assert (await client.post(path, data=REPORT)).status == HTTPStatus.OK
    assert (await client.post(path, data=DOUBLED)).status == HTTPStatus.SERVICE_UNAVAILABLE

    assert (await ingress.receive()).body == REPORT
    assert waiting_in(ingress) == 0


async def test_the_webhook_is_only_posted_to(open_ingress: Open, client: Client) -> None:
    """Whoever looks at the address with a browser learns nothing and does nothing."""
    ingress = await open_ingress(transport=TRANSPORT_WEBHOOK)
    path = f"/{ingress.destination.path}"

    assert (await client.get(path)).status == HTTPStatus.METHOD_NOT_ALLOWED
    assert (await client.put(path, data=REPORT)).status == HTTPStatus.METHOD_NOT_ALLOWED

    await client.post(path, data=DOUBLED)
    assert (await ingress.receive()).body == DOUBLED


@pytest.mark.parametrize(
    ("host", "body"),
    [
        (STRANGER, REPORT),
        ("127.0.0.1", b"x" * (MAX_BODY + 1)),
        ("127.0.0.1", b""),
    ],
    ids=["from a stranger", "too large", "empty"],
)
async def test_the_webhook_answers_to_what_it_forgets(
    open_ingress: Open, client: Client, host: str, body: bytes
) -> None:
    """A refusal would only make the sender try again, and tell a stranger that there is something."""
    ingress = await open_ingress(host, transport=TRANSPORT_WEBHOOK)
    welcome = await open_ingress("127.0.0.1", transport=TRANSPORT_LISTENER)

    answer = await client.post(f"/{ingress.destination.path}", data=body)

    assert answer.status == HTTPStatus.OK
    assert ingress.destination.path != welcome.destination.path
    assert waiting_in(ingress) == 0


async def test_a_further_address_is_welcome(open_ingress: Open, client: Client) -> None:
    """The PBX may send from an address that is not the one we ask it at."""
    ingress = await open_ingress(STRANGER, "127.0.0.1", transport=TRANSPORT_WEBHOOK)

    await client.post(f"/{ingress.destination.path}", data=REPORT)

    assert (await ingress.receive()).body == REPORT


async def test_what_came_while_nobody_read_can_be_forgotten(
    open_ingress: Open, client: Client
) -> None:
    """A new connection begins with the whole picture, so old reports are of no use."""
    ingress = await open_ingress(transport=TRANSPORT_WEBHOOK)
    await client.post(f"/{ingress.destination.path}", data=REPORT)

    ingress.drain()

    await client.post(f"/{ingress.destination.path}", data=DOUBLED)
    assert (await ingress.receive()).body == DOUBLED


async def test_a_closed_webhook_is_gone(open_ingress: Open, client: Client) -> None:
    """After closing nobody takes reports, and the webhook can be opened anew."""
    ingress = await open_ingress(transport=TRANSPORT_WEBHOOK)
    await ingress.close()

    await client.post(f"/{ingress.destination.path}", data=REPORT)

    assert waiting_in(ingress) == 0
    again = await open_ingress(transport=TRANSPORT_WEBHOOK)
    await client.post(f"/{again.destination.path}", data=REPORT)
    assert (await again.receive()).body == REPORT


async def test_a_webhook_that_is_taken_cannot_be_opened(open_ingress: Open) -> None:
    """Two entries never share an id; if they do, the second says that it has no door."""
    await open_ingress(transport=TRANSPORT_WEBHOOK)

    with pytest.raises(ReportsUnavailable):
        await open_ingress(transport=TRANSPORT_WEBHOOK)


async def test_the_listener_takes_its_own_path_alone(
    open_ingress: Open, anybody: ClientSession
) -> None:
    """Whoever does not know the random path gets nowhere, and learns nothing."""
    ingress = await open_ingress(transport=TRANSPORT_LISTENER)
    place = ingress.destination
    url = f"http://{place.host}:{place.port}/"
    assert place.path == WEBHOOK_ID

    async with anybody.post(f"{url}somewhere/else", data=REPORT) as answer:
        assert answer.status == HTTPStatus.OK
    async with anybody.get(f"{url}{place.path}") as answer:
        assert answer.status == HTTPStatus.METHOD_NOT_ALLOWED
    async with anybody.post(f"{url}{place.path}", data=DOUBLED) as answer:
        assert answer.status == HTTPStatus.OK
    assert (await ingress.receive()).body == DOUBLED


async def test_the_listener_hangs_up_on_strangers(
    open_ingress: Open, anybody: ClientSession
) -> None:
    """Who is not the PBX gets no answer at all."""
    ingress = await open_ingress(STRANGER, transport=TRANSPORT_LISTENER)
    place = ingress.destination

    with pytest.raises(ClientError):
        await anybody.post(f"http://{place.host}:{place.port}/{place.path}", data=REPORT)


async def test_a_port_that_is_taken_cannot_be_opened(
    hass: HomeAssistant, yeastar: YeastarPbx, setup: Setup
) -> None:
    """The entry says so, and tries again later."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        entry = entry_for_yeastar(yeastar, **{CONF_REPORT_PORT: taken.getsockname()[1]})

        await setup(entry)

    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "reports_unavailable"
    assert not yeastar.logins


async def test_reports_reach_the_entities_through_the_webhook(
    hass: HomeAssistant,
    socket_enabled: None,
    office: Office,
    hass_client_no_auth: ClientSessionGenerator,
    setup: Setup,
) -> None:
    """A PBX that doubles keys posts to Home Assistant's own port: both parties are understood."""
    assert await async_setup_component(hass, "webhook", {})
    # The test's own server takes no more paths once it runs; that of Home Assistant does.
    assert await async_setup_component(hass, DOMAIN, {})
    client = await hass_client_no_auth()
    async with YeastarPbx(office, api="v1.0.1") as pbx:
        entry = entry_for_yeastar(
            pbx,
            **{CONF_TRANSPORT: TRANSPORT_WEBHOOK, CONF_REPORT_PORT: client.server.port},
        )
        await setup(entry)
        assert pbx.destination is not None
        assert pbx.destination.path == f"/api/webhook/{WEBHOOK_ID}"

        pbx.send_report(DOUBLED)

        await until_state(
            hass, "sensor.anna_berger_status", "ringing", caller="1001", callee="1000"
        )
        await until_state(hass, "sensor.tom_keller_status", "in_call", peer_name="Anna Berger")
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize(
    ("peer", "is_welcome"),
    [
        ("10.0.0.5", True),
        ("::ffff:10.0.0.5", True),
        ("fe80::1%eth0", True),
        ("10.0.0.6", False),
        ("", False),
        ("unix", False),
    ],
    ids=["same", "IPv4 in IPv6", "with a zone", "another", "none", "no address"],
)
async def test_addresses_are_compared_as_addresses(
    hass: HomeAssistant, peer: str, is_welcome: bool
) -> None:
    """One address can be written in several ways."""
    peers = Peers(hass, "10.0.0.5", ["fe80::1"])
    await peers.async_resolve()

    assert peers.is_welcome(peer) is is_welcome


async def test_a_name_is_looked_up(hass: HomeAssistant, socket_enabled: None) -> None:
    """The PBX may be known by name; its reports come from an address."""
    peers = Peers(hass, "localhost", [])
    assert not peers.is_welcome("127.0.0.1")

    await peers.async_resolve()

    assert peers.is_welcome("127.0.0.1")


def waiting_in(ingress: Ingress) -> int:
    """Count the reports that wait to be read."""
    assert isinstance(ingress, WebhookIngress)
    return ingress._mailbox._queue.qsize()
