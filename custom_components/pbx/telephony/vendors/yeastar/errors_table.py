"""The error codes of the API: what kind of trouble, and what it means as a key for translation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from ...errors import PbxError


class Trouble(StrEnum):
    """Who has to do something about it."""

    AUTH = "auth"
    """The credentials are wrong: stop, ask a person."""
    LOCKED = "locked"
    """This address is locked out for a while."""
    SESSION = "session"
    """The token is gone: log in again, once."""
    TRANSIENT = "transient"
    """The same request may work later."""
    USER = "user"
    """What was asked for cannot be done now."""
    BUG = "bug"
    """The request was malformed."""
    FEATURE = "feature"
    """This firmware does not know the request."""


@dataclass(frozen=True, slots=True)
class Code:
    """What an error code says."""

    trouble: Trouble
    meaning: str


class RequestFailed(PbxError):
    """The PBX answered that it did not do what it was asked."""

    def __init__(self, errno: int | None) -> None:
        """Look the code up; the message is the number alone."""
        super().__init__("no code" if errno is None else f"errno {errno}")
        self.errno = errno
        self.code = code_of(errno)


# A code that nobody printed is a failed request, and the session lives on.
UNKNOWN: Final = Code(Trouble.USER, "refused")

_AUTH: Final = {20003: "wrong_credentials", 20013: "captcha_wanted"}
_SESSION: Final = dict.fromkeys((20004, 20005, 20006), "session_expired")
_TRANSIENT: Final = {
    10025: "apply_too_often",
    10027: "gsm_trunk_busy",
    10029: "message_not_sent",
    20010: "pbx_busy",
    20011: "report_destination_refused",
    # The random string of a download lives for thirty seconds.
    20012: "download_expired",
    20017: "download_expired",
    20020: "download_expired",
    30001: "pbx_busy",
    # Printed as the failure sample of the v1.1.0 login, yet no matter of passwords.
    30003: "pbx_starting",
}
_USER: Final = {
    10005: "call_not_found",
    10006: "extension_not_found",
    10007: "call_not_found",
    10008: "extension_not_idle",
    10009: "monitoring_not_allowed",
    10010: "monitor_mode_mismatch",
    10011: "number_not_found",
    10012: "ivr_not_found",
    10013: "queue_not_found",
    10014: "ring_group_not_found",
    10015: "call_not_connected",
    10016: "too_late",
    10017: "extension_not_saved",
    10018: "ivr_not_saved",
    10019: "queue_not_saved",
    10020: "wake_up_not_saved",
    10021: "wake_up_not_found",
    10022: "wake_up_exists",
    10023: "prompt_not_found",
    10024: "no_outbound_permission",
    10026: "gsm_trunk_not_found",
    10028: "number_missing",
    10030: "message_missing",
    10031: "number_not_accepted",
    # The PIN of a queue or an agent, never that of the API.
    10032: "wrong_pin",
    10033: "outbound_permission_not_saved",
    10061: "trunk_not_deleted",
    10062: "trunk_not_found",
    10071: "inbound_route_not_deleted",
    10072: "inbound_route_not_found",
    10082: "outbound_route_not_found",
    10110: "conference_not_found",
    20008: "report_port_refused",
    20014: "recording_not_found",
    20018: "voicemail_not_found",
    20021: "records_not_found",
    # Two pages print a zero too many.
    100021: "wake_up_not_found",
    100024: "no_outbound_permission",
}
# Each field of a trunk or a route has its own code; the number goes along as the detail.
_RANGES: Final = (
    (range(10042, 10061), "trunk_not_saved"),
    (range(10063, 10071), "inbound_route_not_saved"),
    (range(10073, 10082), "outbound_route_not_saved"),
)
_BUGS: Final = (10002, 10004, 20000, 20001, 20007, 20009, 20015, 20016, 20019)


def _rows() -> Iterator[tuple[int, Code]]:
    """Yield the whole table."""
    for trouble, meanings in (
        (Trouble.AUTH, _AUTH),
        (Trouble.LOCKED, {20002: "locked_out"}),
        (Trouble.SESSION, _SESSION),
        (Trouble.TRANSIENT, _TRANSIENT),
        (Trouble.USER, _USER),
        (Trouble.BUG, dict.fromkeys(_BUGS, "request_rejected")),
        (Trouble.FEATURE, {10003: "not_supported"}),
    ):
        yield from ((errno, Code(trouble, meaning)) for errno, meaning in meanings.items())
    for numbers, meaning in _RANGES:
        yield from ((errno, Code(Trouble.USER, meaning)) for errno in numbers)


CODES: Final[Mapping[int, Code]] = MappingProxyType(dict(_rows()))


def code_of(errno: int | None) -> Code:
    """Look a code up."""
    return UNKNOWN if errno is None else CODES.get(errno, UNKNOWN)
