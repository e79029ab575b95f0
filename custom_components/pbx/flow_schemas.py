"""The forms of the flows: what is asked for, as selectors."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    Selector,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from probatio import Secret
import voluptuous as vol

from .const import (
    ASSIST_TOOLS,
    CONF_ASSIST_EXTENSION,
    CONF_ASSIST_TOOLS,
    CONF_CA_CERTIFICATE,
    CONF_EVERYBODY,
    CONF_REPORT_HOST,
    CONF_REPORT_PORT,
    CONF_TRANSPORT,
    CONF_TRUST,
    CONF_USERS,
    DEFAULT_ASSIST_TOOLS,
)
from .telephony.driver import Field, FieldKind, Person
from .telephony.tls import Trust

if TYPE_CHECKING:
    from probatio import Schema

# What a person can choose once a certificate did not verify; the first is the default.
TRUSTS = (Trust.PIN, Trust.CA, Trust.NONE)

_PORT = vol.All(
    NumberSelector(NumberSelectorConfig(min=1, max=65535, step=1, mode=NumberSelectorMode.BOX)),
    vol.Coerce(int),
)
_TEXTS = TextSelector(TextSelectorConfig(multiple=True))


def connection_schema(fields: Iterable[Field], *, keep_secrets: bool = False) -> Schema:
    """Ask for these fields; with `keep_secrets` an empty secret means the one on file."""
    return form(
        {
            _marker(field, keep_secrets): _selector(
                field, field.is_optional or (keep_secrets and _is_secret(field))
            )
            for field in fields
        }
    )


def certificate_schema() -> Schema:
    """Ask whether to believe a certificate that does not verify."""
    trust = SelectSelectorConfig(
        options=list(TRUSTS), translation_key="trust", mode=SelectSelectorMode.LIST
    )
    authority = TextSelectorConfig(multiline=True)
    return form(
        {
            vol.Required(CONF_TRUST, default=TRUSTS[0]): SelectSelector(trust),
            vol.Optional(CONF_CA_CERTIFICATE): TextSelector(authority),
        }
    )


def reports_schema(transports: Iterable[str]) -> Schema:
    """Ask by which way, and where, the PBX shall deliver its reports."""
    transport = SelectSelectorConfig(
        options=list(transports), translation_key="transport", mode=SelectSelectorMode.LIST
    )
    return form(
        {
            vol.Required(CONF_TRANSPORT): SelectSelector(transport),
            # Who connects to the PBX for the reports has no address to name.
            vol.Optional(CONF_REPORT_HOST): TextSelector(TextSelectorConfig(autocomplete="off")),
            vol.Required(CONF_REPORT_PORT): _PORT,
        }
    )


def users_schema(people: Sequence[Person] | None) -> Schema:
    """Ask who shall be watched: from a list if there is one, in free text otherwise."""
    return form(users_fields(people, everybody=people is not None))


def users_fields(
    people: Sequence[Person] | None, *, everybody: bool
) -> dict[vol.Marker, Selector[Any]]:
    """Ask for people, and with `everybody` also whether all shall be watched."""
    chosen = vol.Optional(CONF_USERS, default=[])
    fields: dict[vol.Marker, Selector[Any]] = {chosen: users_selector(people)}
    if everybody:
        fields[vol.Required(CONF_EVERYBODY, default=False)] = BooleanSelector()
    return fields


def option_fields(
    fields: Iterable[Field], people: Sequence[Person] | None
) -> dict[vol.Marker, Any]:
    """Ask for what a vendor lets people choose."""
    return {
        vol.Optional(field.key, default=[])
        if field.kind is FieldKind.PEOPLE
        else _marker(field, keep_secrets=False): users_selector(people)
        if field.kind is FieldKind.PEOPLE
        else _selector(field, may_be_empty=True)
        for field in fields
    }


def assist_fields(people: Iterable[Person]) -> dict[vol.Marker, Selector[Any]]:
    """Ask what the assistant may do, and with whose phone."""
    tools = SelectSelectorConfig(
        options=list(ASSIST_TOOLS),
        translation_key="assist_tools",
        multiple=True,
        mode=SelectSelectorMode.LIST,
    )
    phones = SelectSelectorConfig(
        options=[SelectOptionDict(value=each.key, label=_label(each)) for each in people],
        custom_value=True,
        mode=SelectSelectorMode.DROPDOWN,
        sort=True,
    )
    return {
        vol.Required(CONF_ASSIST_TOOLS, default=list(DEFAULT_ASSIST_TOOLS)): SelectSelector(tools),
        vol.Optional(CONF_ASSIST_EXTENSION): SelectSelector(phones),
    }


def users_selector(people: Iterable[Person] | None) -> Selector[Any]:
    """Offer these people, and anybody else by SIP name or number."""
    options = [SelectOptionDict(value=person.key, label=_label(person)) for person in people or ()]
    if not options:
        return _TEXTS
    return SelectSelector(
        SelectSelectorConfig(
            options=options,
            multiple=True,
            custom_value=True,
            mode=SelectSelectorMode.DROPDOWN,
            sort=True,
        )
    )


def addresses_selector() -> Selector[Any]:
    """Ask for any number of addresses."""
    return _TEXTS


def _is_secret(field: Field) -> bool:
    """Tell whether a field is never shown."""
    return field.kind is FieldKind.SECRET


def _marker(field: Field, keep_secrets: bool) -> vol.Marker:
    """Say whether a field must be filled in, and with what it is prefilled."""
    if _is_secret(field):
        secret = Secret(field.key)
        return vol.Optional(secret) if keep_secrets else vol.Required(secret)
    if field.is_optional:
        return vol.Optional(field.key)
    if field.default is None:
        return vol.Required(field.key)
    return vol.Required(field.key, default=field.default)


def _selector(field: Field, may_be_empty: bool) -> Selector[Any] | vol.All:
    """Say how a field is typed in."""
    match field.kind:
        case FieldKind.PORT:
            return _PORT
        case FieldKind.FLAG:
            return BooleanSelector()
        case FieldKind.CHOICE:
            choice = SelectSelectorConfig(
                options=list(field.choices),
                translation_key=field.key,
                mode=SelectSelectorMode.DROPDOWN,
            )
            return SelectSelector(choice)
        case FieldKind.SECRET:
            kind, autocomplete = TextSelectorType.PASSWORD, "current-password"
        case _:
            kind, autocomplete = TextSelectorType.TEXT, "off"
    config = TextSelectorConfig(type=kind, autocomplete=field.autocomplete or autocomplete)
    text = TextSelector(config)
    return text if may_be_empty else vol.All(text, vol.Length(min=1))


def _label(person: Person) -> str:
    """Name somebody to choose."""
    return f"{person.name} ({person.number})" if person.number else person.name


def form(fields: dict[vol.Marker, Any]) -> Schema:
    """Make a form; Home Assistant puts probatio in the place of voluptuous before we come."""
    return cast("Schema", vol.Schema(fields))
