"""The repair of reports that do not arrive: the mend that fits what is known of the reason."""

from typing import Any

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.components.repairs.const import FlowType
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.helpers import issue_registry as ir

from .const import CONF_ALLOWED_ADDRESSES, DOMAIN
from .coordinator import PbxCoordinator
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
from .flow_schemas import form, reports_schema
from .report_test import async_begin_test
from .reports_issue import NOT_MONITORED, REPORTS_TAKEN
from .telephony.model import PbxInfo


class ReportsFlow(RepairsFlow):
    """Mend the way of the reports, and watch the first one arrive."""

    def __init__(self, entry_id: str, kind: str, *, streams: bool) -> None:
        """Remember what the issue was about; `streams` where the PBX sends reports by TCP."""
        self._entry_id = entry_id
        self._kind = kind
        self._streams = streams
        self._proposed: dict[str, Any] = {}

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Choose the mend by what is known."""
        if self._entry is None:
            return self.async_abort(reason="pbx_removed")
        if self._kind == REPORTS_TAKEN:
            return await self.async_step_take_back()
        if self._kind == NOT_MONITORED:
            return await self.async_step_monitor()
        if self._strangers:
            return await self.async_step_stranger()
        return await self.async_step_way()

    async def async_step_take_back(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Offer to log in anew: whoever did so last gets the reports."""
        return await self._async_confirm("take_back", user_input)

    async def async_step_monitor(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Say what is to be ticked on the PBX, and look again afterwards."""
        return await self._async_confirm("monitor", user_input)

    async def async_step_stranger(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Offer to listen to the address that something came from."""
        entry, strangers = self._entry, self._strangers
        if user_input is not None and entry is not None:
            known = entry.options.get(CONF_ALLOWED_ADDRESSES, [])
            options = {**entry.options, CONF_ALLOWED_ADDRESSES: [*known, *strangers[:1]]}
            self.hass.config_entries.async_update_entry(entry, options=options)
            return await self._async_finish(entry)
        return self._show("stranger", stranger=", ".join(strangers[:1]) or "-")

    async def async_step_way(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask by which way the PBX shall send its reports."""
        if (entry := self._entry) is None:
            return self.async_abort(reason="pbx_removed")
        errors: dict[str, str] = {}
        info = self._info
        if user_input is None:
            self._proposed = await async_suggested(self.hass, entry.data, info)
            # What is on file did not work.
            self._proposed["report_host"] = await async_own_address(self.hass, entry.data)
        else:
            errors = await async_check(self.hass, info, user_input, entry)
            self._proposed = corrected(self.hass, info, user_input, self._proposed)
            if not errors:
                kept = {key: value for key, value in entry.data.items() if key not in REPORT_KEYS}
                kept.setdefault(CONF_WEBHOOK_ID, new_path())
                data = {**kept, **settled(self._proposed)}
                self.hass.config_entries.async_update_entry(entry, data=data)
                return await self._async_finish(entry)
        schema = reports_schema(default_ports(self.hass, info))
        return self.async_show_form(
            step_id="way",
            data_schema=self.add_suggested_values_to_schema(schema, self._proposed),
            errors=errors,
            description_placeholders=self._texts(
                own=await async_own_address(self.hass, entry.data)
            ),
        )

    @property
    def _entry(self) -> ConfigEntry | None:
        """Give the entry that is being mended; None if it has been removed."""
        return self.hass.config_entries.async_get_entry(self._entry_id)

    @property
    def _coordinator(self) -> PbxCoordinator | None:
        """Give the PBX, while it is set up."""
        entry = self._entry
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return None
        coordinator: PbxCoordinator = entry.runtime_data
        return coordinator

    @property
    def _strangers(self) -> tuple[str, ...]:
        """Give the addresses that something came from and was not listened to."""
        coordinator = self._coordinator
        if coordinator is None or coordinator.peers is None:
            return ()
        return coordinator.peers.strangers

    @property
    def _info(self) -> PbxInfo:
        """Give what is known of the PBX; one that is not set up has only said how it reports."""
        coordinator = self._coordinator
        if coordinator is not None and coordinator.state.info is not None:
            return coordinator.state.info
        return PbxInfo(id="", vendor="", name="", streams_reports=True, is_streaming=self._streams)

    def _texts(self, **more: str) -> dict[str, str]:
        """Give what the texts of a form want to name."""
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        known = issue.translation_placeholders if issue else None
        return {**(known or {}), **more}

    async def _async_confirm(
        self, step: str, user_input: dict[str, Any] | None
    ) -> RepairsFlowResult:
        """Show what is going to be done, and do it when told to."""
        if user_input is None:
            return self._show(step)
        if (entry := self._entry) is None:
            return self.async_abort(reason="pbx_removed")
        return await self._async_finish(entry)

    def _show(self, step: str, **more: str) -> RepairsFlowResult:
        """Show a form that only wants to be submitted."""
        return self.async_show_form(
            step_id=step, data_schema=form({}), description_placeholders=self._texts(**more)
        )

    async def _async_finish(self, entry: ConfigEntry) -> RepairsFlowResult:
        """Connect anew, which logs in anew, and offer to watch the first report arrive."""
        self.hass.config_entries.async_schedule_reload(entry.entry_id)
        flow_id = await async_begin_test(self.hass, entry)
        return self.async_create_entry(data={}, next_flow=(FlowType.CONFIG_FLOW, flow_id))
