"""Calling somebody: a phone of ours rings first, then theirs."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.core import ServiceCall
import voluptuous as vol

from ..const import CONF_RESTRICTED, DEFAULT_RESTRICTED, DOMAIN, TOOL_CALL_PERSON
from ..coordinator import PbxCoordinator
from ..permissions import AdministratorsOnly, async_check_restricted
from ..services.fields import ATTR_NUMBER, dial_string
from ..services.targets import devices_of
from ..telephony.model import ExtensionId
from .asking import Answer, Asked, Refusal
from .confirmation import is_confirmed, remember_question
from .fields import ATTR_PERSON, spoken_name
from .people import Someone, allowing, async_people, chosen_extension, find, speaker
from .wording import plain, words_of

ATTR_CONFIRMED: Final = "confirmed"

_MOST_NAMED: Final = 5

SCHEMA = vol.Schema(
    {
        vol.Required(
            ATTR_PERSON, description="Whom to call: the name, or a telephone number"
        ): spoken_name,
        vol.Optional(
            ATTR_CONFIRMED,
            description="True only if you have asked the user about this very number, and the user"
            " has said yes in the latest message",
        ): bool,
    }
)


@dataclass(frozen=True, slots=True)
class _Outside:
    """A number outside the office, and whose it is if that is known."""

    number: str
    name: str | None = None


async def async_call_person(asked: Asked, said: Mapping[str, Any]) -> Answer:
    """Call somebody, or ask whether to; raise `Refusal`, or what the action raises."""
    people = await async_people(asked, TOOL_CALL_PERSON)
    whom = await _async_whom(asked, people, said[ATTR_PERSON])
    if isinstance(whom, Someone):
        phone = _phone(asked, people, [whom.coordinator])[1]
        if phone == whom.extension.id:
            raise Refusal("own_phone", name=whom.name)
        number = whom.extension.number or whom.extension.id
        return await _async_dial(asked, whom.coordinator, phone, number, whom.described)
    coordinator, phone = _phone(asked, people, allowing(asked, TOOL_CALL_PERSON))
    await _async_check_outside(asked, coordinator)
    shown = plain(coordinator.names.formatted(whom.number) or whom.number)
    described = f"{plain(whom.name)} ({shown})" if whom.name else shown
    numbering = coordinator.names.numbering
    number = numbering.dialable(whom.number) if numbering is not None else whom.number
    if not (said.get(ATTR_CONFIRMED) and is_confirmed(asked, number)):
        remember_question(asked, number)
        return Answer(
            text=asked.say("confirm", name=described, number=shown),
            data={"needs_confirmation": True, ATTR_NUMBER: shown},
        )
    return await _async_dial(asked, coordinator, phone, number, described)


async def _async_whom(asked: Asked, people: list[Someone], spoken: str) -> Someone | _Outside:
    """Find who is meant: in the office, by a number outside, or in an address book."""
    try:
        return find(people, spoken)
    except Refusal as err:
        if not err.is_unknown:
            raise
    coordinators = allowing(asked, TOOL_CALL_PERSON)
    try:
        number = dial_string(spoken)
    except vol.Invalid:
        return await _async_contact(asked, coordinators, spoken)
    if any(each.state.extension_with(number) is not None for each in coordinators):
        # There is such a phone, but it is not exposed.
        raise Refusal("nobody", is_unknown=True, name=plain(spoken))
    return _Outside(number)


async def _async_contact(asked: Asked, coordinators: list[PbxCoordinator], spoken: str) -> _Outside:
    """Find somebody in the address books, which nobody hears of who may not call outside."""
    said = words_of(spoken)
    found: dict[str, str] = {}
    for coordinator in coordinators if said else ():
        with suppress(Refusal, AdministratorsOnly):
            await _async_check_outside(asked, coordinator)
            found |= await coordinator.names.async_numbers_of(lambda name: said <= words_of(name))
    exact = {number: name for number, name in found.items() if words_of(name) == said}
    found = exact or found
    if not found:
        raise Refusal("nobody", is_unknown=True, name=plain(spoken))
    if len(found) > 1:
        listed = [f"{plain(name)} ({number})" for number, name in found.items()]
        raise Refusal("several", names=", ".join(listed[:_MOST_NAMED]))
    ((number, name),) = found.items()
    return _Outside(number, name)


def _phone(
    asked: Asked, people: list[Someone], coordinators: list[PbxCoordinator]
) -> tuple[PbxCoordinator, ExtensionId]:
    """Give the phone that rings first: the chosen one, else that of who asks."""
    for coordinator in coordinators:
        if (chosen := chosen_extension(coordinator)) is not None:
            return coordinator, chosen
    own = speaker(asked, [each for each in people if each.coordinator in coordinators])
    if own is None:
        raise Refusal("no_phone")
    return own.coordinator, own.extension.id


async def _async_check_outside(asked: Asked, coordinator: PbxCoordinator) -> None:
    """Refuse what is left to administrators; a voice that nobody knows is no automation."""
    is_restricted = coordinator.config_entry.options.get(CONF_RESTRICTED, DEFAULT_RESTRICTED)
    if is_restricted and asked.context.user_id is None:
        raise Refusal("speaker_unknown")
    call = ServiceCall(asked.hass, DOMAIN, "dial", context=asked.context)
    await async_check_restricted(call, coordinator)


async def _async_dial(
    asked: Asked, coordinator: PbxCoordinator, phone: ExtensionId, number: str, name: str
) -> Answer:
    """Let the phone ring, then the number."""
    devices = [*devices_of(asked.hass, coordinator, [phone])]
    await asked.async_act("dial", device_id=devices, number=number)
    extension = coordinator.state.extensions.get(phone)
    rings = plain((extension.name if extension else None) or phone)
    return Answer(
        text=asked.say("calling", name=name, phone=rings),
        data={"called": name, "rings_first": rings},
    )
