"""Notifications: text messages over mobile trunks, to the number in the title."""

from collections.abc import Iterator
from unittest.mock import patch

from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN, SERVICE_SEND_MESSAGE
from homeassistant.const import (
    ATTR_ENTITY_ID,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.pbx.telephony.commands import Command, SendChat, SendMessage, ShowNote
from custom_components.pbx.telephony.errors import CommandRefused, CommandTimedOut
from custom_components.pbx.telephony.model import Capability, TrunkId
from simulator import Office

from .conftest import Setup
from .puppet import ANNA, PuppetPbx, trunk
from .waiting import there, until, until_state

SMS = "notify.trunk_gsm_1_text_message"


@pytest.fixture(autouse=True)
def only_notify() -> Iterator[None]:
    """Load this platform alone."""
    with patch("custom_components.pbx.PLATFORMS", [Platform.NOTIFY]):
        yield


async def send(
    hass: HomeAssistant, entity_id: str = SMS, context: Context | None = None, **said: str
) -> None:
    """Send a message."""
    await hass.services.async_call(
        NOTIFY_DOMAIN,
        SERVICE_SEND_MESSAGE,
        {ATTR_ENTITY_ID: entity_id, "message": "The door is open", **said},
        blocking=True,
        context=context,
    )


async def test_a_message_goes_to_the_number_in_the_title(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """The number may be written as people do."""
    await setup(puppet.entry())

    await send(hass, title="+49 170 / 123-456")

    assert puppet.asked == [
        SendMessage(trunk=TrunkId("GSM-1"), number="+49170123456", text="The door is open")
    ]
    assert there(hass, SMS).state != STATE_UNKNOWN


@pytest.mark.parametrize("title", ["", "Alarm", "+49 x"], ids=["none", "a word", "a mixture"])
async def test_a_message_to_nobody_is_not_sent(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup, title: str
) -> None:
    """The error says where the number belongs, and which action has a field for it."""
    await setup(puppet.entry())

    with pytest.raises(ServiceValidationError, match=r"title must be.*pbx\.send_sms"):
        await send(hass, title=title)

    assert puppet.asked == []


async def test_only_administrators_and_automations_send(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup, hass_admin_user: MockUser
) -> None:
    """It costs money, so the option of the actions holds here as well."""
    await setup(puppet.entry())
    user = MockUser(is_owner=False).add_to_hass(hass)
    user.mock_policy({"entities": True})

    with pytest.raises(Unauthorized):
        await send(hass, context=Context(user_id=user.id), title="123456")
    assert puppet.asked == []

    await send(hass, context=Context(user_id=hass_admin_user.id), title="123456")
    assert len(puppet.asked) == 1


async def test_a_message_that_the_pbx_does_not_take_says_so(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """It is not shown as sent."""
    await setup(puppet.entry())
    puppet.answer = CommandTimedOut()

    with pytest.raises(HomeAssistantError, match="did not answer in time"):
        await send(hass, title="123456")

    assert there(hass, SMS).state == STATE_UNKNOWN


@pytest.mark.parametrize("kind", ["GSM", "CDMA", "UMTS", "LTE", "3G", "4G", "lte"])
async def test_every_mobile_trunk_can_send(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup, kind: str
) -> None:
    """Whatever its technology; a trunk of another kind cannot."""
    puppet.trunks = [trunk("GSM-1", kind), trunk("SIP-1", "SIP"), trunk("Line 3", "FXO")]

    await setup(puppet.entry())

    assert [each for each in hass.states.async_entity_ids() if "trunk" in each] == [SMS]


async def test_without_the_flag_nobody_can_send(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """Some interfaces have mobile trunks and no messages."""
    puppet.capabilities = Capability.TRUNKS

    await setup(puppet.entry())

    assert not hass.states.async_entity_ids()


async def test_a_trunk_comes_goes_and_is_unavailable_without_a_link(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """As everything of a trunk."""
    await setup(puppet.entry())
    puppet.lose()
    await until_state(hass, SMS, STATE_UNAVAILABLE)
    await until_state(hass, SMS, STATE_UNKNOWN)

    gsm = puppet.trunks.pop(0)
    puppet.lists()
    await until(hass, lambda: hass.states.get(SMS) is None, "the trunk to go")

    puppet.trunks.append(gsm)
    puppet.lists()
    await until_state(hass, SMS, STATE_UNKNOWN)


async def test_a_yeastar_sends_it(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """As it was typed, over the trunk of the entity."""
    await setup(yeastar_entry)
    text = "Die Tür ist offen: 5 %, 100 & mehr"

    await send(hass, "notify.trunk_gsm2_7_text_message", title="0170 123456", message=text)

    (sent,) = office.messages
    assert (sent.to, sent.text, sent.trunk) == ("0170123456", text, "GSM2-7")


@pytest.mark.parametrize(
    ("entity_id", "command"),
    [
        (
            "notify.anna_berger_notification",
            ShowNote(extension=ANNA, text="The door is open", title="Alarm"),
        ),
        ("notify.anna_berger_chat", SendChat(extension=ANNA, text="The door is open")),
    ],
    ids=["a note", "a chat"],
)
async def test_a_person_is_written_to(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup, entity_id: str, command: Command
) -> None:
    """A note may have a title, a chat has none."""
    await setup(puppet.entry())

    if isinstance(command, ShowNote):
        await send(hass, entity_id, title="Alarm")
    else:
        await send(hass, entity_id)

    assert puppet.asked == [command]
    assert there(hass, entity_id).state != STATE_UNKNOWN


@pytest.mark.parametrize(
    ("able", "shown"),
    [
        (Capability.NOTES, {"notify.anna_berger_notification", "notify.tom_keller_notification"}),
        (Capability.CHAT, {"notify.anna_berger_chat", "notify.tom_keller_chat"}),
        (Capability.CALLS, set()),
    ],
    ids=["notes", "chat", "neither"],
)
async def test_each_way_to_write_is_there_where_the_pbx_has_it(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup, able: Capability, shown: set[str]
) -> None:
    """They need different rights on the PBX."""
    puppet.capabilities = able

    await setup(puppet.entry())

    assert set(hass.states.async_entity_ids()) == shown


async def test_why_somebody_was_not_written_to_is_told(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """In the words of the PBX, if it has any."""
    await setup(puppet.entry())
    puppet.answer = CommandRefused(detail="no such user")

    with pytest.raises(HomeAssistantError, match="no such user"):
        await send(hass, "notify.anna_berger_chat")
