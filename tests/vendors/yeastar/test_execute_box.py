"""Commands have their effect on boxes of each generation."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
import json
from typing import cast

import pytest

from custom_components.pbx.telephony.commands import (
    AddWakeUp,
    AgentAction,
    ApplyConfiguration,
    Dial,
    GetContacts,
    GetRecords,
    GetWakeUps,
    HangUp,
    Hold,
    ReadConfiguration,
    RemoveWakeUp,
    Section,
    SendMessage,
    SetAgent,
    SetDoNotDisturb,
    SetForward,
    SetRingMobile,
    UpdateWakeUp,
    WakeUp,
    WakeUpType,
    WriteConfiguration,
)
from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.errors import CommandRefused, CommandUnsupported
from custom_components.pbx.telephony.facts import ExtensionIs
from custom_components.pbx.telephony.model import Capability, ExtensionId, QueueId, TrunkId
from custom_components.pbx.telephony.record import Outcome
from custom_components.pbx.telephony.settings import (
    Forward,
    Forwarding,
    ForwardKind,
    ForwardTarget,
)
from simulator import Office, YeastarPbx

from .scripted import ScriptedPbx
from .talk import Talk, begin, make

EVERY = ("v2.0.0", "v1.1.0", "v1.0.1", "v0.0.1")
LATER = ("v2.0.0", "v1.1.0", "v0.0.1")
ANNA, TOM = ExtensionId("1000"), ExtensionId("1001")
SUPPORT = QueueId("6400")

type Meet = Callable[[str], Awaitable[tuple[Office, Talk]]]


@pytest.fixture
async def meet(socket_enabled: None, deaf: Ports) -> AsyncIterator[Meet]:
    """Start a box, and a driver that is connected to it."""
    async with AsyncExitStack() as stack:

        async def meet(api: str) -> tuple[Office, Talk]:
            office = Office.sample()
            pbx = await stack.enter_async_context(YeastarPbx(office, api=api))
            driver = make(cast("ScriptedPbx", pbx), deaf)
            stack.push_async_callback(driver.close)
            return office, await begin(driver)

        yield meet


@pytest.mark.parametrize("api", EVERY)
async def test_settings_are_changed_and_told(meet: Meet, api: str) -> None:
    """As the PBX has them afterwards."""
    office, talk = await meet(api)

    await talk.driver.execute(SetDoNotDisturb(extension=ANNA, on=True))
    told = await talk.until(ExtensionIs)

    assert office.person(ANNA).do_not_disturb
    assert told.id == ANNA
    assert told.settings is not None
    assert told.settings.do_not_disturb is True

    await talk.driver.execute(SetRingMobile(extension=ANNA, on=True))
    assert office.person(ANNA).ring_mobile


@pytest.mark.parametrize("api", EVERY)
async def test_a_forwarding_is_switched_with_its_target(meet: Meet, api: str) -> None:
    """And keeps it while it is off."""
    _, talk = await meet(api)
    target = ForwardTarget(kind=ForwardKind.NUMBER, number="0555")

    on = SetForward(extension=ANNA, when=Forwarding.ALWAYS, active=True, target=target)
    await talk.driver.execute(on)
    told = await talk.until(ExtensionIs)
    assert told.settings is not None
    assert told.settings.always == Forward(active=True, target=target)

    for active in (False, True):
        await talk.driver.execute(SetForward(extension=ANNA, when=Forwarding.ALWAYS, active=active))
        told = await talk.until(ExtensionIs)
    assert told.settings is not None
    assert told.settings.always == Forward(active=True, target=target)


@pytest.mark.parametrize("api", EVERY)
async def test_the_settings_of_nobody_are_not_found(meet: Meet, api: str) -> None:
    """Whether they are changed or only looked at."""
    _, talk = await meet(api)
    nobody = ExtensionId("9999")

    for command in (
        SetDoNotDisturb(extension=nobody, on=True),
        SetForward(extension=nobody, when=Forwarding.BUSY, active=True),
    ):
        with pytest.raises(CommandRefused, match="extension_not_found"):
            await talk.driver.execute(command)


@pytest.mark.parametrize("api", EVERY)
async def test_wake_up_calls_come_and_go(meet: Meet, api: str) -> None:
    """With the days of the week as they are counted here."""
    _, talk = await meet(api)
    first = WakeUp(time="06:30", type=WakeUpType.WEEKDAYS, weekdays=(0, 6), repeats=2, interval=5)

    async def alarms() -> tuple[WakeUp, ...]:
        return (await talk.driver.execute(GetWakeUps(extension=ANNA))).wake_ups

    await talk.driver.execute(AddWakeUp(extension=ANNA, wake_up=first))
    [alarm] = await alarms()
    assert (alarm.time, alarm.type, alarm.weekdays) == ("06:30", WakeUpType.WEEKDAYS, (0, 6))

    with pytest.raises(CommandRefused, match="wake_up_exists"):
        await talk.driver.execute(AddWakeUp(extension=ANNA, wake_up=first))

    await talk.driver.execute(
        UpdateWakeUp(extension=ANNA, old_time="06:30", wake_up=WakeUp(time="07:00"))
    )
    [alarm] = await alarms()
    assert (alarm.time, alarm.type) == ("07:00", WakeUpType.ONCE)

    await talk.driver.execute(RemoveWakeUp(extension=ANNA, time="07:00"))
    assert await alarms() == ()


@pytest.mark.parametrize("api", LATER)
async def test_agents_come_and_go(meet: Meet, api: str) -> None:
    """With the PIN of the queue."""
    office, talk = await meet(api)
    queue = office.queue(SUPPORT)
    queue.password = "4711"

    async def set_agent(action: AgentAction, pin: str | None = None) -> None:
        await talk.driver.execute(SetAgent(queue=SUPPORT, extension=ANNA, action=action, pin=pin))

    await set_agent(AgentAction.LOG_IN, "4711")
    assert ANNA in queue.members
    await set_agent(AgentAction.PAUSE)
    await set_agent(AgentAction.RESUME)
    with pytest.raises(CommandRefused, match="wrong_pin"):
        await set_agent(AgentAction.LOG_OUT, "1")
    await set_agent(AgentAction.LOG_OUT, "4711")
    assert ANNA not in queue.members


@pytest.mark.parametrize("api", LATER)
async def test_call_records_are_fetched(meet: Meet, api: str) -> None:
    """In the time zone of the PBX, and none is no error."""
    office, talk = await meet(api)
    everything = GetRecords(began=0.0, ended=4e9)
    assert (await talk.driver.execute(everything)).records == ()

    call = office.dial(ANNA, TOM)
    office.answer(TOM, call)
    office.hang_up(TOM, call)
    [written] = office.records
    [record] = (await talk.driver.execute(everything)).records

    assert (record.caller, record.callee) == (ANNA, TOM)
    assert record.outcome is Outcome.ANSWERED
    assert record.began is not None
    assert abs(record.began - written.began.timestamp()) < 1

    before = GetRecords(began=0.0, ended=record.began - 60)
    assert (await talk.driver.execute(before)).records == ()


@pytest.mark.parametrize("api", EVERY)
async def test_a_recording_is_fetched(meet: Meet, api: str) -> None:
    """Piece by piece; one that is not there is told before."""
    office, talk = await meet(api)
    office.recordings["call.wav"] = 1

    async with talk.driver.recording("call.wav") as download:
        sound = b"".join([chunk async for chunk in download.chunks])
    assert download.content_type == "audio/wav"
    assert sound.startswith(b"RIFF")

    with pytest.raises(CommandRefused, match="recording_not_found"):
        async with talk.driver.recording("gone.wav"):
            pass


@pytest.mark.parametrize("api", EVERY)
async def test_the_address_book_is_fetched_where_there_is_one(meet: Meet, api: str) -> None:
    """Only the newest version has it."""
    _, talk = await meet(api)

    if api == "v2.0.0":
        cards = (await talk.driver.execute(GetContacts())).contacts
        assert {card.name for card in cards} == {"Rosa Feld", "Emre Aydın"}
    else:
        with pytest.raises(CommandUnsupported) as caught:
            await talk.driver.execute(GetContacts())
        assert caught.value.needs is Capability.CONTACTS


@pytest.mark.parametrize("api", LATER)
@pytest.mark.parametrize("section", Section)
async def test_no_section_shows_a_secret(meet: Meet, api: str, section: Section) -> None:
    """Neither of a phone, nor of a queue, a trunk or a mailbox."""
    office, talk = await meet(api)
    office.queue(SUPPORT).password = "900411"
    secrets = {"900411"}
    for person in office.people.values():
        secrets |= {person.register_password, person.login_password}

    data = (await talk.driver.execute(ReadConfiguration(section=section))).data

    assert data is not None
    rows = data[section.value]
    assert isinstance(rows, list)
    assert rows
    text = json.dumps(data)
    assert not [secret for secret in secrets if secret and secret in text]
    assert "password" not in text
    assert "vmsecret" not in text


@pytest.mark.parametrize(
    "section", [Section.INBOUND_ROUTES, Section.OUTBOUND_ROUTES, Section.PAGING_GROUPS]
)
async def test_what_an_old_version_does_not_tell_is_not_asked(meet: Meet, section: Section) -> None:
    """It can read other sections, so it is not said to read none."""
    _, talk = await meet("v1.0.1")

    with pytest.raises(CommandRefused) as caught:
        await talk.driver.execute(ReadConfiguration(section=section))

    assert caught.value.meaning == "not_supported"
    assert not caught.value.detail


@pytest.mark.parametrize("api", EVERY)
async def test_named_objects_are_read(meet: Meet, api: str) -> None:
    """Only these."""
    _, talk = await meet(api)

    data = (
        await talk.driver.execute(
            ReadConfiguration(section=Section.EXTENSIONS, numbers=(ANNA, TOM))
        )
    ).data

    assert data is not None
    rows = data["extensions"]
    assert isinstance(rows, list)
    assert len(rows) == 2


@pytest.mark.parametrize("api", EVERY)
async def test_the_configuration_is_written(meet: Meet, api: str) -> None:
    """By the PBX's own names, and applied where there is a call for that."""
    office, talk = await meet(api)

    for section, number, fields in (
        (Section.EXTENSIONS, ANNA, {"callerid": "4711", "ringtimeout": "60"}),
        (Section.QUEUES, SUPPORT, {"queuename": "Help"}),
        (Section.IVRS, "6500", {"ivrname": "Menu"}),
    ):
        await talk.driver.execute(
            WriteConfiguration(section=section, number=number, fields=fields, apply=False)
        )
    await talk.driver.execute(ApplyConfiguration())

    assert office.person(ANNA).caller_id == "4711"
    assert office.person(ANNA).ring_timeout == 60
    assert office.queue(SUPPORT).name == "Help"
    assert office.menu("6500").name == "Menu"


@pytest.mark.parametrize("api", EVERY)
async def test_a_message_is_sent(meet: Meet, api: str) -> None:
    """With all its letters."""
    _, talk = await meet(api)
    text = SendMessage(trunk=TrunkId("GSM2-7"), number="01701", text="Grüße & 你好 100%")

    assert (await talk.driver.execute(text)).message


@pytest.mark.parametrize("api", EVERY)
async def test_a_dialed_call_can_be_held_and_ended_by_its_extension(meet: Meet, api: str) -> None:
    """Though no report has told of its channels."""
    office, talk = await meet(api)
    receipt = await talk.driver.execute(Dial(extension=ANNA, number=TOM, auto_answer=True))
    assert receipt.call
    [call] = office.calls
    office.answer(TOM, call)

    await talk.driver.execute(Hold(extension=ANNA))
    await talk.driver.execute(Hold(extension=ANNA, on=False))
    await talk.driver.execute(HangUp(extension=ANNA))
    assert not list(office.calls)

    await talk.driver.execute(HangUp(extension=ANNA))


async def test_since_v2_a_named_call_is_looked_up_as_well(meet: Meet) -> None:
    """By an extension that was to be on it."""
    office, talk = await meet("v2.0.0")
    receipt = await talk.driver.execute(Dial(extension=ANNA, number=TOM, auto_answer=True))
    [call] = office.calls
    office.answer(TOM, call)

    await talk.driver.execute(HangUp(call=receipt.call))

    assert not list(office.calls)
