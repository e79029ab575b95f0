"""What goes wrong, as a person reads it: each error has its own sentence."""

from pathlib import Path
import re

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import (
    ConfigEntryAuthFailed,
    ConfigEntryError,
    ConfigEntryNotReady,
    HomeAssistantError,
    ServiceValidationError,
)
from homeassistant.helpers.translation import async_get_translations
from homeassistant.setup import async_setup_component
import pytest

import custom_components.pbx
from custom_components.pbx.const import DOMAIN
from custom_components.pbx.helpers import REFUSALS, command_error, setup_error, translated_errors
from custom_components.pbx.telephony import errors
from custom_components.pbx.telephony.errors import (
    CommandError,
    CommandRefused,
    CommandTimedOut,
    CommandUnsupported,
    LinkLost,
    LockedOut,
    PbxError,
)
from custom_components.pbx.telephony.model import Capability

HOUSE = Path(custom_components.pbx.__file__).parent


def every[Kind: PbxError](kind: type[Kind]) -> list[Kind]:
    """Make one of each error below a kind."""
    made: list[Kind] = []
    for each in vars(errors).values():
        if isinstance(each, type) and issubclass(each, kind):
            if each is LockedOut:
                made.append(each(60.0))
            elif each is CommandUnsupported:
                made.append(each(Capability.DIAL))
            else:
                made.append(each())
    return made


@pytest.fixture
async def texts(hass: HomeAssistant) -> dict[str, str]:
    """Give the English texts of our errors by their keys."""
    assert await async_setup_component(hass, DOMAIN, {})
    found = await async_get_translations(hass, "en", "exceptions", {DOMAIN})
    prefix, suffix = f"component.{DOMAIN}.exceptions.", ".message"
    return {key.removeprefix(prefix).removesuffix(suffix): text for key, text in found.items()}


def test_every_error_of_a_setup_has_a_sentence(texts: dict[str, str]) -> None:
    """Whatever a PBX does during the setup, the card of the entry says it in words."""
    found = [setup_error(err, "10.0.0.1") for err in every(PbxError)]

    assert len(found) > 15
    for error in found:
        assert error.translation_key in texts
        assert str(error) != error.translation_key


@pytest.mark.parametrize(
    ("err", "kind"),
    [
        (errors.AuthenticationFailed(), ConfigEntryAuthFailed),
        (errors.CertificateChanged(), ConfigEntryError),
        (errors.UnsupportedModel(), ConfigEntryNotReady),
        (errors.CannotConnect(), ConfigEntryNotReady),
        (errors.ConnectTimeout(), ConfigEntryNotReady),
        (errors.LockedOut(660), ConfigEntryNotReady),
        (errors.PbxError(), ConfigEntryNotReady),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, PbxError) else "",
)
def test_what_a_person_must_mend_is_not_tried_again(
    err: PbxError, kind: type[HomeAssistantError]
) -> None:
    """Home Assistant tries again by itself only what can mend itself."""
    assert type(setup_error(err, "10.0.0.1")) is kind


def test_every_error_of_a_command_has_a_sentence(texts: dict[str, str]) -> None:
    """Whatever a PBX does with a command, who asked reads it in words."""
    found = [command_error(err) for err in (*every(CommandError), LinkLost())]

    assert len(found) >= 5
    for error in found:
        assert error.translation_key in texts


@pytest.mark.parametrize(
    ("err", "said"),
    [
        (CommandRefused("wake_up_exists", "10022"), "There is already a wake-up call"),
        (CommandRefused("refused", "10099"), "The PBX refused: 10099"),
        (CommandRefused("odd"), "The PBX refused: odd"),
        (CommandTimedOut(), "The PBX did not answer in time. It may still have done"),
        (CommandUnsupported(Capability.DIAL), "This PBX cannot do that"),
        (LinkLost(), "The PBX is not connected"),
    ],
    ids=["known", "code", "meaning", "timeout", "unsupported", "link lost"],
)
def test_a_command_error_reads_so(texts: dict[str, str], err: PbxError, said: str) -> None:
    """A person reads a sentence, and the cause is kept for the log."""
    with pytest.raises(HomeAssistantError) as raised, translated_errors():
        raise err

    assert str(raised.value).startswith(said)
    assert raised.value.__cause__ is err
    is_own_fault = isinstance(err, CommandUnsupported)
    assert isinstance(raised.value, ServiceValidationError) is is_own_fault


def test_every_key_in_the_code_has_a_sentence(texts: dict[str, str]) -> None:
    """No error is raised with a key without a sentence, and no sentence is left over."""
    code = "".join(
        path.read_text("utf-8") for path in (*HOUSE.glob("*.py"), *HOUSE.glob("services/*.py"))
    )
    raised = set(re.findall(r'\binvalid\("(\w+)"', code))
    raised |= set(re.findall(r'translation_domain=DOMAIN,\s+translation_key="(\w+)"', code))

    assert len(raised) > 5
    assert raised <= texts.keys()
    told = {f"refused_{meaning}" for meaning in REFUSALS}
    assert {key for key in texts if f'"{key}"' in code} | told == texts.keys()
