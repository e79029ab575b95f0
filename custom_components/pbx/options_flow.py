"""What can be changed about a PBX while it stays the same PBX."""

from ipaddress import ip_address
from typing import Any

from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload
from homeassistant.helpers.selector import Selector

from .connection import vendor_of
from .const import CONF_ALLOWED_ADDRESSES, CONF_USERS
from .flow_input import tidy_list
from .flow_schemas import addresses_selector, options_schema, users_selector
from .telephony.driver import Person


class PbxOptionsFlow(OptionsFlowWithReload):
    """Ask whom to watch, and from where else reports may come."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show all options that this kind of PBX has."""
        errors: dict[str, str] = {}
        present = dict(self.config_entry.options)
        if user_input is not None:
            typed = {key: tidy_list(texts) for key, texts in user_input.items()}
            present |= typed
            errors = _faults(typed)
            if not errors:
                return self.async_create_entry(data=present)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                options_schema(self._selectors(present)), present
            ),
            errors=errors,
        )

    def _selectors(self, present: dict[str, Any]) -> dict[str, Selector[Any]]:
        """Choose the options by what the vendor can do."""
        vendor = vendor_of(self.config_entry.data)
        selectors: dict[str, Selector[Any]] = {}
        if vendor.watches_people:
            # Their names are known to the PBX only, and asking it would take a login.
            watched = [Person(user, user) for user in present.get(CONF_USERS, ())]
            selectors[CONF_USERS] = users_selector(watched)
        if vendor.posts_reports:
            selectors[CONF_ALLOWED_ADDRESSES] = addresses_selector()
        return selectors


def _faults(typed: dict[str, list[str]]) -> dict[str, str]:
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
