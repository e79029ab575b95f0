"""The forms of the flows: what is asked for, as selectors."""

from collections.abc import Iterable
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
    CONF_CA_CERTIFICATE,
    CONF_REPORT_HOST,
    CONF_REPORT_PORT,
    CONF_TRANSPORT,
    CONF_TRUST,
    CONF_USERS,
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
            _marker(field, keep_secrets): _selector(field, keep_secrets and _is_secret(field))
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


def users_schema(people: Iterable[Person] | None) -> Schema:
    """Ask who shall be watched: from a list if there is one, in free text otherwise."""
    return form({vol.Required(CONF_USERS): users_selector(people)})


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
