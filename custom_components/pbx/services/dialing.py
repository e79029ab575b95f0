"""Making calls."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, TypedDict

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import DOMAIN
from ..coordinator import PbxCoordinator
from ..permissions import async_check_outside, async_check_restricted
from ..telephony.commands import CallBack, CallTarget, Dial, DialInto, PlayPrompt, TargetKind
from ..telephony.model import Capability, ExtensionId
from .execution import async_execute, invalid
from .fields import (
    ATTR_AUTO_ANSWER,
    ATTR_CALL_ID,
    ATTR_CONFIG_ENTRY,
    ATTR_EXTENSION,
    ATTR_NUMBER,
    ATTR_PERMISSION,
    ATTR_PROMPTS,
    ATTR_QUEUE,
    ATTR_REPEAT,
    ATTR_RING_GROUP,
    ATTR_VOLUME,
    DIALLED,
    dial_string,
    inside_number,
    name,
    schema,
    texts_of,
)
from .targets import async_extension, async_extension_with, async_pbx, selection

ATTR_FIRST: Final = "first_number"
ATTR_SECOND: Final = "second_number"

_DIAL_SCHEMA = cv.make_entity_service_schema(
    {
        vol.Required(ATTR_NUMBER): dial_string,
        vol.Optional(ATTR_AUTO_ANSWER, default=False): cv.boolean,
    }
)
_CALL_BACK_SCHEMA = schema(
    {
        vol.Required(ATTR_FIRST): dial_string,
        vol.Required(ATTR_SECOND): dial_string,
        vol.Required(ATTR_EXTENSION): inside_number,
        vol.Optional(ATTR_CONFIG_ENTRY): cv.string,
    }
)
_PROMPT_SCHEMA = schema(
    {
        **DIALLED,
        vol.Required(ATTR_PROMPTS): texts_of(name, 20),
        vol.Optional(ATTR_REPEAT, default=1): vol.All(vol.Coerce(int), vol.Range(min=1, max=10)),
        vol.Optional(ATTR_VOLUME): vol.All(vol.Coerce(int), vol.Range(min=1, max=10)),
    }
)
# What somebody can be dialled into, but for IVRs, whose keys are waited for.
_GROUPS: Final[Mapping[str, TargetKind]] = {
    ATTR_QUEUE: TargetKind.QUEUE,
    ATTR_RING_GROUP: TargetKind.RING_GROUP,
}


class Ways(TypedDict):
    """How somebody is dialled, as the members of a command."""

    extension: ExtensionId | None
    number: str | None
    permission: ExtensionId | None
    auto_answer: bool


@dataclass(frozen=True, slots=True)
class Dialled:
    """Somebody whom the PBX shall dial."""

    coordinator: PbxCoordinator
    ways: Ways


@callback
def register(hass: HomeAssistant) -> None:
    """Register the actions that make calls."""
    put = partial(hass.services.async_register, supports_response=SupportsResponse.OPTIONAL)
    put(DOMAIN, "dial", _async_dial, _DIAL_SCHEMA)
    put(DOMAIN, "call_back", _async_call_back, _CALL_BACK_SCHEMA)
    put(DOMAIN, "play_prompt", _async_play_prompt, _PROMPT_SCHEMA)
    for field, kind in _GROUPS.items():
        put(
            DOMAIN,
            f"dial_into_{field}",
            partial(_async_dial_into, field=field, kind=kind),
            schema({**DIALLED, vol.Required(field): inside_number}),
        )


async def async_dialled(call: ServiceCall, needs: Capability) -> Dialled:
    """Give whom an action dials: the target, or a number by somebody's right to call it."""
    number: str | None = call.data.get(ATTR_NUMBER)
    right: str | None = call.data.get(ATTR_PERMISSION)
    auto_answer: bool = call.data[ATTR_AUTO_ANSWER]
    if number is None:
        target = await async_extension(call, needs)
        return Dialled(target.coordinator, _ways(target.id, auto_answer))
    if selection(call).extensions:
        raise invalid("extension_or_number")
    coordinator = await async_pbx(call, needs)
    if coordinator.state.extension_with(number) is not None:
        extension = await async_extension_with(call, coordinator, number)
        return Dialled(coordinator, _ways(extension, auto_answer))
    await async_check_outside(call, coordinator, number)
    if right is None:
        raise invalid("permission_missing")
    permission = await async_extension_with(call, coordinator, right)
    ways = Ways(extension=None, number=number, permission=permission, auto_answer=auto_answer)
    return Dialled(coordinator, ways)


def _ways(extension: ExtensionId, auto_answer: bool) -> Ways:
    """Say how an extension is dialled."""
    return Ways(extension=extension, number=None, permission=None, auto_answer=auto_answer)


async def _async_dial(call: ServiceCall) -> ServiceResponse:
    """Ring the extension's phone, then the number; answer with the call's id."""
    target = await async_extension(call)
    await async_check_outside(call, target.coordinator, call.data[ATTR_NUMBER])
    command = Dial(
        extension=target.id,
        number=call.data[ATTR_NUMBER],
        auto_answer=call.data[ATTR_AUTO_ANSWER],
    )
    return await _async_place(call, target.coordinator, command)


async def _async_call_back(call: ServiceCall) -> ServiceResponse:
    """Join two outside parties; answer with the call's id."""
    coordinator = await async_pbx(call, CallBack.needs)
    await async_check_restricted(call, coordinator)
    permission = await async_extension_with(call, coordinator, call.data[ATTR_EXTENSION])
    command = CallBack(
        first=call.data[ATTR_FIRST], second=call.data[ATTR_SECOND], permission=permission
    )
    return await _async_place(call, coordinator, command)


async def _async_play_prompt(call: ServiceCall) -> ServiceResponse:
    """Dial somebody and play prompts to them; answer with the call's id."""
    dialled = await async_dialled(call, PlayPrompt.needs)
    command = PlayPrompt(
        prompts=tuple(call.data[ATTR_PROMPTS] * call.data[ATTR_REPEAT]),
        volume=call.data.get(ATTR_VOLUME),
        **dialled.ways,
    )
    return await _async_place(call, dialled.coordinator, command)


async def _async_dial_into(call: ServiceCall, *, field: str, kind: TargetKind) -> ServiceResponse:
    """Dial somebody and connect them to a group; answer with the call's id."""
    dialled = await async_dialled(call, Capability.GROUPS)
    target = CallTarget(kind=kind, number=call.data[field])
    return await _async_place(call, dialled.coordinator, DialInto(target=target, **dialled.ways))


async def _async_place(
    call: ServiceCall,
    coordinator: PbxCoordinator,
    command: Dial | CallBack | PlayPrompt | DialInto,
) -> ServiceResponse:
    """Let the PBX make a call, and answer with its id if somebody wants it."""
    receipt = await async_execute(coordinator, command)
    return {ATTR_CALL_ID: receipt.call} if call.return_response else None
