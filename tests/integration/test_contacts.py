"""Address books as files and from the web, and what a hostile one can do: nothing."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
import time

from aiohttp import web
from homeassistant.core import HomeAssistant
import pytest

from custom_components.pbx.contacts import (
    MAX_BYTES,
    async_check_contacts,
    async_load_contacts,
    parse_cards,
)
from custom_components.pbx.telephony.contact import ContactCard

ROSA = ContactCard(name="Rosa Feld", numbers=("+49 30 55500101",))
ROSA_CARD = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Rosa Feld\r\nTEL;TYPE=work:+49 30 55500101\r\nEND:VCARD\r\n"
)

type Serve = Callable[[bytes, int], Awaitable[str]]


@pytest.fixture
async def serve(socket_enabled: None) -> AsyncIterator[Serve]:
    """Give a web server on loopback that has one file."""
    runners: list[web.AppRunner] = []

    async def start(body: bytes, status: int) -> str:
        async def answer(request: web.Request) -> web.Response:
            return web.Response(body=body, status=status)

        app = web.Application()
        app.router.add_get("/book.vcf", answer)
        runners.append(runner := web.AppRunner(app))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://someone:secret@127.0.0.1:{runner.addresses[0][1]}/book.vcf"

    yield start
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
def folder(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Give the configuration folder."""
    folder = tmp_path / "config"
    folder.mkdir()
    hass.config.config_dir = str(folder)
    return folder


OLD = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6r=
g;;;
TEL;CELL;PREF:0151 23456789
END:VCARD
"""
NEW = """BEGIN:VCARD
VERSION:4.0
FN:Emre
  Aydın
TEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+49-170-5550102;ext=7
item1.TEL:030 123
PHOTO;ENCODING=b;TYPE=JPEG:AAAA
 AAA==
ORG:Feld
END:VCARD
"""
COMPANY = "BEGIN:VCARD\nVERSION:3.0\nORG:Feld & Söhne;Sales\nTEL:1\nTEL:1\nEND:VCARD"


@pytest.mark.parametrize(
    ("text", "card"),
    [
        (OLD, ContactCard(name="Jörg Müller", numbers=("0151 23456789",))),
        (NEW, ContactCard(name="Emre Aydın", numbers=("+49-170-5550102", "030 123"))),
        (COMPANY, ContactCard(name="Feld & Söhne Sales", numbers=("1",))),
        ("\ufeff" + ROSA_CARD.decode(), ROSA),
        (ROSA_CARD.decode().replace("\r\n", "\r"), ROSA),
    ],
    ids=["version 2.1", "version 4.0", "a company", "a mark of order", "old line ends"],
)
def test_a_card_is_read(text: str, card: ContactCard) -> None:
    """In all versions that programs write."""
    assert parse_cards(text.encode()) == (card,)


def test_the_number_after_a_photo_is_not_lost() -> None:
    """The end of one looks like the break of a line."""
    text = "BEGIN:VCARD\nFN:A\nPHOTO;BASE64:AA==\nTEL:1\nEND:VCARD"

    assert parse_cards(text.encode()) == (ContactCard(name="A", numbers=("1",)),)


HOSTILE = {
    "nothing": b"",
    "no card": b"<html>" * 1000,
    "bytes": bytes(range(256)) * 100,
    "no end": b"BEGIN:VCARD\nFN:A\nTEL:1",
    "a card in a card in a card": b"BEGIN:VCARD\n" * 400_000,
    "many values": b"BEGIN:VCARD\nFN:A\nTEL;X=a" + b"=a" * 60 + b"\nEND:VCARD",
    "a list without an end": b"BEGIN:VCARD\nFN:A\nTEL;TYPE=" + b"a," * 60 + b'"\nEND:VCARD',
    "an unknown alphabet": b"BEGIN:VCARD\nFN;CHARSET=nonsense;ENCODING=QUOTED-PRINTABLE:=FF\nTEL:1\nEND:VCARD",
    "no letters": b"BEGIN:VCARD\nFN;CHARSET=hex;ENCODING=QUOTED-PRINTABLE:=FF\nTEL:1\nEND:VCARD",
    "a long line": b"BEGIN:VCARD\nFN:" + b"A" * 4_000_000 + b"\nTEL:1\nEND:VCARD",
    "many lines": b"BEGIN:VCARD\n" + b"TEL:1\n" * 700_000,
    "breaks without an end": b"BEGIN:VCARD\nFN;QUOTED-PRINTABLE:" + b"=\n" * 1_000_000,
    "folds without an end": b"BEGIN:VCARD\nFN:A" + b"\n " * 1_000_000,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_card_is_left_out_in_no_time(data: bytes) -> None:
    """It neither raises nor keeps the machine busy, and the next card is read all the same."""
    began = time.monotonic()
    cards = parse_cards(data + b"\n" + ROSA_CARD)

    assert time.monotonic() - began < 5
    # Of what is put together from very many cards the last ones are not read.
    assert cards[-1:] == (() if data.count(b"BEGIN") > 1 else (ROSA,))


async def test_a_book_is_read_from_the_configuration_folder(
    hass: HomeAssistant, folder: Path
) -> None:
    """By its path within that folder, or by the whole path."""
    (folder / "book.vcf").write_bytes(ROSA_CARD)

    assert await async_load_contacts(hass, " book.vcf ") == (ROSA,)
    assert await async_check_contacts(hass, str(folder / "book.vcf")) is None


async def test_a_book_elsewhere_needs_permission(
    hass: HomeAssistant, folder: Path, tmp_path: Path
) -> None:
    """No way leads out of the folder, neither dots nor a link, unless its goal is allowed."""
    (tmp_path / "book.vcf").write_bytes(ROSA_CARD)
    (folder / "link.vcf").symlink_to(tmp_path / "book.vcf")

    for source in ("../book.vcf", str(tmp_path / "book.vcf"), "link.vcf"):
        assert await async_check_contacts(hass, source) == "contacts_not_allowed"
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    assert await async_check_contacts(hass, "../book.vcf") is None


@pytest.mark.parametrize(
    ("source", "content", "fault"),
    [
        ("book.vcf", b"BEGIN:VCARD\nFN:Nobody\nEND:VCARD", "contacts_empty"),
        ("book.vcf", b"x" * (MAX_BYTES + 1), "contacts_too_large"),
        ("missing.vcf", b"", "contacts_not_found"),
        (".", b"", "contacts_not_found"),
        ("book\0.vcf", b"", "contacts_not_found"),
        ("ftp://127.0.0.1/book.vcf", b"", "contacts_not_found"),
        ("http://", b"", "contacts_not_found"),
        ("http://[/book.vcf", b"", "contacts_not_found"),
    ],
    ids=["empty", "large", "missing", "folder", "zero", "scheme", "no host", "no address"],
)
async def test_a_bad_book_says_what_is_wrong(
    hass: HomeAssistant, *, folder: Path, source: str, content: bytes, fault: str
) -> None:
    """By a key that the form has a text for."""
    (folder / "book.vcf").write_bytes(content)

    assert await async_check_contacts(hass, source) == fault


async def test_a_book_is_read_from_the_web(hass: HomeAssistant, serve: Serve) -> None:
    """With name and password, if the address has them."""
    assert await async_load_contacts(hass, await serve(ROSA_CARD, 200)) == (ROSA,)


@pytest.mark.parametrize(
    ("body", "status", "fault"),
    [
        (ROSA_CARD, 404, "contacts_not_found"),
        (b"x" * (MAX_BYTES + 1), 200, "contacts_too_large"),
        (b"hello", 200, "contacts_empty"),
    ],
    ids=["missing", "large", "empty"],
)
async def test_a_bad_book_from_the_web_says_what_is_wrong(
    hass: HomeAssistant,
    *,
    serve: Serve,
    caplog: pytest.LogCaptureFixture,
    body: bytes,
    status: int,
    fault: str,
) -> None:
    """And no word of the address, which may hold a password."""
    assert await async_check_contacts(hass, await serve(body, status)) == fault
    assert "secret" not in "".join(
        record.getMessage() for record in caplog.records if "pbx" in record.name
    )


async def test_a_book_that_nobody_serves_is_unreachable(
    hass: HomeAssistant, socket_enabled: None, free_port: int
) -> None:
    """The form says so."""
    source = f"http://127.0.0.1:{free_port}/book.vcf"

    assert await async_check_contacts(hass, source) == "contacts_unreachable"
