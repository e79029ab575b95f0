"""What went wrong, as a form says it."""

import logging

import pytest

from custom_components.pbx.flow_errors import complaint
from custom_components.pbx.telephony.errors import (
    ApiDisabled,
    AuthenticationFailed,
    CannotConnect,
    ConnectTimeout,
    LinkLost,
    LockedOut,
    ProtocolError,
    UnsupportedModel,
)

SHOWN = ("host", "port", "password")


@pytest.mark.parametrize(
    ("err", "errors", "placeholders"),
    [
        (CannotConnect(), {"host": "cannot_connect"}, {}),
        (ConnectTimeout(), {"host": "timeout"}, {}),
        (LinkLost(), {"host": "cannot_connect"}, {}),
        (ProtocolError(), {"host": "unsupported_model"}, {"family": "?"}),
        (UnsupportedModel(), {"host": "unsupported_model"}, {"family": "?"}),
        (UnsupportedModel("other"), {"host": "unsupported_model"}, {"family": "other"}),
        (AuthenticationFailed(), {"password": "invalid_auth"}, {}),
        (ApiDisabled(), {"base": "api_disabled"}, {}),
        (LockedOut(61), {"base": "locked_out"}, {"minutes": "2"}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_error_has_its_text_and_its_field(
    caplog: pytest.LogCaptureFixture,
    err: Exception,
    errors: dict[str, str],
    placeholders: dict[str, str],
) -> None:
    """What was foreseen is said, not logged."""
    said = complaint(err, SHOWN)

    assert (said.errors, said.placeholders) == (errors, placeholders)
    assert not caplog.records


def test_an_error_of_a_hidden_field_is_still_seen() -> None:
    """The form for new credentials has no address."""
    assert complaint(CannotConnect(), ("password",)).errors == {"base": "cannot_connect"}


def test_only_the_unforeseen_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """There the form has nothing better to say than to look into the log."""
    assert complaint(RuntimeError("what"), SHOWN).errors == {"base": "unknown"}

    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.exc_info
