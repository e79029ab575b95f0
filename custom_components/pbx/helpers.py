"""The tables from our errors to Home Assistant's: setup, and actions."""

from collections.abc import Iterator
from contextlib import contextmanager

from homeassistant.exceptions import (
    ConfigEntryAuthFailed,
    ConfigEntryError,
    ConfigEntryNotReady,
    HomeAssistantError,
    IntegrationError,
    ServiceValidationError,
)

from .const import DOMAIN
from .telephony.errors import (
    ApiDisabled,
    AuthenticationFailed,
    CannotConnect,
    CertificateChanged,
    CertificateUntrusted,
    CommandRefused,
    CommandTimedOut,
    CommandUnsupported,
    ConnectTimeout,
    LinkLost,
    LockedOut,
    PbxError,
    ProtocolError,
    ReportsUnavailable,
    UnsupportedModel,
)

# Why a setup failed: the class Home Assistant acts on, and the sentence a person reads.
_SETUP: dict[type[PbxError], tuple[type[IntegrationError], str]] = {
    AuthenticationFailed: (ConfigEntryAuthFailed, "invalid_auth"),
    CertificateChanged: (ConfigEntryError, "certificate_changed"),
    CertificateUntrusted: (ConfigEntryError, "certificate_untrusted"),
    UnsupportedModel: (ConfigEntryNotReady, "unsupported_model"),
    LockedOut: (ConfigEntryNotReady, "locked_out"),
    ApiDisabled: (ConfigEntryNotReady, "api_disabled"),
    ReportsUnavailable: (ConfigEntryNotReady, "reports_unavailable"),
    ConnectTimeout: (ConfigEntryNotReady, "timeout"),
    CannotConnect: (ConfigEntryNotReady, "cannot_connect"),
    ProtocolError: (ConfigEntryNotReady, "not_understood"),
    LinkLost: (ConfigEntryNotReady, "link_lost"),
}

# The refusals that have a sentence of their own; any other is told with the PBX's own word.
REFUSALS = {
    "call_not_connected": "refused_not_connected",
    "call_not_found": "refused_call_not_found",
    "extension_not_found": "refused_extension_not_found",
    "extension_not_idle": "refused_extension_not_idle",
    "no_outbound_permission": "refused_no_outbound_permission",
    "number_not_accepted": "refused_number_not_acceptable",
    "number_not_found": "refused_number_not_found",
    "pbx_busy": "refused_api_not_running",
    "pbx_starting": "refused_api_not_running",
}


def setup_error(err: PbxError, host: str) -> IntegrationError:
    """Say in Home Assistant's terms why a PBX could not be set up."""
    for kind, (ours, key) in _SETUP.items():
        if isinstance(err, kind):
            return ours(
                translation_domain=DOMAIN,
                translation_key=key,
                translation_placeholders={"host": host},
            )
    return ConfigEntryNotReady(
        translation_domain=DOMAIN,
        translation_key="cannot_connect",
        translation_placeholders={"host": host},
    )


def command_error(err: PbxError) -> HomeAssistantError:
    """Say in Home Assistant's terms why a command was not carried out."""
    shown: dict[str, str] = {}
    match err:
        case CommandUnsupported():
            return ServiceValidationError(
                translation_domain=DOMAIN, translation_key="not_supported"
            )
        case CommandTimedOut():
            key = "command_timed_out"
        case CommandRefused() if err.meaning in REFUSALS:
            key = REFUSALS[err.meaning]
        case CommandRefused():
            key = "refused"
            shown["detail"] = err.detail or err.meaning
        case _:
            key = "not_connected"
    return HomeAssistantError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=shown
    )


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn our errors into translated ones within this."""
    try:
        yield
    except PbxError as err:
        raise command_error(err) from err
