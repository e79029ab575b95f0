"""What goes wrong, as the rest of the house reads it."""

import pytest

from custom_components.pbx.telephony import errors
from custom_components.pbx.telephony.commands import Dial, HangUp, SetPresence
from custom_components.pbx.telephony.errors import (
    CommandRefused,
    CommandUnsupported,
    ConnectError,
    LockedOut,
    PbxError,
    UnsupportedModel,
)
from custom_components.pbx.telephony.model import Capability

CLASSES = [each for each in vars(errors).values() if isinstance(each, type)]
ERRORS = [each for each in CLASSES if issubclass(each, Exception)]


def test_every_error_has_one_base_and_stands_in_the_tree() -> None:
    """Whoever catches `PbxError` catches all; the drawn tree is the true one."""
    assert len(ERRORS) > 10
    for error in ERRORS:
        assert issubclass(error, PbxError)
        assert f" {error.__name__} " in f" {errors.__doc__} ".replace("\n", " \n ")


def test_a_lock_out_says_for_how_long() -> None:
    """Whoever waits must know when to stop."""
    assert LockedOut(660).retry_after == 660
    assert "660 s" in str(LockedOut(660))


@pytest.mark.parametrize("family", [None, "P-Series"], ids=["unknown", "known"])
def test_another_model_is_named_where_it_can_be_told(family: str | None) -> None:
    """The sentence a person reads says which family answered."""
    assert UnsupportedModel(family).family == family
    assert str(UnsupportedModel(family))


def test_a_refusal_keeps_its_meaning_and_the_own_words_of_the_pbx() -> None:
    """One is translated, the other shown."""
    refused = CommandRefused("extension_not_found", "10002")

    assert (refused.meaning, refused.detail) == ("extension_not_found", "10002")
    assert str(refused) == "extension_not_found (10002)"
    assert str(CommandRefused()) == "refused"


@pytest.mark.parametrize("command", [Dial, HangUp, SetPresence], ids=lambda each: each.__name__)
def test_a_command_that_cannot_be_says_what_it_needs(
    command: type[Dial | HangUp | SetPresence],
) -> None:
    """Each command names one capability, and the error repeats it."""
    error = CommandUnsupported(command.needs)

    assert error.needs is command.needs
    assert str(error) == command.needs.name
    assert str(CommandUnsupported(Capability(0))) == "unsupported"


def test_fields_are_settings_a_person_can_look_at() -> None:
    """An error points to a field or to none."""
    fields = {error.field for error in ERRORS if issubclass(error, ConnectError)}

    assert fields == {None, "host", "password", "report_port", "transport"}
