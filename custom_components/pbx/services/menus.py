"""Asking somebody a question: dial them into an IVR, and wait for the key they press."""

import asyncio
from collections import deque
import logging
from typing import Final

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
import voluptuous as vol

from ..const import DOMAIN
from ..coordinator import PbxCoordinator
from ..helpers import command_error
from ..telephony.commands import CallTarget, DialInto, HangUp, TargetKind
from ..telephony.errors import LinkLost, PbxError
from ..telephony.events import CallEvent
from ..telephony.exchange import CALLS, LINK
from ..telephony.model import Call, CallId, Capability
from ..telephony.moments import KeyPressed
from .dialing import async_dialled
from .execution import async_execute
from .fields import ATTR_CALL_ID, ATTR_IVR, DIALLED, inside_number, schema

_LOGGER = logging.getLogger(__name__)

ATTR_WAIT: Final = "wait_for_key"

# What may be told before the PBX has answered which call it is going to be.
_EARLY: Final = 500

_SCHEMA = schema(
    {
        **DIALLED,
        vol.Required(ATTR_IVR): inside_number,
        vol.Optional(ATTR_WAIT, default=30): vol.All(vol.Coerce(int), vol.Range(min=1, max=300)),
    }
)


@callback
def register(hass: HomeAssistant) -> None:
    """Register the action that asks."""
    hass.services.async_register(
        DOMAIN,
        "call_menu",
        _async_call_menu,
        _SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )


async def _async_call_menu(call: ServiceCall) -> ServiceResponse:
    """Dial somebody into an IVR; answer with the first key they press, if they do in time."""
    dialled = await async_dialled(call, Capability.MENUS)
    coordinator = dialled.coordinator
    menu = CallTarget(kind=TargetKind.IVR, number=call.data[ATTR_IVR])
    # Who picks up at once may have pressed a key before the PBX has answered us.
    with _Ear(coordinator) as ear:
        receipt = await async_execute(coordinator, DialInto(target=menu, **dialled.ways))
        if receipt.call is not None:
            ear.is_for(receipt.call)
            try:
                async with asyncio.timeout(call.data[ATTR_WAIT]):
                    await ear.done.wait()
            except TimeoutError:
                await _async_give_up(coordinator, receipt.call)
        if ear.link_lost:
            raise command_error(LinkLost())
        return ear.answer(receipt.call) if call.return_response else None


async def _async_give_up(coordinator: PbxCoordinator, named: CallId) -> None:
    """Stop a phone from ringing that nobody picks up; a conversation goes on."""
    going_on = coordinator.state.calls.get(named)
    # A phone may ring before anything is told of its call.
    if going_on is not None and _was_answered(going_on):
        return
    if not coordinator.can(HangUp.needs):
        return
    try:
        await coordinator.async_execute(HangUp(call=named))
    except PbxError as err:
        _LOGGER.debug("A call that nobody answered could not be ended: %s", type(err).__name__)


def _was_answered(call: Call) -> bool:
    """Tell whether anybody has talked on a call."""
    return any(leg.talked for leg in call.legs.values())


class _Ear:
    """Hears what becomes of one call, from before its id is known."""

    def __init__(self, coordinator: PbxCoordinator) -> None:
        """Prepare."""
        self.done = asyncio.Event()
        self.link_lost = False
        self._coordinator = coordinator
        self._call: CallId | None = None
        self._early: deque[CallEvent | Call] = deque(maxlen=_EARLY)
        self._latest: Call | None = None
        self._key: KeyPressed | None = None

    def __enter__(self) -> _Ear:
        """Start to listen."""
        exchange = self._coordinator.exchange
        self._endings = (
            exchange.events.add(CALLS, self._hear),
            exchange.ended.add(CALLS, self._hear),
            exchange.changes.add(LINK, self._link_changed),
        )
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        for end in self._endings:
            end()

    def is_for(self, call: CallId) -> None:
        """Say which call it is about, and make up for what came before."""
        self._call = call
        self._latest = self._coordinator.state.calls.get(call)
        for early in self._early:
            self._hear(early)
        self._early.clear()
        self._link_changed()

    def answer(self, call: CallId | None) -> ServiceResponse:
        """Say how it went."""
        key = self._key
        latest = self._coordinator.state.calls.get(call) if call is not None else None
        latest = latest or self._latest
        return {
            ATTR_CALL_ID: call,
            "key": key.key if key else None,
            "keys": key.collected if key else None,
            "answered": key is not None or (latest is not None and _was_answered(latest)),
        }

    def _hear(self, told: CallEvent | Call) -> None:
        """Take in what happened."""
        if self._call is None:
            self._early.append(told)
            return
        now = told if isinstance(told, Call) else told.call
        if now.id != self._call or self.done.is_set():
            return
        self._latest = now
        if isinstance(told, CallEvent) and isinstance(told.moment, KeyPressed):
            self._key = told.moment
            self.done.set()
        elif isinstance(told, Call):
            self.done.set()

    def _link_changed(self) -> None:
        """Stop waiting once nobody can tell any more."""
        if not self.done.is_set() and not self._coordinator.state.link.is_up:
            self.link_lost = True
            self.done.set()
