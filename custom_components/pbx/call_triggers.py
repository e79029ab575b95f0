"""Triggers for what happens on calls: one happening fires once, however many entities tell it."""

from asyncio import Task
from collections import deque
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
import re
from typing import Any, ClassVar, Final, override

from homeassistant.components.event import DOMAIN as EVENT, EventEntityStateAttribute
from homeassistant.const import CONF_OPTIONS
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, State, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA,
    NotTriggeredReasonReporter,
    StatelessEntityTriggerBase,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
import voluptuous as vol

from .numbering import formatted, number_key
from .targeting import of_ours
from .telephony.events import EventType
from .telephony.model import Direction

CONF_DIRECTION: Final = "direction"
CONF_NUMBER: Final = "number"
CONF_EXTENSION: Final = "extension"
CONF_KEY: Final = "key"
CONF_TRUNK: Final = "trunk"
CONF_ONCE_PER_CALL: Final = "once_per_call"

EVENTS: Final = {EVENT: DomainSpec()}

# A busy office has a few dozen calls at a time.
_REMEMBERED: Final = 200
_DECORATION: Final = re.compile(r"[\s()./\-]")
_ANY_NUMBERS: Final = re.compile(r"[*?\[]")
# Whose number is asked for: the one outside.
_OUTSIDE: Final = {"inbound": ("caller",), "outbound": ("callee",)}

_TEXTS: Final = vol.All(cv.ensure_list, [cv.string])
_WHO: Final[dict[vol.Marker, Any]] = {
    vol.Optional(CONF_NUMBER): _TEXTS,
    vol.Optional(CONF_EXTENSION): _TEXTS,
}
_DIRECTIONS: Final = vol.All(cv.ensure_list, [vol.In([each.value for each in Direction])])
_CALL: Final = {vol.Optional(CONF_DIRECTION): _DIRECTIONS, **_WHO}
_ONCE: Final = {vol.Optional(CONF_ONCE_PER_CALL, default=False): cv.boolean}


def _schema(options: dict[vol.Marker, Any]) -> Any:
    """Ask for a target, and for these options."""
    return ENTITY_STATE_TRIGGER_SCHEMA.extend({vol.Optional(CONF_OPTIONS, default={}): options})


class CallTrigger(StatelessEntityTriggerBase):
    """Fire when something happens on a call, as the entities `event.call` tell it."""

    _domain_specs = EVENTS
    _schema = _schema(_CALL)
    _event_type: ClassVar[EventType]

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Prepare what is compared."""
        super().__init__(hass, config)
        self._numbers = [
            _same_number(pattern, hass.config.country)
            for pattern in self._options.get(CONF_NUMBER, ())
        ]
        self._told: deque[str] = deque(maxlen=_REMEMBERED)

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Keep our entities that tell of calls."""
        return of_ours(self._hass, super().entity_filter(entities), "call")

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Tell whether this happening is asked for."""
        said = state.attributes
        if said.get(EventEntityStateAttribute.EVENT_TYPE) != self._event_type:
            return False
        for option in (CONF_DIRECTION, CONF_EXTENSION, CONF_KEY, CONF_TRUNK):
            if (wanted := self._options.get(option)) and said.get(option) not in wanted:
                report_not_triggered(f"{option}_mismatch")
                return False
        # No number is repeated in a trace: it is personal.
        if self._numbers and not any(
            same(number) for same in self._numbers for number in _numbers_in(state)
        ):
            report_not_triggered("number_mismatch")
            return False
        return True

    @override
    def is_valid_transition(self, from_state: State, to_state: State) -> bool:
        """Tell whether this is new: what several entities tell of one happening is told once."""
        if not super().is_valid_transition(from_state, to_state):
            return False
        happening = to_state.context.id
        if self._options.get(CONF_ONCE_PER_CALL):
            happening = str(to_state.attributes.get("call_id"))
        if happening in self._told:
            return False
        self._told.append(happening)
        return True

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Run the action with `trigger.call`, which says everything about what happened."""

        @callback
        def run(
            extra_trigger_payload: dict[str, Any],
            description: str,
            context: Context | None = None,
        ) -> Task[Any]:
            said = extra_trigger_payload["to_state"].attributes
            call = {key: value for key, value in said.items() if key not in _NOT_OF_THE_CALL}
            call["who"] = _who(said, self._hass.config.country)
            return run_action({**extra_trigger_payload, "call": call}, description, context)

        return await super().async_attach_runner(run, did_not_trigger)


_NOT_OF_THE_CALL: Final = {"event_types", "friendly_name", "icon", "device_class"}


def _who(said: Mapping[str, Any], country: str | None) -> str | None:
    """Name the other party for people, by a number that no template takes for a sum."""
    for party in _OUTSIDE.get(str(said.get("direction")), ("caller",)):
        if name := said.get(f"{party}_name"):
            return str(name)
        if number := said.get(party):
            return formatted(str(number), country)
    return None


def _numbers_in(state: State) -> list[str]:
    """Give the numbers that a pattern is compared with: the one outside, or both inside."""
    said = state.attributes
    parties = _OUTSIDE.get(str(said.get("direction")), ("caller", "callee"))
    return [number for party in parties if isinstance(number := said.get(party), str)]


def _same_number(pattern: str, country: str | None) -> Callable[[str], bool]:
    """Give the test whether a number is meant; `*` and `?` stand for any digits and any digit."""
    bare = _DECORATION.sub("", pattern)
    key = None if _ANY_NUMBERS.search(bare) else number_key(bare, country)

    def is_meant(number: str) -> bool:
        whole = number_key(number, country)
        if key is not None:
            return whole == key
        plain = _DECORATION.sub("", number)
        return fnmatchcase(plain, bare) or (whole is not None and fnmatchcase(whole, bare))

    return is_meant


class CallRingingTrigger(CallTrigger):
    """A phone rings."""

    _event_type = EventType.RINGING
    _schema = _schema(_CALL | _ONCE)


class CallAnsweredTrigger(CallTrigger):
    """A call is answered."""

    _event_type = EventType.ANSWERED


class CallMissedTrigger(CallTrigger):
    """A call rang until the caller gave up."""

    _event_type = EventType.MISSED
    _schema = _schema(_CALL | _ONCE)


class CallEndedTrigger(CallTrigger):
    """A conversation is over."""

    _event_type = EventType.ENDED


class CallFailedTrigger(CallTrigger):
    """A call could not be made."""

    _event_type = EventType.FAILED


class KeyPressedTrigger(CallTrigger):
    """Somebody on a call pressed a key."""

    _event_type = EventType.KEY_PRESSED
    _schema = _schema({vol.Optional(CONF_KEY): _TEXTS, **_WHO})


class InboundRequestTrigger(CallTrigger):
    """A call from outside waits to be let in."""

    _event_type = EventType.INBOUND_REQUEST
    _schema = _schema({vol.Optional(CONF_TRUNK): _TEXTS, **_WHO})
