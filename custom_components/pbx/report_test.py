"""The last step of a set-up: a person uses a phone, and sees the first report arrive.

It is a flow of its own, as the PBX is set up by then: whoever skips it has lost nothing. It is no
part of the options, because a frontend opens those anew instead of going on with a given flow.
"""

import asyncio
from contextlib import suppress
from typing import Any, Final

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowContext,
    ConfigFlowResult,
    FlowType,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import BooleanSelector
import voluptuous as vol

from .connection import vendor_of
from .const import CONF_REPORT_HOST, CONF_REPORT_PORT, DOMAIN
from .coordinator import PbxCoordinator
from .flow_schemas import form

CONF_WAIT: Final = "wait"
# Somebody has to walk to a phone.
PATIENCE: Final = 60.0


async def async_begin_test(hass: HomeAssistant, entry: ConfigEntry) -> str:
    """Begin the test of an entry; give the flow that another one names as its next."""
    context = ConfigFlowContext(source=SOURCE_USER, entry_id=entry.entry_id)
    begun = await hass.config_entries.flow.async_init(DOMAIN, context=context)
    return begun["flow_id"]


class ReportTest(ConfigFlow):
    """The steps of the test."""

    _arriving: asyncio.Task[bool] | None = None

    @property
    def _tested(self) -> ConfigEntry | None:
        """The entry whose reports are tested; None while one is being made."""
        if self.source != SOURCE_USER or (entry_id := self.context.get("entry_id")) is None:
            return None
        return self.hass.config_entries.async_get_entry(entry_id)

    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Offer to watch the first report arrive, now that the PBX is set up."""
        entry = result["result"]
        if vendor_of(entry.data).posts_reports:
            result["next_flow"] = FlowType.CONFIG_FLOW, await async_begin_test(self.hass, entry)
        return result

    async def async_step_test_report(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask to use a phone; without a word it is skipped."""
        return await self._async_ask("test_report", user_input)

    async def async_step_watch_report(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Wait for a report."""
        if self._arriving is None:
            self._arriving = self.hass.async_create_background_task(
                self._async_await_report(), "test of reports"
            )
        if not self._arriving.done():
            return self.async_show_progress(
                step_id="watch_report",
                progress_action="watch_report",
                progress_task=self._arriving,
            )
        watching, self._arriving = self._arriving, None
        heard = not watching.cancelled() and watching.result()
        return self.async_show_progress_done(
            next_step_id="report_heard" if heard else "report_missing"
        )

    async def async_step_report_heard(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that it has come."""
        return self.async_abort(reason="report_heard")

    async def async_step_report_missing(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say what to look at, and offer to wait once more."""
        return await self._async_ask("report_missing", user_input)

    async def _async_ask(self, step: str, user_input: dict[str, Any] | None) -> ConfigFlowResult:
        """Offer to wait; whoever does not want to is done."""
        if user_input is not None:
            if user_input[CONF_WAIT]:
                return await self.async_step_watch_report()
            return self.async_abort(reason="test_skipped")
        if (entry := self._tested) is None:
            return self.async_abort(reason="pbx_removed")
        schema = form({vol.Optional(CONF_WAIT, default=False): BooleanSelector()})
        data = entry.data
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(schema, {CONF_WAIT: True}),
            description_placeholders={
                "address": f"{data.get(CONF_REPORT_HOST, '-')}:{data.get(CONF_REPORT_PORT, '-')}"
            },
        )

    async def _async_await_report(self) -> bool:
        """Wait for a report; False if none comes. The PBX may just be being set up anew."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                heard = False
                while not heard and (entry := self._tested) is not None:
                    heard = await _async_heard(entry)
                return heard
        return False


async def _async_heard(entry: ConfigEntry) -> bool:
    """Wait for a report, or for the entry to be set up or unloaded."""
    changed = asyncio.Event()
    remove = entry.async_on_state_change(changed.set)
    waits: list[asyncio.Task[bool]] = [asyncio.create_task(_happens(changed))]
    if entry.state is ConfigEntryState.LOADED:
        coordinator: PbxCoordinator = entry.runtime_data
        waits.append(asyncio.create_task(coordinator.delivery.wait(PATIENCE)))
    try:
        done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        remove()
        for wait in waits:
            wait.cancel()
    return any(each.result() for each in done)


async def _happens(event: asyncio.Event) -> bool:
    """Wait for something that is no report."""
    await event.wait()
    return False
