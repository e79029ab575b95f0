"""The last step of a set-up: a person uses a phone, and sees the first report arrive.

It belongs to the options, since the PBX is set up by then: whoever skips it has lost nothing.
"""

import asyncio
from typing import Any, Final

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryState,
    ConfigFlowContext,
    ConfigFlowResult,
    FlowType,
    OptionsFlowWithReload,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import BooleanSelector
import voluptuous as vol

from .const import CONF_REPORT_HOST, CONF_REPORT_PORT
from .coordinator import PbxCoordinator
from .flow_schemas import form

# By this source the options begin with the test.
TEST_REPORT: Final = "test_report"
CONF_WAIT: Final = "wait"
# Somebody has to walk to a phone.
PATIENCE: Final = 60.0
# A PBX that is being set up anew is not there yet.
_LOOK_AGAIN: Final = 0.5


async def async_begin_test(hass: HomeAssistant, entry: ConfigEntry) -> tuple[FlowType, str]:
    """Begin the test of an entry; the result is what another flow names as its next one."""
    context = ConfigFlowContext(source=TEST_REPORT)
    begun = await hass.config_entries.options.async_init(entry.entry_id, context=context)
    return FlowType.OPTIONS_FLOW, begun["flow_id"]


class ReportTest(OptionsFlowWithReload):
    """The steps of the test."""

    _watching: asyncio.Task[bool] | None = None

    async def async_step_test_report(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask to use a phone; without a word it is skipped."""
        return await self._async_ask("test_report", user_input)

    async def async_step_watch_report(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Wait for a report."""
        if self._watching is None:
            self._watching = self.hass.async_create_task(self._async_watch(), eager_start=False)
        if not self._watching.done():
            return self.async_show_progress(
                step_id="watch_report",
                progress_action="watch_report",
                progress_task=self._watching,
            )
        watching, self._watching = self._watching, None
        heard = not watching.cancelled() and watching.result()
        return self.async_show_progress_done(
            next_step_id="report_heard" if heard else "report_missing"
        )

    async def async_step_report_heard(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that it has come."""
        if user_input is not None:
            return self._leave()
        return self.async_show_form(step_id="report_heard", data_schema=form({}))

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
            return self._leave()
        schema = form({vol.Optional(CONF_WAIT, default=False): BooleanSelector()})
        data = self.config_entry.data
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(schema, {CONF_WAIT: True}),
            description_placeholders={
                "address": f"{data.get(CONF_REPORT_HOST, '-')}:{data.get(CONF_REPORT_PORT, '-')}"
            },
        )

    async def _async_watch(self) -> bool:
        """Wait for the PBX to be set up, and for a report; False if none comes."""
        try:
            async with asyncio.timeout(PATIENCE):
                while self.config_entry.state is not ConfigEntryState.LOADED:
                    await asyncio.sleep(_LOOK_AGAIN)
        except TimeoutError:
            return False
        coordinator: PbxCoordinator = self.config_entry.runtime_data
        return await coordinator.delivery.wait(PATIENCE)

    def _leave(self) -> ConfigFlowResult:
        """End with the options as they are."""
        return self.async_create_entry(data=dict(self.config_entry.options))
