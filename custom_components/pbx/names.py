"""Who has a number, by the address books: the PBX's own, then the one chosen in the options.

A name is looked up by the number alone, each time, so that nobody gets another one's.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
import logging
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval

from .const import CONF_CONTACTS
from .contacts import ContactsError, async_load_contacts
from .numbering import (
    formatted,
    national_key,
    number_key,
    prepare,
    region_of,
    without_prefix,
)
from .telephony.commands import GetContacts
from .telephony.contact import ContactCard
from .telephony.errors import PbxError
from .telephony.exchange import LINK, Exchange
from .telephony.model import Capability
from .telephony.numbering import Numbering

_LOGGER = logging.getLogger(__name__)

REFRESH: Final = timedelta(days=1)
MAX_CONTACTS: Final = 50_000


class NameBook:
    """The names of one address book, by number."""

    def __init__(
        self,
        cards: Iterable[ContactCard] = (),
        region: str | None = None,
        numbering: Numbering | None = None,
    ) -> None:
        """Sort the cards in; of two with the same number the first one counts.

        People write cards; `numbering` is of the PBX, for the numbers that are looked up.
        """
        self._region = region
        self._numbering = numbering
        self._names: dict[str, str] = {}
        self._by_national: dict[str, str | None] = {}
        for card in cards:
            for number in card.numbers:
                if (key := number_key(number, region)) is not None:
                    self._add(key, number, card.name)

    def _add(self, key: str, number: str, name: str) -> None:
        """Add one number."""
        if key in self._names or len(self._names) >= MAX_CONTACTS:
            return
        self._names[key] = name
        if (national := national_key(number, self._region)) is not None:
            # One that two countries have is nobody's.
            is_taken = self._by_national.get(national, name) != name
            self._by_national[national] = None if is_taken else name

    def __len__(self) -> int:
        """Count the numbers."""
        return len(self._names)

    def numbers_of(self, is_meant: Callable[[str], bool]) -> dict[str, str]:
        """Give the numbers of those whose name is meant, each with the name."""
        return {number: name for number, name in self._names.items() if is_meant(name)}

    def name_of(self, number: str) -> str | None:
        """Say who has a number."""
        key = number_key(number, self._region, self._numbering)
        if not self._names or key is None:
            return None
        if (name := self._names.get(key)) is not None:
            return name
        rest = without_prefix(number, self._region, self._numbering)
        if rest is not None and (name := self._names.get(rest)) is not None:
            return name
        if key.startswith("+"):
            return None
        # Nobody knows of which country it is.
        national = national_key(number, self._region)
        return None if national is None else self._by_national.get(national)


class Names:
    """The address books of one PBX, kept fresh."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any], exchange: Exchange) -> None:
        """Start with empty books."""
        self._hass = hass
        self._entry = entry
        self._exchange = exchange
        self._of_pbx = NameBook()
        self._chosen = NameBook()
        self._epoch = 0
        self._plan: tuple[str | None, Numbering | None] | None = None
        """How numbers were understood when the chosen book was read."""

    @property
    def region(self) -> str | None:
        """Give the country that numbers without one belong to: the one that the PBX is in."""
        code = self.numbering.country if self.numbering is not None else ""
        return region_of(code, self._hass.config.country)

    @property
    def numbering(self) -> Numbering | None:
        """Say what this PBX dials in front of numbers, if it tells."""
        info = self._exchange.state.info
        return info.numbering if info is not None else None

    def name_of(self, number: str) -> str | None:
        """Say who outside the office has a number."""
        return self._of_pbx.name_of(number) or self._chosen.name_of(number)

    async def async_numbers_of(self, is_meant: Callable[[str], bool]) -> dict[str, str]:
        """Give the numbers of those outside whose name is meant, each with the name."""
        books = (self._chosen, self._of_pbx)
        find = self._hass.async_add_executor_job
        found = [await find(book.numbers_of, is_meant) for book in books]
        return found[0] | found[1]

    def formatted(self, number: str | None) -> str | None:
        """Write a number as people read it."""
        return None if number is None else formatted(number, self.region, self.numbering)

    async def async_start(self) -> None:
        """Read the books, now, daily, and the PBX's own at each new connection."""
        await self._hass.async_add_executor_job(prepare)
        self._link_changed()
        if not self._epoch:
            self._refresh_chosen()
        for stop in (
            self._exchange.changes.add(LINK, self._link_changed),
            async_track_time_interval(self._hass, self._refresh, REFRESH),
        ):
            self._entry.async_on_unload(stop)

    @callback
    def _refresh(self, now: datetime) -> None:
        """Read all books anew."""
        self._refresh_pbx()
        self._refresh_chosen()

    @callback
    def _link_changed(self) -> None:
        """Read the PBX's own book after a new connection, and if it numbers otherwise, all."""
        link = self._exchange.state.link
        if link.is_up and link.epoch != self._epoch:
            self._epoch = link.epoch
            self._refresh_pbx()
            if self._plan != (plan := (self.region, self.numbering)):
                self._plan = plan
                self._refresh_chosen()

    def _refresh_pbx(self) -> None:
        """Read the PBX's own book, if it has one."""
        info = self._exchange.state.info
        if info is not None and Capability.CONTACTS in info.capabilities:
            self._entry.async_create_background_task(
                self._hass, self._async_read_pbx(), f"{self._entry.title} contacts"
            )

    def _refresh_chosen(self) -> None:
        """Read the chosen book, if one was chosen."""
        if source := self._entry.options.get(CONF_CONTACTS):
            self._entry.async_create_background_task(
                self._hass, self._async_read_chosen(source), f"{self._entry.title} vCards"
            )

    async def _async_read_pbx(self) -> None:
        """Read the PBX's own book; what was read before stays if that fails."""
        try:
            receipt = await self._exchange.execute(GetContacts())
        except PbxError as err:
            _LOGGER.debug("The contacts could not be read (%s)", type(err).__name__)
            return
        self._of_pbx = await self._async_book(receipt.contacts)

    async def _async_read_chosen(self, source: str) -> None:
        """Read the chosen book; what was read before stays if that fails."""
        try:
            cards = await async_load_contacts(self._hass, source)
        except ContactsError as err:
            _LOGGER.warning("The address book of %s: %s", self._entry.title, err.key)
            return
        self._chosen = await self._async_book(cards)

    async def _async_book(self, cards: tuple[ContactCard, ...]) -> NameBook:
        """Understand all numbers, which takes a while."""
        return await self._hass.async_add_executor_job(NameBook, cards, self.region, self.numbering)
