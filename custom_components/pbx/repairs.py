"""The repairs: a changed certificate is believed once a person said so; reports find their way."""

from typing import Any

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from .const import CONF_FINGERPRINT, CONF_TRUST, DOMAIN
from .flow_schemas import form
from .reports_repair import ReportsFlow
from .telephony.tls import Trust


class CertificateFlow(RepairsFlow):
    """Show the new certificate and pin it."""

    def __init__(self, entry_id: str, fingerprint: str) -> None:
        """Remember what the issue was about: exactly this certificate is pinned."""
        self._entry_id = entry_id
        self._fingerprint = fingerprint

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Show the certificate; pin it when told to."""
        if user_input is not None:
            return self._pin()
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        return self.async_show_form(
            step_id="confirm",
            data_schema=form({}),
            description_placeholders=issue.translation_placeholders if issue else None,
        )

    def _pin(self) -> RepairsFlowResult:
        """Believe this certificate from now on."""
        entries = self.hass.config_entries
        if (entry := entries.async_get_entry(self._entry_id)) is None:
            return self.async_abort(reason="pbx_removed")
        pinned = {CONF_TRUST: Trust.PIN.value, CONF_FINGERPRINT: self._fingerprint}
        entries.async_update_entry(entry, data={**entry.data, **pinned})
        entries.async_schedule_reload(entry.entry_id)
        return self.async_create_entry(data={})


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Start the repair of an issue."""
    assert data is not None, "all our fixable issues carry data"
    entry_id = str(data["entry_id"])
    if "fingerprint" in data:
        return CertificateFlow(entry_id, str(data["fingerprint"]))
    return ReportsFlow(entry_id, str(data["kind"]), streams=bool(data["streams"]))
