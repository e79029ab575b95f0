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
    NotDialed,
    OtherPbx,
    PbxError,
    ProofRejected,
    ProtocolError,
    ReportsPosted,
    ReportsRefused,
    ReportsStreamed,
    ReportsUnavailable,
    UnsupportedModel,
)
from .telephony.model import Capability

# Why a setup failed: the class Home Assistant acts on, and the sentence a person reads.
_SETUP: dict[type[PbxError], tuple[type[IntegrationError], str]] = {
    AuthenticationFailed: (ConfigEntryAuthFailed, "invalid_auth"),
    CertificateChanged: (ConfigEntryError, "certificate_changed"),
    # Nothing was sent, and it may be renewed, or only our clock be wrong yet.
    CertificateUntrusted: (ConfigEntryNotReady, "certificate_untrusted"),
    UnsupportedModel: (ConfigEntryNotReady, "unsupported_model"),
    OtherPbx: (ConfigEntryError, "wrong_pbx"),
    LockedOut: (ConfigEntryNotReady, "locked_out"),
    ApiDisabled: (ConfigEntryNotReady, "api_disabled"),
    ReportsPosted: (ConfigEntryNotReady, "reports_by_http"),
    ReportsRefused: (ConfigEntryNotReady, "reports_refused"),
    ReportsStreamed: (ConfigEntryNotReady, "reports_by_tcp"),
    ReportsUnavailable: (ConfigEntryNotReady, "reports_unavailable"),
    NotDialed: (ConfigEntryNotReady, "not_dialed"),
    ProofRejected: (ConfigEntryNotReady, "wrong_proof"),
    ConnectTimeout: (ConfigEntryNotReady, "timeout"),
    CannotConnect: (ConfigEntryNotReady, "cannot_connect"),
    ProtocolError: (ConfigEntryNotReady, "not_understood"),
    LinkLost: (ConfigEntryNotReady, "link_lost"),
}

# The refusals that have a sentence of their own, `refused_` and the meaning; any other is told with
# the PBX's own word.
REFUSALS = frozenset(
    """
    apply_too_often call_not_connected call_not_found call_not_made captcha_wanted
    conference_not_found
    download_expired extension_not_found extension_not_idle extension_not_saved
    favourite_not_found field_unknown
    fields_missing forward_target_missing forward_target_not_accepted gsm_trunk_busy
    gsm_trunk_not_found impersonation_refused inbound_route_not_deleted
    inbound_route_not_found inbound_route_not_saved ivr_not_found ivr_not_saved locked_out
    message_missing message_not_sent message_too_long monitor_mode_mismatch
    monitoring_not_allowed no_outbound_permission not_confirmed not_supported number_missing
    number_not_accepted number_not_found outbound_permission_not_saved outbound_route_not_found
    outbound_route_not_saved pbx_busy pbx_starting permission_missing prompt_not_found
    queue_not_found queue_not_saved recording_not_found records_not_found records_too_many
    report_destination_refused report_port_refused request_rejected ring_group_not_found
    section_read_only session_expired target_not_accepted time_invalid too_late
    trunk_not_deleted trunk_not_found trunk_not_saved value_not_accepted voicemail_not_found
    wake_up_exists wake_up_not_found wake_up_not_saved wake_up_time_invalid weekdays_missing
    wrong_credentials wrong_pin
    """.split()
)

# What a PBX that cannot do it lacks.
_LACKS: dict[Capability, str] = {
    Capability.DIAL: "cannot_dial",
    Capability.HANG_UP: "cannot_hang_up",
    Capability.PRESENCE_SET: "cannot_set_presence",
    Capability.ANSWER: "cannot_answer",
    Capability.HOLD: "cannot_hold",
    Capability.MUTE: "cannot_mute",
    Capability.MONITOR: "cannot_monitor",
    Capability.TRANSFER: "cannot_transfer",
    Capability.CALL_BACK: "cannot_call_back",
    Capability.PROMPTS: "cannot_play_prompts",
    Capability.MENUS: "cannot_dial_into_menus",
    Capability.GROUPS: "cannot_dial_into_groups",
    Capability.SCREENING: "cannot_screen",
    Capability.MESSAGES: "cannot_send_messages",
    Capability.WAKE_UPS: "cannot_wake_up",
    Capability.SETTINGS: "cannot_set",
    Capability.DO_NOT_DISTURB: "cannot_set",
    Capability.FORWARDING: "cannot_set",
    Capability.RING_MOBILE: "cannot_set",
    Capability.CONFIGURATION: "cannot_configure",
    Capability.AGENTS: "cannot_set_agents",
    Capability.RECORDS: "cannot_list_calls",
    Capability.RECORDINGS: "cannot_fetch_recordings",
    Capability.CONTACTS: "cannot_list_contacts",
    Capability.DTMF: "cannot_send_dtmf",
    Capability.PARK: "cannot_park",
    Capability.PICK_UP: "cannot_pick_up",
    Capability.REDIRECT: "cannot_redirect",
    Capability.REMOTE_CONTROL: "cannot_control_phones",
    Capability.FAVOURITES: "cannot_list_favourites",
    Capability.NOTES: "cannot_show_notes",
    Capability.CHAT: "cannot_chat",
    Capability.CONDITIONS: "cannot_list_conditions",
    Capability.NUMBERING: "cannot_tell_numbering",
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
    match err:
        case CommandUnsupported():
            return ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key=_LACKS.get(err.needs, "not_supported"),
            )
        case CommandTimedOut():
            key, detail = "command_timed_out", ""
        case CommandRefused():
            key = f"refused_{err.meaning}" if err.meaning in REFUSALS else "refused"
            detail = err.detail or err.meaning
        case _:
            key, detail = "not_connected", ""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={"detail": detail} if detail else {},
    )


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn our errors into translated ones within this."""
    try:
        yield
    except PbxError as err:
        raise command_error(err) from err
