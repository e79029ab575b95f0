"""Letting in the calls from outside that wait for a decision, when nobody decides.

A PBX that asks before it lets a call in keeps every caller waiting until somebody answers, so an
answer must come even if no automation cares.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import logging
from typing import TYPE_CHECKING, Final

from homeassistant.core import CALLBACK_TYPE, HassJob, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from .const import CONF_ACCEPT_AFTER, DEFAULT_ACCEPT_AFTER
from .telephony.commands import Command, Decision, HangUp, Screen, Transfer
from .telephony.errors import PbxError
from .telephony.events import CallEvent
from .telephony.exchange import CALLS
from .telephony.model import Call, CallId
from .telephony.moments import InboundRequested

if TYPE_CHECKING:
    from .coordinator import PbxCoordinator

_LOGGER = logging.getLogger(__name__)

# An answer that is on its way when the PBX decides by itself comes too late.
_ON_ITS_WAY: Final = 1.0


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A call that waits, and the timer that would let it in."""

    request: InboundRequested
    cancel: CALLBACK_TYPE


class Screening:
    """The calls of one PBX that wait to be let in."""

    def __init__(self, coordinator: PbxCoordinator) -> None:
        """Prepare; nothing is heard yet."""
        self._coordinator = coordinator
        self._waiting: dict[CallId, _Waiting] = {}

    @callback
    def async_start(self) -> None:
        """Follow what the PBX asks, until the entry is unloaded."""
        coordinator = self._coordinator
        for end in (
            coordinator.exchange.events.add(CALLS, self._async_heard),
            coordinator.exchange.ended.add(CALLS, self._async_ended),
            self._async_stop,
        ):
            coordinator.config_entry.async_on_unload(end)

    def waits(self, call: CallId) -> bool:
        """Tell whether nobody has decided on this call yet."""
        return call in self._waiting

    @contextmanager
    def deciding(self, command: Command) -> Iterator[None]:
        """Let the timer of a call rest while a command decides on it; a failed one is none."""
        call = command.call if isinstance(command, Screen | Transfer | HangUp) else None
        waiting = self._forget(call) if call is not None else None
        try:
            yield
        except PbxError:
            if waiting is not None:
                self._await_decision(waiting.request)
            raise

    @callback
    def _async_heard(self, event: CallEvent) -> None:
        """Take note of a call that waits."""
        if isinstance(event.moment, InboundRequested):
            self._forget(event.call.id)
            self._await_decision(event.moment)

    @callback
    def _async_ended(self, call: Call) -> None:
        """Forget a caller who did not wait."""
        self._forget(call.id)

    @callback
    def _async_stop(self) -> None:
        """Forget all."""
        for call in list(self._waiting):
            self._forget(call)

    def _forget(self, call: CallId) -> _Waiting | None:
        """Stop the timer of a call; give what it was for."""
        waiting = self._waiting.pop(call, None)
        if waiting is not None:
            waiting.cancel()
        return waiting

    def _await_decision(self, request: InboundRequested) -> None:
        """Leave others some time to decide."""
        options = self._coordinator.config_entry.options
        chosen = float(options.get(CONF_ACCEPT_AFTER, DEFAULT_ACCEPT_AFTER))
        left = request.deadline - dt_util.utcnow().timestamp() - _ON_ITS_WAY

        @callback
        def accept(*_: object) -> None:
            self._waiting.pop(request.call, None)
            self._coordinator.config_entry.async_create_background_task(
                self._coordinator.hass, self._async_accept(request.call), "accept a call"
            )

        if (delay := min(chosen, left)) <= 0:
            accept()
            return
        cancel = async_call_later(self._coordinator.hass, delay, HassJob(accept))
        self._waiting[request.call] = _Waiting(request, cancel)

    async def _async_accept(self, call: CallId) -> None:
        """Let a call in; where that fails the PBX does it by itself a little later."""
        try:
            await self._coordinator.async_execute(Screen(call=call, decision=Decision.ACCEPT))
        except PbxError as err:
            _LOGGER.debug("A waiting call could not be let in: %s", type(err).__name__)
