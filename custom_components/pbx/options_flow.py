"""What can be changed about a PBX while it stays the same PBX."""

from contextlib import suppress
from ipaddress import ip_address
from typing import Any, Final, NamedTuple

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigFlowResult,
    OptionsFlowWithReload,
)
from homeassistant.const import UnitOfTime
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TextSelector,
    TextSelectorConfig,
)
import voluptuous as vol

from .connection import vendor_of
from .const import (
    CONF_ACCEPT_AFTER,
    CONF_ALLOWED_ADDRESSES,
    CONF_CONTACTS,
    CONF_EVERYBODY,
    CONF_MASK_NUMBERS,
    CONF_RESTRICTED,
    CONF_USERS,
    DEFAULT_ACCEPT_AFTER,
    DEFAULT_RESTRICTED,
)
from .contacts import async_check_contacts
from .coordinator import PbxCoordinator
from .flow_input import interface_texts, tidy_list
from .flow_schemas import addresses_selector, assist_fields, form, option_fields, users_fields
from .telephony.driver import Person, Vendor
from .telephony.errors import PbxError

# The PBX decides by itself after ten.
_MOST_SECONDS: Final = 9

_SECONDS: Final = vol.All(
    NumberSelector(
        NumberSelectorConfig(
            min=0,
            max=_MOST_SECONDS,
            step=1,
            mode=NumberSelectorMode.SLIDER,
            unit_of_measurement=UnitOfTime.SECONDS,
        )
    ),
    vol.Coerce(int),
)


class PbxOptionsFlow(OptionsFlowWithReload):
    """Ask whom to watch, from where else reports may come, and how careful to be."""

    def __init__(self) -> None:
        """Begin without a list of people."""
        self._people: tuple[Person, ...] | None = None

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show all options that this kind of PBX has."""
        errors: dict[str, str] = {}
        present = dict(self.config_entry.options)
        coordinator = self._coordinator
        if coordinator is not None and self._people is None:
            self._people = await coordinator.exchange.directory()
        fields = _fields(vendor_of(self.config_entry.data), present, self._known(present))
        if user_input is not None:
            typed = {key: _tidy(value) for key, value in user_input.items()}
            errors = _faults(typed) | await self._contacts_fault(typed)
            kept = {key: value for key, value in present.items() if key not in fields}
            present = kept | {key: value for key, value in typed.items() if value != ""}
            if not errors:
                await self._watch(present)
                return self.async_create_entry(data=present)
        info = coordinator.state.info if coordinator is not None else None
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(form(fields), present),
            errors=errors,
            description_placeholders=interface_texts(info),
        )

    @property
    def _coordinator(self) -> PbxCoordinator | None:
        """Give the PBX, while it is set up."""
        is_loaded = self.config_entry.state is ConfigEntryState.LOADED
        coordinator: PbxCoordinator | None = self.config_entry.runtime_data if is_loaded else None
        return coordinator

    def _known(self, present: dict[str, Any]) -> _Known:
        """Give those who can be chosen, by the names that the PBX tells."""
        coordinator = self._coordinator
        roster = coordinator.state.extensions if coordinator is not None else {}
        watched = {
            each.id.casefold(): Person(each.id, each.name or each.id, each.number)
            for each in roster.values()
        }
        for user in present.get(CONF_USERS, ()):
            watched.setdefault(user.casefold(), Person(user, user))
        # Who was renamed is known by the old name, and listed by the new one.
        named = {(person.name, person.number) for person in watched.values() if person.number}
        others = [
            person
            for person in self._people or ()
            if person.key.casefold() not in watched and (person.name, person.number) not in named
        ]
        return _Known((*watched.values(), *others), self._people is not None)

    async def _watch(self, present: dict[str, Any]) -> None:
        """Let people come and go without a new connection, if nothing else was changed."""
        before = {**self.config_entry.options, CONF_USERS: present.get(CONF_USERS)}
        coordinator = self._coordinator
        if coordinator is None or before != present:
            return
        self.automatic_reload = False
        with suppress(PbxError):
            await coordinator.exchange.watch(present[CONF_USERS])

    async def _contacts_fault(self, typed: dict[str, Any]) -> dict[str, str]:
        """Try another address book; the one on file may be away for now."""
        source = typed.get(CONF_CONTACTS, "")
        if not source or source == self.config_entry.options.get(CONF_CONTACTS):
            return {}
        fault = await async_check_contacts(self.hass, source)
        return {CONF_CONTACTS: fault} if fault else {}


class _Known(NamedTuple):
    """Who can be chosen."""

    people: tuple[Person, ...]
    is_listed: bool
    """The PBX has told them, and tells who comes later."""


def _fields(vendor: Vendor, present: dict[str, Any], known: _Known) -> dict[vol.Marker, Any]:
    """Choose the options by what the vendor can do; leaving one empty empties it."""
    fields: dict[vol.Marker, Any] = {}
    if vendor.watches_people:
        everybody = known.is_listed or CONF_EVERYBODY in present
        fields |= users_fields(known.people, everybody=everybody)
    fields |= option_fields(vendor.options, known.people)
    if vendor.posts_reports:
        fields[vol.Optional(CONF_ALLOWED_ADDRESSES, default=[])] = addresses_selector()
        fields[vol.Required(CONF_ACCEPT_AFTER, default=DEFAULT_ACCEPT_AFTER)] = _SECONDS
    fields[vol.Optional(CONF_CONTACTS)] = TextSelector(TextSelectorConfig(autocomplete="off"))
    fields[vol.Required(CONF_RESTRICTED, default=DEFAULT_RESTRICTED)] = BooleanSelector()
    fields[vol.Required(CONF_MASK_NUMBERS, default=False)] = BooleanSelector()
    fields |= assist_fields(known.people)
    return fields


def _tidy(value: Any) -> Any:
    """Trim what was typed."""
    match value:
        case list():
            return tidy_list(value)
        case str():
            return value.strip()
    return value


def _faults(typed: dict[str, Any]) -> dict[str, str]:
    """Find what cannot be meant."""
    errors: dict[str, str] = {}
    if typed.get(CONF_USERS) == [] and not typed.get(CONF_EVERYBODY):
        errors[CONF_USERS] = "no_users"
    for address in typed.get(CONF_ALLOWED_ADDRESSES, ()):
        try:
            ip_address(address)
        except ValueError:
            errors[CONF_ALLOWED_ADDRESSES] = "invalid_address"
    return errors
