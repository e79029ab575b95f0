"""The address book that was chosen in the options: a vCard file, or an address on the web."""

from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path
import re
from typing import Final

from aiohttp import ClientError, ClientTimeout
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
import vobject
from yarl import URL

from .telephony.contact import ContactCard

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_CARDS: Final = 20_000
MAX_NUMBERS: Final = 20
MAX_NAME: Final = 120

_TIMEOUT: Final = ClientTimeout(total=30)
_MAX_LINES: Final = 60
_MAX_LINE: Final = 1_000
_CARD: Final = re.compile(r"^BEGIN:VCARD[ \t]*$", re.IGNORECASE | re.MULTILINE)
_FOLD: Final = re.compile(r"\n[ \t]")
# The library's own pattern for a line takes exponential time for some that are none, and nothing
# else runs meanwhile. So it only gets lines that this unambiguous one has found to be good.
_VALUE: Final = r'(?:"[^"\r\n]*"|[^";:,=\r\n]*)'
_LINE: Final = re.compile(
    rf"(?:[A-Za-z0-9_-]+\.)?(?:FN|N|ORG|TEL|NICKNAME|VERSION)"
    rf"(?:;[A-Za-z0-9_-]+(?:={_VALUE}(?:,{_VALUE})*)?)*:[^\r\n]*",
    re.IGNORECASE,
)


class ContactsError(Exception):
    """The address book cannot be had; `key` is for translation."""

    def __init__(self, key: str) -> None:
        """Say why by a key; nothing of the place or its content is told."""
        super().__init__(key)
        self.key = key


async def async_check_contacts(hass: HomeAssistant, source: str) -> str | None:
    """Try an address book; give the key of the error that a form shows, None if it is good."""
    try:
        cards = await async_load_contacts(hass, source)
    except ContactsError as err:
        return err.key
    return None if cards else "contacts_empty"


async def async_load_contacts(hass: HomeAssistant, source: str) -> tuple[ContactCard, ...]:
    """Read an address book; raise `ContactsError`."""
    source = source.strip()
    if "://" in source:
        data = await _async_download(hass, source)
    else:
        data = await hass.async_add_executor_job(_read, hass, source)
    return await hass.async_add_executor_job(parse_cards, data)


async def _async_download(hass: HomeAssistant, source: str) -> bytes:
    """Fetch an address book from the web."""
    try:
        url = URL(source)
    except ValueError:
        raise ContactsError("contacts_not_found") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise ContactsError("contacts_not_found")
    data = bytearray()
    try:
        async with async_get_clientsession(hass).get(url, timeout=_TIMEOUT) as response:
            if response.status != 200:
                raise ContactsError("contacts_not_found")
            async for chunk in response.content.iter_chunked(65_536):
                data += chunk
                if len(data) > MAX_BYTES:
                    raise ContactsError("contacts_too_large")
    except ClientError, TimeoutError, OSError, ValueError:
        # The text of these errors may hold the address, and that a password.
        raise ContactsError("contacts_unreachable") from None
    return bytes(data)


def _read(hass: HomeAssistant, source: str) -> bytes:
    """Read an address book from a file that Home Assistant may read."""
    try:
        path = Path(hass.config.path(source)).resolve()
        allowed = path.is_relative_to(Path(hass.config.config_dir).resolve())
        if not (allowed or hass.config.is_allowed_path(str(path))):
            raise ContactsError("contacts_not_allowed")
        if not path.is_file():
            raise ContactsError("contacts_not_found")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError, ValueError:
        raise ContactsError("contacts_not_found") from None
    if len(data) > MAX_BYTES:
        raise ContactsError("contacts_too_large")
    return data


def parse_cards(data: bytes) -> tuple[ContactCard, ...]:
    """Read all cards that have a name and a number; what cannot be read is left out."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    cards: list[ContactCard] = []
    begins = [found.start() for found in _CARD.finditer(text)]
    for begin, end in islice(pairwise((*begins, len(text))), MAX_CARDS):
        if (card := _card(text[begin:end])) is not None:
            cards.append(card)
    return tuple(cards)


def _card(text: str) -> ContactCard | None:
    """Read one card; None if there is nobody to call on it."""
    lines = list(_good_lines(text))
    try:
        read = vobject.readOne("\n".join(("BEGIN:VCARD", *lines, "END:VCARD")), allowQP=True)
        name = _name(read)
        numbers = [_number(str(line.value)) for line in read.contents.get("tel", ())]
    except Exception:
        return None
    numbers = [number for number in dict.fromkeys(numbers) if number][:MAX_NUMBERS]
    return ContactCard(name=name, numbers=tuple(numbers)) if name and numbers else None


def _good_lines(text: str) -> Iterator[str]:
    """Yield the lines of a card that matter and can be read safely, each in one piece."""
    found = 0
    for line in _whole_lines(text):
        if len(line) <= _MAX_LINE and _LINE.fullmatch(line):
            yield line
            found += 1
            if found == _MAX_LINES:
                return


def _whole_lines(text: str) -> Iterator[str]:
    """Put lines together that were broken, in the new way or the old one."""
    lines = iter(_FOLD.sub("", text).split("\n"))
    for line in lines:
        whole = line
        if "quoted-printable" in line[:_MAX_LINE].lower():
            while whole.endswith("=") and len(whole) <= _MAX_LINE:
                whole = whole[:-1] + next(lines, "")
        yield whole


def _name(card: vobject.base.Component) -> str:
    """Give the name on a card: as it is shown, else put together, else of the company."""
    for key in ("fn", "n", "org", "nickname"):
        for line in card.contents.get(key, ()):
            value = " ".join(line.value) if isinstance(line.value, list) else str(line.value)
            if name := " ".join(value.split()):
                return name[:MAX_NAME]
    return ""


def _number(value: str) -> str:
    """Give a number without what makes it a link."""
    return value.strip().removeprefix("tel:").partition(";")[0][:64]
