"""Who may ask for what: the rights of the person, and a yes to what costs money."""

from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
from homeassistant.auth.models import Group
from homeassistant.core import Context, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.pbx.const import (
    CONF_ASSIST_EXTENSION,
    CONF_CONTACTS,
    CONF_RESTRICTED,
)
from custom_components.pbx.telephony.commands import Dial

from .acting import ANNA as ANNA_STATUS
from .assisting import LAST_CALL, Assistant, arrive
from .conftest import Setup
from .puppet import ANNA, PuppetPbx
from .waiting import soon

OUTSIDE = "030 5550 1010"
DIALLED = "03055501010"
CARDS = "".join(
    f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nTEL:{number}\nEND:VCARD\n"
    for name, number in (
        ("Rosa Feld", "+493055501010"),
        ("Peter Wald", "+493055501011"),
        ("Petra Wald", "+493055501012"),
    )
)


@pytest.fixture
async def assist(hass: HomeAssistant, setup: Setup, puppet: PuppetPbx, tmp_path: Path) -> Assistant:
    """Give somebody to talk to; Anna's phone rings first."""
    assist = await arrive(hass, setup, puppet, tmp_path)
    assist.choose(**{CONF_ASSIST_EXTENSION: ANNA})
    return assist


@pytest.fixture
def clerk(hass: HomeAssistant) -> MockUser:
    """Give a person who may control everything, but is no administrator."""
    group = Group(name="Clerks", policy={"entities": True})
    return MockUser(groups=[group]).add_to_hass(hass)


async def test_an_outside_number_is_called_after_a_yes(
    assist: Assistant, hass_admin_user: MockUser
) -> None:
    """Which counts once, and only for what was asked."""
    asked = await assist.say(f"Call {OUTSIDE}", user=hass_admin_user)
    assert asked.startswith("03055501010 is outside the office")
    assert assist.pbx.asked == []
    await assist.say("Yes, call 030 5550 1011", user=hass_admin_user)
    assert assist.pbx.asked == []

    said = await assist.say(f"Yes, call {OUTSIDE}", user=hass_admin_user)
    assert said == "Calling 03055501010. The phone of Anna Berger rings first."
    assert assist.pbx.asked == [Dial(extension=ANNA, number=DIALLED)]

    assert "outside the office" in await assist.say(f"Yes, call {OUTSIDE}", user=hass_admin_user)
    assert len(assist.pbx.asked) == 1


async def test_a_yes_is_not_for_ever_nor_for_everybody(
    assist: Assistant, hass_admin_user: MockUser, hass_owner_user: MockUser
) -> None:
    """Somebody else is asked as well."""
    await assist.say(f"Ruf {OUTSIDE} an", "de", hass_admin_user)

    said = await assist.say(f"Ja, ruf {OUTSIDE} an", "de", hass_owner_user)

    assert "ist außer Haus" in said
    assert assist.pbx.asked == []


async def test_an_old_question_has_no_answer_any_more(
    assist: Assistant, hass_admin_user: MockUser, freezer: FrozenDateTimeFactory
) -> None:
    """After two minutes it is asked again."""
    await assist.say(f"Call {OUTSIDE}", user=hass_admin_user)
    freezer.tick(121)

    assert "outside" in await assist.say(f"Yes, call {OUTSIDE}", user=hass_admin_user)
    assert assist.pbx.asked == []


async def test_a_language_model_cannot_say_yes_for_the_user(
    assist: Assistant, hass_admin_user: MockUser
) -> None:
    """Neither at once, nor by asking itself: the yes comes in a later turn."""
    turn = Context(user_id=hass_admin_user.id)
    for confirmed in (True, False, True):
        result = await assist.use("call_person", context=turn, person=OUTSIDE, confirmed=confirmed)
        assert result.data["needs_confirmation"] is True
    assert assist.pbx.asked == []

    result = await assist.use("call_person", hass_admin_user, person=OUTSIDE, confirmed=True)

    assert result.data["called"] == DIALLED
    assert assist.pbx.asked == [Dial(extension=ANNA, number=DIALLED)]


async def test_who_is_no_administrator_calls_nobody_outside(
    assist: Assistant, clerk: MockUser
) -> None:
    """Unless the options allow it; then after a yes."""
    for text in (f"Call {OUTSIDE}", f"Yes, call {OUTSIDE}"):
        said = await assist.say(text, user=clerk)
        assert "administrators" in said
        assert "outside the office" not in said
    assert assist.pbx.asked == []

    assist.choose(**{CONF_RESTRICTED: False})
    assert "outside the office" in await assist.say(f"Call {OUTSIDE}", user=clerk)
    assert (await assist.say(f"Yes, call {OUTSIDE}", user=clerk)).startswith("Calling")


async def test_a_voice_that_nobody_knows_is_no_automation(assist: Assistant) -> None:
    """Automations may call anybody; who speaks in the kitchen may not."""
    for text in (f"Call {OUTSIDE}", f"Yes, call {OUTSIDE}"):
        assert (await assist.say(text)).startswith("I do not know who is speaking")
    assert assist.pbx.asked == []
    assert (await assist.say("Call Tom")).startswith("Calling Tom Keller")

    assist.choose(**{CONF_RESTRICTED: False})
    assert "outside the office" in await assist.say(f"Call {OUTSIDE}")
    assert (await assist.say(f"Yes, call {OUTSIDE}")).startswith("Calling")


async def test_who_may_only_read_cannot_act(
    assist: Assistant, hass_read_only_user: MockUser
) -> None:
    """They may look at what they see elsewhere, but the call log needs more."""
    await assist.called("+493055501010", to=ANNA)
    assert await assist.say("Is Tom free?", user=hass_read_only_user) == "Tom Keller is free."
    for text in ("Call Tom", "Mark Tom as busy", "wake Tom at 7", "Who called?"):
        said = await assist.say(text, user=hass_read_only_user)
        assert said == "You are not allowed to do that.", text
    result = await assist.use("recent_calls", hass_read_only_user)
    assert result.data == {"error": "You are not allowed to do that."}
    assert assist.pbx.asked == []


async def test_who_may_not_even_see_somebody_does_not_find_them(
    hass: HomeAssistant, assist: Assistant
) -> None:
    """Exposed to Assist is not exposed to everybody."""
    policy = {"entities": {"entity_ids": {ANNA_STATUS: True, LAST_CALL: True}}}
    guest = MockUser(groups=[Group(name="Guests", policy=policy)]).add_to_hass(hass)

    assert await assist.say("Is Anna free?", user=guest) == "Anna Berger is free."
    assert "I know nobody called Tom" in await assist.say("Is Tom free?", user=guest)


async def test_a_user_who_is_gone_may_nothing(assist: Assistant) -> None:
    """Nor one who was switched off."""
    gone = MockUser()
    away = MockUser(is_active=False).add_to_hass(assist.hass)

    for user in (gone, away):
        assert await assist.say("Is Tom free?", user=user) == "You are not allowed to do that."


async def test_an_extension_that_is_not_exposed_is_not_called(
    assist: Assistant, hass_admin_user: MockUser
) -> None:
    """Not by its number either."""
    assist.expose("sensor.tom_keller_status", yes=False)

    for whom in ("Tom Keller", "1001"):
        assert "I know nobody called" in await assist.say(f"Call {whom}", user=hass_admin_user)
    assert assist.pbx.asked == []


async def test_people_outside_are_called_by_their_names(
    hass: HomeAssistant, assist: Assistant, hass_admin_user: MockUser, clerk: MockUser
) -> None:
    """From the address book, after a yes; who may not call them learns nothing of it."""
    hass.config.country = "DE"
    await hass.async_add_executor_job(Path(hass.config.path("book.vcf")).write_text, CARDS)
    assist.choose(**{CONF_CONTACTS: "book.vcf"})
    await hass.config_entries.async_reload(assist.entry.entry_id)
    names = assist.entry.runtime_data.names
    await soon(lambda: names.name_of("+493055501010"), "the address book")

    asked = await assist.say("Call Rosa", user=hass_admin_user)
    assert asked.startswith("Rosa Feld (+49 30 55501010) is outside the office")
    said = await assist.say("Yes, call Rosa Feld", user=hass_admin_user)
    assert said.startswith("Calling Rosa Feld (+49 30 55501010).")
    assert assist.pbx.asked == [Dial(extension=ANNA, number="+493055501010")]
    said = await assist.say("Call Wald", user=hass_admin_user)
    assert said.startswith("There are several: Peter Wald (+493055501011), Petra Wald")
    for whom in ("Wald", "Rosa Feld"):
        said = await assist.say(f"Call {whom}", user=clerk)
        assert said.startswith(f"I know nobody called {whom}.")
        assert "+49" not in said
