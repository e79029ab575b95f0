"""What went wrong while connecting, as a form says it: which field, which text."""

from collections.abc import Collection
from dataclasses import dataclass, field
import logging
import math
from typing import Final

from homeassistant.const import CONF_HOST

from .telephony.errors import (
    ApiDisabled,
    AuthenticationFailed,
    CannotConnect,
    ConnectError,
    ConnectTimeout,
    LinkLost,
    LockedOut,
    ProofRejected,
    ProtocolError,
    UnsupportedModel,
)

_LOGGER = logging.getLogger(__name__)

_TEXTS: dict[type[Exception], str] = {
    ApiDisabled: "api_disabled",
    AuthenticationFailed: "invalid_auth",
    CannotConnect: "cannot_connect",
    ConnectTimeout: "timeout",
    LinkLost: "cannot_connect",
    ProofRejected: "invalid_auth",
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a form shows above its fields, and what it fills into those texts."""

    errors: dict[str, str] = field(default_factory=dict)
    placeholders: dict[str, str] = field(default_factory=dict)


NO_COMPLAINT: Final = Complaint()

# What stands for the family of something that cannot be recognized, in any language.
UNKNOWN_FAMILY: Final = "?"


def complaint(err: Exception, shown: Collection[str]) -> Complaint:
    """Tell a person what to look at, among the fields that the form shows."""
    place = err.field if isinstance(err, ConnectError) else None
    if isinstance(err, (LinkLost, ProtocolError)):
        place = CONF_HOST
    text, placeholders = _text(err)
    where = place if place is not None and place in shown else "base"
    return Complaint({where: text}, placeholders)


def _text(err: Exception) -> tuple[str, dict[str, str]]:
    """Choose the text; only what nobody foresaw is logged."""
    match err:
        case UnsupportedModel():
            return "unsupported_model", {"family": err.family or UNKNOWN_FAMILY}
        case ProtocolError():
            return "unsupported_model", {"family": UNKNOWN_FAMILY}
        case LockedOut():
            return "locked_out", {"minutes": str(math.ceil(err.retry_after / 60))}
    if text := _TEXTS.get(type(err)):
        return text, {}
    _LOGGER.error("Unexpected error while connecting to the PBX", exc_info=err)
    return "unknown", {}
