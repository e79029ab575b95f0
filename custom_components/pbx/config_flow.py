"""The way from a box on the network to a PBX in Home Assistant, and its repair.

user -> <vendor> -> certificate? -> reports? -> users? -> entry
dhcp ----^              ^              ^
reauth ----------------/|              |      (then only the credentials change)
reconfigure ------------+--------------+      (then everything but who is watched)

Which vendors there are, and what they ask for, comes from their registry.
"""

from collections.abc import Mapping
from functools import partialmethod
from typing import Any

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigFlowResult,
)
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PORT, CONF_SSL, CONF_WEBHOOK_ID
from homeassistant.core import callback
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo

from .certificate_issue import async_clear_certificate_issue, certificate_texts
from .connection import Probe, async_probe, vendor_of
from .const import (
    CONF_CA_CERTIFICATE,
    CONF_EVERYBODY,
    CONF_FINGERPRINT,
    CONF_LOCKED_UNTIL,
    CONF_MOVING_ID,
    CONF_REJECTED,
    CONF_TRUST,
    CONF_USERS,
    CONF_VENDOR,
    DOMAIN,
)
from .discovery import async_recognize, async_vendor_at
from .flow_errors import NO_COMPLAINT, Complaint, complaint
from .flow_input import (
    async_is_authority,
    interface_texts,
    is_same_pbx,
    plain_name,
    tidy_connection,
    tidy_list,
)
from .flow_reports import (
    REPORT_KEYS,
    async_check,
    async_own_address,
    async_suggested,
    corrected,
    default_ports,
    new_path,
    settled,
)
from .flow_schemas import (
    certificate_schema,
    connection_schema,
    reports_schema,
    users_schema,
)
from .flow_sockets import (
    SocketSteps,
    async_is_dialing_already,
    id_kept,
    is_answering,
    settle_direction,
)
from .options_flow import PbxOptionsFlow
from .report_test import ReportTest
from .telephony.driver import Field, FieldKind
from .telephony.errors import CertificateChanged, CertificateUntrusted
from .telephony.model import PbxInfo
from .telephony.tls import Certificate, Trust, look_at_certificate
from .telephony.vendors import VENDORS

_PLACE = (CONF_HOST, CONF_PORT)
# What an entry remembers of logins that failed; one that succeeds ends it.
_TROUBLES = (CONF_LOCKED_UNTIL, CONF_REJECTED)
_TRUST_KEYS = (CONF_TRUST, CONF_FINGERPRINT, CONF_CA_CERTIFICATE)


class PbxConfigFlow(ReportTest, SocketSteps, domain=DOMAIN):
    """Set up a PBX, or mend its connection."""

    VERSION = 1
    MINOR_VERSION = 1

    _certificate: Certificate
    _probe: Probe

    def __init__(self) -> None:
        """Begin with empty hands."""
        super().__init__()
        self._data: dict[str, Any] = {}
        self._seen: dict[str, str] = {}
        self._typed: dict[str, Any] = {}
        self._proposed: dict[str, Any] = {}

    @staticmethod
    @callback
    def async_get_options_flow(config_entry: ConfigEntry) -> PbxOptionsFlow:
        """Offer the options."""
        return PbxOptionsFlow()

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the kind of PBX, unless one has just been set up."""
        if self._tested is not None:
            return await self.async_step_test_report()
        return self.async_show_menu(step_id="user", menu_options=list(VENDORS))

    async def async_step_dhcp(self, discovery_info: DhcpServiceInfo) -> ConfigFlowResult:
        """Take up what appeared on the network."""
        address, mac = discovery_info.ip, format_mac(discovery_info.macaddress)
        if async_recognize(self.hass, address, mac):
            return self.async_abort(reason="already_configured")
        self._async_abort_entries_match({CONF_HOST: address})
        # Only until its own identity is known; somebody may have chosen to ignore it by this one.
        await self.async_set_unique_id(mac)
        self._abort_if_unique_id_configured()
        if (key := await async_vendor_at(self.hass, address, mac)) is None:
            return self.async_abort(reason="not_supported")
        self._data = {CONF_VENDOR: key}
        self._seen = {CONF_HOST: address, CONF_MAC: mac}
        self._typed = {CONF_HOST: address}
        self.context["title_placeholders"] = {"name": f"{VENDORS[key].name} ({address})"}
        return self._ask_connection()

    async def async_ask_vendor(
        self, key: str, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how to reach a PBX of this vendor; every vendor has such a step."""
        if user_input is None:
            self._data = {CONF_VENDOR: key}
            return self._ask_connection()
        return await self._async_submit(user_input)

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Begin anew with a PBX that rejected its credentials."""
        self._load(self._get_reauth_entry())
        return self._ask_connection()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for new credentials."""
        if user_input is None:
            return self._ask_connection()
        return await self._async_submit(user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for everything again."""
        if user_input is None:
            self._load(self._get_reconfigure_entry())
            if self._data.get(CONF_TRUST) == Trust.NONE:
                # Believing anybody is asked for again each time.
                self._forget_trust()
            return self._ask_connection()
        return await self._async_submit(user_input)

    async def async_step_certificate(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether to believe the certificate."""
        if user_input is None:
            return self._ask_certificate()
        trust = Trust(user_input[CONF_TRUST])
        self._forget_trust()
        self._data[CONF_TRUST] = trust.value
        if trust is Trust.PIN:
            self._data[CONF_FINGERPRINT] = self._certificate.fingerprint
        elif trust is Trust.CA:
            authority = user_input.get(CONF_CA_CERTIFICATE, "").strip()
            if not await async_is_authority(authority):
                return self._ask_certificate(
                    {CONF_CA_CERTIFICATE: "invalid_certificate"}, user_input
                )
            self._data[CONF_CA_CERTIFICATE] = authority
        return await self._async_connect()

    async def async_step_reports(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask by which way the PBX shall send its reports."""
        errors: dict[str, str] = {}
        info = self._probe.info
        if user_input is None:
            self._proposed = await async_suggested(self.hass, self._data, info)
        else:
            errors = await async_check(self.hass, info, user_input, self._entry)
            self._proposed = corrected(self.hass, info, user_input, self._proposed)
            if not errors:
                for key in REPORT_KEYS:
                    self._data.pop(key, None)
                self._data |= settled(self._proposed)
                self._data.setdefault(CONF_WEBHOOK_ID, new_path())
                return await self._async_watch()
        return self.async_show_form(
            step_id="reports",
            data_schema=self.add_suggested_values_to_schema(
                reports_schema(default_ports(self.hass, info)), self._proposed
            ),
            errors=errors,
            description_placeholders={"address": await async_own_address(self.hass, self._data)},
        )

    async def async_step_users(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whom to watch."""
        errors: dict[str, str] = {}
        if user_input is not None:
            users = tidy_list(user_input[CONF_USERS])
            everybody = user_input.get(CONF_EVERYBODY, False)
            if users or everybody:
                options = {CONF_USERS: users}
                return self._finish(options | {CONF_EVERYBODY: True} if everybody else options)
            errors[CONF_USERS] = "no_users"
        return self.async_show_form(
            step_id="users",
            data_schema=users_schema(self._probe.people),
            errors=errors,
            description_placeholders=interface_texts(self._probe.info),
        )

    @property
    def _entry(self) -> ConfigEntry | None:
        """The entry that is being mended, if any."""
        if self.source == SOURCE_REAUTH:
            return self._get_reauth_entry()
        if self.source == SOURCE_RECONFIGURE:
            return self._get_reconfigure_entry()
        return None

    @property
    def _fields(self) -> tuple[Field, ...]:
        """What the connection form asks for."""
        fields = vendor_of(self._data).fields
        if self.source == SOURCE_REAUTH:
            return tuple(field for field in fields if _is_credential(field))
        return fields

    @property
    def _connection_step(self) -> str:
        """Name the step that asks for the connection."""
        if self.source == SOURCE_REAUTH:
            return "reauth_confirm"
        if self.source == SOURCE_RECONFIGURE:
            return "reconfigure"
        return str(self._data[CONF_VENDOR])

    @property
    def _keeps_secrets(self) -> bool:
        """Tell whether an empty secret means the one on file; a rejected one must be typed."""
        if self.source != SOURCE_RECONFIGURE:
            return False
        return not self._get_reconfigure_entry().data.get(CONF_REJECTED)

    def _load(self, entry: ConfigEntry) -> None:
        """Start from what is on file; secrets are never shown."""
        self._data = {key: value for key, value in entry.data.items() if key not in _TROUBLES}
        self._typed = {
            field.key: self._data[field.key]
            for field in self._fields
            if field.kind is not FieldKind.SECRET and field.key in self._data
        }

    def _forget_trust(self) -> None:
        """Judge the certificate afresh."""
        for key in _TRUST_KEYS:
            self._data.pop(key, None)

    def _ask_connection(self, trouble: Complaint = NO_COMPLAINT) -> ConfigFlowResult:
        """Show the form for the connection, with what was typed so far."""
        schema = connection_schema(self._fields, keep_secrets=self._keeps_secrets)
        return self.async_show_form(
            step_id=self._connection_step,
            data_schema=self.add_suggested_values_to_schema(schema, self._typed),
            errors=trouble.errors,
            description_placeholders=trouble.placeholders,
        )

    def _ask_certificate(
        self, errors: dict[str, str] | None = None, typed: Mapping[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the certificate that did not verify."""
        texts = certificate_texts(self._certificate)
        return self.async_show_form(
            step_id="certificate",
            data_schema=self.add_suggested_values_to_schema(certificate_schema(), typed),
            errors=errors,
            description_placeholders={"host": self._data[CONF_HOST], **texts},
        )

    async def _async_submit(self, user_input: dict[str, Any]) -> ConfigFlowResult:
        """Take what was typed into the form for the connection, and try it."""
        self._typed = tidy_connection(user_input, self._fields)
        place = [self._data.get(key) for key in _PLACE]
        self._data |= {
            field.key: self._typed[field.key]
            for field in self._fields
            if self._typed.get(field.key) or field.kind is not FieldKind.SECRET
        }
        settle_direction(self._data)
        if is_answering(self._data):
            return await self.async_step_dial_in()
        if not self._data[CONF_HOST]:
            return self._ask_connection(Complaint({CONF_HOST: "no_host"}))
        if async_is_dialing_already(self.hass, self._data, self._data[CONF_HOST]):
            return self.async_abort(reason="already_configured")
        moved = place != [self._data[key] for key in _PLACE]
        # A PBX that we know keeps its certificate when it moves; of a new one we know nothing.
        if not self._data[CONF_SSL] or (moved and self._entry is None):
            self._forget_trust()
        fields = vendor_of(self._data).fields
        for entry in self._async_current_entries(include_ignore=False):
            if entry is not self._entry and is_same_pbx(entry.data, self._data, fields):
                return self.async_abort(reason="already_configured")
        return await self._async_connect()

    async def _async_connect(self) -> ConfigFlowResult:
        """Log in, once, and see who answers."""
        try:
            self._probe = await async_probe(self.hass, self._data, self._entry)
        except (CertificateUntrusted, CertificateChanged) as err:
            return await self._async_look(changed=isinstance(err, CertificateChanged))
        except Exception as err:
            return self._ask_connection(complaint(err, {field.key for field in self._fields}))
        return await self._async_identify(self._probe.info)

    async def _async_look(self, *, changed: bool) -> ConfigFlowResult:
        """Fetch the certificate that did not verify, and show it."""
        place = self._data[CONF_HOST], self._data[CONF_PORT]
        try:
            self._certificate = await look_at_certificate(*place)
        except Exception as err:  # Not every certificate can be read.
            return self._ask_connection(complaint(err, {field.key for field in self._fields}))
        errors: dict[str, str] = {}
        if changed:
            errors["base"] = "certificate_changed"
        elif self._data.get(CONF_TRUST) == Trust.CA:
            errors[CONF_CA_CERTIFICATE] = "untrusted_authority"
        return self._ask_certificate(errors, self._data if CONF_CA_CERTIFICATE in errors else None)

    async def _async_identify(self, info: PbxInfo) -> ConfigFlowResult:
        """Refuse what is known already, or is not the PBX that is being mended."""
        entry = self._entry
        if entry is None:
            await self.async_set_unique_id(info.id, raise_on_progress=False)
            self._abort_if_unique_id_configured()
        elif info.id != entry.unique_id:
            if info.id_is_stable and not entry.data.get(CONF_MOVING_ID):
                return self.async_abort(reason="wrong_pbx")
            if self.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, info.id):
                return self.async_abort(reason="already_configured")
        if self.source == SOURCE_REAUTH:
            return self._finish({})
        if vendor_of(self._data).posts_reports:
            return await self.async_step_reports()
        return await self._async_watch()

    async def _async_watch(self) -> ConfigFlowResult:
        """Ask whom to watch, where that has not been chosen yet."""
        if self._entry is None and vendor_of(self._data).watches_people:
            return await self.async_step_users()
        return self._finish({})

    def _finish(self, options: dict[str, Any]) -> ConfigFlowResult:
        """Make the entry, or mend it."""
        info = self._probe.info
        if (entry := self._entry) is None:
            if not info.id_is_stable:
                self._data[CONF_MOVING_ID] = True
            if self._seen and self._seen[CONF_HOST] == self._data.get(CONF_HOST):
                self._data[CONF_MAC] = self._seen[CONF_MAC]
            title = plain_name(info.name, vendor_of(self._data).name)
            return self.async_create_entry(title=title, data=self._data, options=options)
        async_clear_certificate_issue(self.hass, entry)
        return self.async_update_reload_and_abort(
            entry, unique_id=id_kept(entry, info), data=self._data
        )


def _is_credential(field: Field) -> bool:
    """Tell whether a field is a part of the login."""
    return field.kind is FieldKind.SECRET or field.autocomplete == "username"


# The menu leads to a step per vendor, however many there are.
for _key in VENDORS:
    setattr(
        PbxConfigFlow, f"async_step_{_key}", partialmethod(PbxConfigFlow.async_ask_vendor, _key)
    )
