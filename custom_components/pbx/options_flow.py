"""What can be changed about a PBX while it stays the same PBX."""

from ipaddress import ip_address
from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload
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
    CONF_RESTRICTED,
    CONF_USERS,
    DEFAULT_ACCEPT_AFTER,
    DEFAULT_RESTRICTED,
)
from .contacts import async_check_contacts
from .flow_input import tidy_list
from .flow_schemas import addresses_selector, form, users_selector
from .telephony.driver import Person, Vendor

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

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show all options that this kind of PBX has."""
        errors: dict[str, str] = {}
        present = dict(self.config_entry.options)
        fields = _fields(vendor_of(self.config_entry.data), present)
        if user_input is not None:
            typed = {key: _tidy(value) for key, value in user_input.items()}
            errors = _faults(typed) | await self._contacts_fault(typed)
            kept = {key: value for key, value in present.items() if key not in fields}
            present = kept | {key: value for key, value in typed.items() if value != ""}
            if not errors:
                return self.async_create_entry(data=present)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(form(fields), present),
            errors=errors,
        )

    async def _contacts_fault(self, typed: dict[str, Any]) -> dict[str, str]:
        """Try another address book; the one on file may be away for now."""
        source = typed.get(CONF_CONTACTS, "")
        if not source or source == self.config_entry.options.get(CONF_CONTACTS):
            return {}
        fault = await async_check_contacts(self.hass, source)
        return {CONF_CONTACTS: fault} if fault else {}


def _fields(vendor: Vendor, present: dict[str, Any]) -> dict[vol.Marker, Any]:
    """Choose the options by what the vendor can do; leaving one empty empties it."""
    fields: dict[vol.Marker, Any] = {}
    if vendor.watches_people:
        # Their names are known to the PBX only, and asking it would take a login.
        watched = [Person(user, user) for user in present.get(CONF_USERS, ())]
        fields[vol.Optional(CONF_USERS, default=[])] = users_selector(watched)
    if vendor.posts_reports:
        fields[vol.Optional(CONF_ALLOWED_ADDRESSES, default=[])] = addresses_selector()
        fields[vol.Required(CONF_ACCEPT_AFTER, default=DEFAULT_ACCEPT_AFTER)] = _SECONDS
    fields[vol.Optional(CONF_CONTACTS)] = TextSelector(TextSelectorConfig(autocomplete="off"))
    fields[vol.Required(CONF_RESTRICTED, default=DEFAULT_RESTRICTED)] = BooleanSelector()
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
    if typed.get(CONF_USERS) == []:
        errors[CONF_USERS] = "no_users"
    for address in typed.get(CONF_ALLOWED_ADDRESSES, ()):
        try:
            ip_address(address)
        except ValueError:
            errors[CONF_ALLOWED_ADDRESSES] = "invalid_address"
    return errors
