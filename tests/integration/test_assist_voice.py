"""What people say to Assist, and what they hear: with a real conversation agent."""

from datetime import timedelta
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.intent import IntentResponseErrorCode, IntentResponseType
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.pbx.const import CONF_ASSIST_EXTENSION, CONF_ASSIST_TOOLS
from custom_components.pbx.telephony.commands import (
    AddWakeUp,
    Dial,
    SetPresence,
    WakeUp,
    WakeUpType,
)
from custom_components.pbx.telephony.errors import CommandTimedOut
from custom_components.pbx.telephony.facts import PresenceIs
from custom_components.pbx.telephony.model import Activity, Direction, Presence

from .acting import TOM as TOM_STATUS
from .assisting import LAST_CALL, Assistant, arrive
from .conftest import Setup
from .puppet import ANNA, TOM, PuppetPbx
from .waiting import until_state

TOM_PRESENCE = "sensor.tom_keller_presence"
ROSA = "+493055501010"


@pytest.fixture
async def assist(hass: HomeAssistant, setup: Setup, puppet: PuppetPbx, tmp_path: Path) -> Assistant:
    """Give somebody to talk to."""
    return await arrive(hass, setup, puppet, tmp_path)


@pytest.fixture
def anna(assist: Assistant, hass_admin_user: MockUser) -> MockUser:
    """Give Anna, who runs the house."""
    assist.person("Anna Berger", hass_admin_user)
    return hass_admin_user


async def test_who_called_is_told_in_the_language_of_the_question(assist: Assistant) -> None:
    """Today, newest first; calls that go out are none."""
    assist.expose(LAST_CALL)
    assert await assist.say("Who called?") == "Nobody has called."
    assert await assist.say("Gibt es verpasste Anrufe?", "de") == "Es gibt keine verpassten Anrufe."
    await assist.called(ROSA, to=ANNA, ago=7_200)
    await assist.called("030555020", to=TOM, ago=60, missed=True)
    await assist.called("1001", to=ANNA, ago=10, direction=Direction.OUTBOUND)

    response = await assist.answer("Who called?")

    assert response.response_type is IntentResponseType.QUERY_ANSWER
    said = response.speech["plain"]["speech"]
    assert said.startswith("030555020 called ")
    assert said.endswith(". Nobody answered.")
    said = await assist.say("Die letzten zwei Anrufer", "de")
    assert said.startswith("Die letzten Anrufe: 030555020 hat ")
    assert "+49 30 55501010" in said
    assert "Uhr angerufen" in said
    assert "+49" not in await assist.say("show me the missed calls")


async def test_own_calls_are_those_of_the_person_who_asks(
    assist: Assistant, anna: MockUser
) -> None:
    """The person has the name of the extension; whom nobody knows is asked for it."""
    await assist.called(ROSA, to=ANNA, ago=120)
    await assist.called("030555020", to=TOM)

    assert "+49 30 55501010" in await assist.say("Who called me?", user=anna)
    assert "030555020" in await assist.say("Who called Tom?", user=anna)
    assert await assist.say("Who called me?") == (
        "I do not know who you are on the PBX. Name the person."
    )
    assist.choose(**{CONF_ASSIST_EXTENSION: TOM})
    assert "030555020" in await assist.say("Who called me?")


async def test_only_calls_of_people_who_are_exposed_are_told(assist: Assistant) -> None:
    """Unless a sensor that shows all calls is exposed itself."""
    await assist.called(ROSA, to=TOM)
    assist.expose(TOM_STATUS, yes=False)

    assert await assist.say("Who called?") == "Nobody has called."
    assert "I know nobody called Tom" in await assist.say("Who called Tom?")

    assist.expose(LAST_CALL)
    assert "+49 30 55501010" in await assist.say("Who called?")


async def test_a_caller_can_be_asked_for(assist: Assistant) -> None:
    """By what is known of them."""
    await assist.called(ROSA, to=ANNA)

    assert (await assist.say("When did 55501010 call?")).startswith("+49 30 55501010 called")
    assert await assist.say("Did Peter call?") == "Nobody has called."


async def test_calls_of_other_days_are_told_with_their_day(
    assist: Assistant, freezer: FrozenDateTimeFactory
) -> None:
    """Yesterday by that word, earlier ones by their date; a day can be asked for."""
    freezer.move_to(dt_util.start_of_local_day() + timedelta(hours=36))
    assist.expose(LAST_CALL)
    now = dt_util.now()
    for number, days in (("030555031", 3), ("030555011", 1), ("030555001", 0)):
        await assist.called(number, to=ANNA, ago=days * 86_400 + 60)

    told = (await assist.say("Show me the last three calls")).split("; ")
    assert [each.split(" called ")[1].split(" at ")[0] for each in told] == [
        "today",
        "yesterday",
        f"on {(now - timedelta(days=3)):%-m/%-d}",
    ]
    yesterday = await assist.say("Who called yesterday?")
    assert yesterday.startswith("030555011 called yesterday at 11:59")
    assert "030555001" not in yesterday
    assert "030555031" not in yesterday


async def test_who_is_free_is_told_by_what_is_exposed(
    hass: HomeAssistant, assist: Assistant
) -> None:
    """The presence counts only if it is exposed as well."""
    assert await assist.say("Is Tom free?") == "Tom Keller is free."
    shown = Presence(activity=Activity.BUSY, note="Budget")
    assist.pbx.tell(PresenceIs(id=TOM, presence=shown))
    await until_state(hass, TOM_PRESENCE, "busy")
    assert await assist.say("Ist Tom Keller frei?", "de") == "Tom Keller ist frei."

    assist.expose(TOM_PRESENCE)
    assert await assist.say("Is Tom free?") == (
        "Tom Keller is not on the phone, but shows: busy. The note says: Budget"
    )
    assist.pbx.call()
    await until_state(hass, TOM_STATUS, "in_call")
    assert (await assist.say("telefoniert Tom gerade?", "de")).startswith("Tom Keller telefoniert")


async def test_nobody_is_confused_with_somebody_else(
    hass: HomeAssistant, assist: Assistant
) -> None:
    """Of several it is asked who is meant; an alias tells them apart."""
    assist.pbx.people["1002"] = type(assist.pbx.people[TOM])(
        id=type(TOM)("1002"), number="1002", name="Tom Sommer"
    )
    assist.pbx.lists()
    await until_state(hass, "sensor.tom_sommer_status", "unknown")
    assist.expose("sensor.tom_sommer_status")

    said = await assist.say("Is Tom free?")
    assert said == "There are several: Tom Keller (1001), Tom Sommer (1002). Who is meant?"
    er.async_get(hass).async_update_entity("sensor.tom_sommer_status", aliases=["Tommy", "Tom"])
    assert "Tom Sommer" in await assist.say("Is Tommy free?")
    assert "Tom Sommer" in await assist.say("Is Tom free?")
    response = await assist.answer("Is Peter free?")
    assert response.error_code is IntentResponseErrorCode.NO_VALID_TARGETS


async def test_a_colleague_is_called_from_the_own_phone(assist: Assistant, anna: MockUser) -> None:
    """By name, by number, or from the phone that the options name."""
    assert await assist.say("Call Tom.", user=anna) == (
        "Calling Tom Keller (1001). The phone of Anna Berger rings first."
    )
    assert assist.pbx.asked == [Dial(extension=ANNA, number="1001")]
    assert "Tom Keller wird angerufen" not in await assist.say("Ruf 10 00 an", "de", anna)
    said = await assist.say("Ruf Nebenstelle 1001 an", "de", anna)
    assert said.startswith("Tom Keller (1001) wird angerufen.")
    assert await assist.say("Call Anna") == (
        "It is not clear whose phone shall ring first. Choose the phone of the assistant in the"
        " options of the PBX."
    )
    assist.choose(**{CONF_ASSIST_EXTENSION: TOM})
    assert "The phone of Tom Keller rings first" in await assist.say("Call Anna")
    assert assist.pbx.asked[-1] == Dial(extension=TOM, number="1000")
    assert len(assist.pbx.asked) == 3


async def test_presence_is_set_for_oneself_and_for_others(
    assist: Assistant, anna: MockUser
) -> None:
    """With a note, or a note alone."""
    said = await assist.say("Set my presence to away with note back at three", user=anna)
    assert said == "Anna Berger: the presence was set to away. The note says: back at three"
    assert await assist.say("Ich bin in einer Besprechung", "de", anna) == (
        "Anna Berger: Die Präsenz wurde auf beschäftigt gesetzt."
    )
    await assist.say("Set the presence of Tom to available", user=anna)
    await assist.say("set my note to at the dentist's", user=anna)

    assert assist.pbx.asked == [
        SetPresence(extension=ANNA, activity=Activity.AWAY, note="back at three"),
        SetPresence(extension=ANNA, activity=Activity.BUSY),
        SetPresence(extension=TOM, activity=Activity.AVAILABLE),
        SetPresence(extension=ANNA, note="at the dentist's"),
    ]


async def test_wake_up_calls_are_ordered(assist: Assistant, anna: MockUser) -> None:
    """Once, daily or on working days; halves of hours and of days are understood."""
    for text, language in (
        ("Wake me up at 7:30", "en"),
        ("wake me every day at 6 pm", "en"),
        ("weck mich werktags um 6:30 Uhr", "de"),
        ("weck mich um halb acht", "de"),
        ("wake me at a quarter past twelve am", "en"),
    ):
        response = await assist.answer(text, language, anna)
        assert response.response_type is IntentResponseType.ACTION_DONE, text

    once, daily, days = WakeUpType.ONCE, WakeUpType.DAILY, WakeUpType.WEEKDAYS
    orders = [each for each in assist.pbx.asked if isinstance(each, AddWakeUp)]
    assert [order.wake_up for order in orders] == [
        WakeUp(time="07:30", type=once),
        WakeUp(time="18:00", type=daily),
        WakeUp(time="06:30", type=days, weekdays=(0, 1, 2, 3, 4)),
        WakeUp(time="07:30", type=once),
        WakeUp(time="00:15", type=once),
    ]
    assert {order.extension for order in orders} == {ANNA}
    assert "07:30" in await assist.say("Wake me up at 7:30", user=anna)


async def test_tomorrow_is_not_today(
    assist: Assistant, anna: MockUser, freezer: FrozenDateTimeFactory
) -> None:
    """A PBX would ring at the next such time, so what is still to come today is refused."""
    freezer.move_to(dt_util.start_of_local_day() + timedelta(hours=12))
    said = await assist.say("wake me tomorrow at 23:59", user=anna)
    assert "still to come today" in said
    assert assist.pbx.asked == []
    assert "00:00" in await assist.say("wake me tomorrow at 0:00", user=anna)
    assert len(assist.pbx.asked) == 1


async def test_what_the_options_do_not_allow_is_not_done(assist: Assistant, anna: MockUser) -> None:
    """By default the assistant only looks."""
    assist.hass.config_entries.async_update_entry(assist.entry, options={})

    assert await assist.say("Is Tom free?", user=anna) == "Tom Keller is free."
    for text in ("Call Tom", "I'm busy", "wake me at 7"):
        assert (await assist.say(text, user=anna)).startswith("The assistant may not do that.")
    assist.choose(**{CONF_ASSIST_TOOLS: []})
    assert (await assist.say("Who called?", user=anna)).startswith("The assistant may not")
    assert assist.pbx.asked == []


async def test_what_the_pbx_refuses_is_told_in_the_language_of_the_question(
    assist: Assistant, anna: MockUser
) -> None:
    """As the error of the action."""
    assist.pbx.answer = CommandTimedOut()

    response = await assist.answer("Ruf Tom an", "de", anna)

    assert response.error_code is IntentResponseErrorCode.FAILED_TO_HANDLE
    assert response.speech["plain"]["speech"].startswith("Die Telefonanlage hat nicht rechtzeitig")
