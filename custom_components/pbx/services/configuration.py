"""The configuration of a PBX, for administrators: reading it, changing it, applying changes."""

from functools import partial
import re
from typing import Any, Final

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonValueType
import voluptuous as vol

from ..const import DOMAIN
from ..coordinator import PbxCoordinator
from ..permissions import async_check_administrator
from ..telephony.commands import (
    ApplyConfiguration,
    ReadConfiguration,
    Section,
    SetDoNotDisturb,
    SetRingMobile,
    WriteConfiguration,
)
from ..telephony.model import Capability, ExtensionId
from .execution import async_execute, invalid, refuse_unless
from .fields import (
    ATTR_CONFIG_ENTRY,
    ATTR_IVR,
    ATTR_QUEUE,
    dial_string,
    inside_number,
    name,
    schema,
    texts_of,
)
from .targets import async_extensions, async_pbx, selection

ATTR_APPLY: Final = "apply"
ATTR_DO_NOT_DISTURB: Final = "do_not_disturb"
ATTR_FIELDS: Final = "fields"
ATTR_MOBILE: Final = "mobile"
ATTR_NAME: Final = "name"
ATTR_NUMBERS: Final = "numbers"
ATTR_RING_MOBILE: Final = "ring_mobile"

_KEY: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}", re.ASCII)
_MOST_FIELDS: Final = 50
_LONGEST_VALUE: Final = 1000
_READABLE: Final = tuple(Section)
# These are the same on every PBX; whatever else is written goes by the PBX's own words.
_COMMON: Final = (ATTR_NAME, ATTR_MOBILE)
_SWITCHES: Final = {
    ATTR_DO_NOT_DISTURB: Capability.DO_NOT_DISTURB,
    ATTR_RING_MOBILE: Capability.RING_MOBILE,
}


def own_fields(value: Any) -> dict[str, str]:
    """Validate fields of the PBX by its own names; YAML has made switches of `on` and `off`."""
    if not isinstance(value, dict) or len(value) > _MOST_FIELDS:
        raise vol.Invalid(f"expected up to {_MOST_FIELDS} fields with their values")
    fields = {}
    for key, content in value.items():
        if not isinstance(key, str) or _KEY.fullmatch(key) is None:
            raise vol.Invalid("expected names of fields: letters, digits and underscores")
        fields[key] = _text(content)
    return fields


def _text(content: Any) -> str:
    """Say a value as text, a list separated by commas."""
    if isinstance(content, list):
        return ",".join(map(_text, content))
    if isinstance(content, bool):
        return "on" if content else "off"
    if content is None:
        return ""
    text: str = cv.string(content)
    if len(text) > _LONGEST_VALUE:
        raise vol.Invalid(f"expected at most {_LONGEST_VALUE} characters")
    return text


_PBX: Final = {vol.Optional(ATTR_CONFIG_ENTRY): cv.string}
_CHANGES: Final[dict[vol.Marker, Any]] = {
    vol.Optional(ATTR_NAME): name,
    vol.Optional(ATTR_FIELDS): own_fields,
    vol.Optional(ATTR_APPLY, default=True): cv.boolean,
}
_READ_SCHEMA = schema({**_PBX, vol.Optional(ATTR_NUMBERS): texts_of(name, 1000)})
_EXTENSION_SCHEMA = schema(
    {
        **_CHANGES,
        vol.Optional(ATTR_MOBILE): vol.Any("", dial_string),
        vol.Optional(ATTR_DO_NOT_DISTURB): cv.boolean,
        vol.Optional(ATTR_RING_MOBILE): cv.boolean,
    }
)
_QUEUE_SCHEMA = schema({**_PBX, **_CHANGES, vol.Optional(ATTR_QUEUE): inside_number})
_IVR_SCHEMA = schema({**_PBX, **_CHANGES, vol.Required(ATTR_IVR): inside_number})


@callback
def register(hass: HomeAssistant) -> None:
    """Register the actions about the configuration."""
    put = partial(hass.services.async_register, DOMAIN)
    for section in _READABLE:
        read = partial(_async_read, section=section)
        put(f"get_{section}", read, _READ_SCHEMA, supports_response=SupportsResponse.ONLY)
    put("update_extension", _async_update_extension, _EXTENSION_SCHEMA)
    put("update_queue", _async_update_queue, _QUEUE_SCHEMA)
    put("update_ivr", _async_update_ivr, _IVR_SCHEMA)
    put("apply", _async_apply, schema(_PBX))


async def _async_read(call: ServiceCall, *, section: Section) -> ServiceResponse:
    """Answer with a section of the configuration, in the PBX's own fields."""
    await async_check_administrator(call)
    is_roster = section is Section.EXTENSIONS
    coordinator = await async_pbx(call, None if is_roster else ReadConfiguration.needs)
    numbers = tuple(call.data.get(ATTR_NUMBERS, ()))
    if is_roster and not coordinator.can(ReadConfiguration.needs):
        return {section.value: _roster(coordinator, numbers)}
    receipt = await async_execute(coordinator, ReadConfiguration(section=section, numbers=numbers))
    return dict(receipt.data or {section.value: []})


def _roster(coordinator: PbxCoordinator, numbers: tuple[str, ...]) -> list[JsonValueType]:
    """List the extensions by what is known of them, where the configuration cannot be read."""
    return [
        {
            "id": each.id,
            "number": each.number,
            "name": each.name,
            "registered": each.registered,
            "host": each.host,
        }
        for each in coordinator.state.extensions.values()
        if not numbers or each.number in numbers or each.id in numbers
    ]


async def _async_update_extension(call: ServiceCall) -> None:
    """Change the extensions."""
    await async_check_administrator(call)
    fields = _fields(call)
    switches = [needs for field, needs in _SWITCHES.items() if field in call.data]
    if not fields and not switches:
        raise invalid("nothing_to_change")
    targets = await async_extensions(call, Capability.CONFIGURATION if fields else None)
    for target in targets:
        for needs in switches:
            refuse_unless(target.coordinator, needs)
    for target in targets:
        await _async_switch(call, target.coordinator, target.id)
        if fields:
            extension = target.coordinator.state.extensions.get(target.id)
            number = extension.number if extension is not None else None
            await _async_write(
                call, target.coordinator, Section.EXTENSIONS, number or target.id, fields
            )


async def _async_switch(
    call: ServiceCall, coordinator: PbxCoordinator, extension: ExtensionId
) -> None:
    """Set the switches of an extension that are given."""
    disturb: bool | None = call.data.get(ATTR_DO_NOT_DISTURB)
    mobile: bool | None = call.data.get(ATTR_RING_MOBILE)
    if disturb is not None:
        await async_execute(coordinator, SetDoNotDisturb(extension=extension, on=disturb))
    if mobile is not None:
        await async_execute(coordinator, SetRingMobile(extension=extension, on=mobile))


async def _async_update_queue(call: ServiceCall) -> None:
    """Change a queue: the one that is the target, or that has the number."""
    await async_check_administrator(call)
    coordinator = await async_pbx(call, WriteConfiguration.needs)
    number = call.data.get(ATTR_QUEUE) or _queue_targeted(call, coordinator)
    await _async_write(call, coordinator, Section.QUEUES, number, _some(_fields(call)))


async def _async_update_ivr(call: ServiceCall) -> None:
    """Change an IVR."""
    await async_check_administrator(call)
    coordinator = await async_pbx(call, WriteConfiguration.needs)
    await _async_write(call, coordinator, Section.IVRS, call.data[ATTR_IVR], _some(_fields(call)))


async def _async_apply(call: ServiceCall) -> None:
    """Let pending changes take effect."""
    await async_check_administrator(call)
    coordinator = await async_pbx(call, ApplyConfiguration.needs)
    await async_execute(coordinator, ApplyConfiguration())


async def _async_write(
    call: ServiceCall,
    coordinator: PbxCoordinator,
    section: Section,
    number: str,
    fields: dict[str, str],
) -> None:
    """Write the fields of one object."""
    command = WriteConfiguration(
        section=section, number=number, fields=fields, apply=call.data[ATTR_APPLY]
    )
    await async_execute(coordinator, command)


def _fields(call: ServiceCall) -> dict[str, str]:
    """Give what is to be written: the PBX's own fields, and those that all PBXs have."""
    fields: dict[str, str] = dict(call.data.get(ATTR_FIELDS, {}))
    return fields | {key: call.data[key] for key in _COMMON if key in call.data}


def _some(fields: dict[str, str]) -> dict[str, str]:
    """Insist on something to write."""
    if not fields:
        raise invalid("nothing_to_change")
    return fields


def _queue_targeted(call: ServiceCall, coordinator: PbxCoordinator) -> str:
    """Give the number of the one queue that is the target."""
    queues = selection(call).queues
    if len(queues) != 1:
        raise invalid("one_queue")
    queue = coordinator.state.queues.get(queues[0].id)
    return queue.number if queue is not None else queues[0].id
