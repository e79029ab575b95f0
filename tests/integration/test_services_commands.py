"""What each action asks the PBX for, in the words that all vendors share."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import DOMAIN
from custom_components.pbx.telephony.commands import (
    AddWakeUp,
    AgentAction,
    Answer,
    ApplyConfiguration,
    CallBack,
    CallTarget,
    Command,
    Decision,
    Dial,
    DialInto,
    GetFavourites,
    GetNumbering,
    GetWakeUps,
    HangUp,
    Hold,
    Monitor,
    MonitorMode,
    Mute,
    PlayPrompt,
    ReadConfiguration,
    RemoveWakeUp,
    Screen,
    Section,
    SendMessage,
    SetAgent,
    SetDoNotDisturb,
    SetRingMobile,
    TargetKind,
    Transfer,
    UpdateWakeUp,
    WakeUp,
    WakeUpType,
    WriteConfiguration,
)
from custom_components.pbx.telephony.model import CallId

from .acting import ANNA as ANNA_STATUS, TOM as TOM_STATUS
from .conftest import Setup
from .scripted import (
    ANNA,
    CALL,
    MOBILE,
    OUTSIDE,
    SUPPORT,
    TOM,
    ScriptedPbx,
    asks_to_come_in,
    dials,
    rings,
)
from .steering_cases import STEERING
from .waiting import soon, until_state

ON_ANNA = {"entity_id": ANNA_STATUS}
ON_CALL = {"call_id": CALL}
# It goes by a person on the mobile trunk.
SMS = {"entity_id": "sensor.trunk_gsm2_7_status"}
MENU = CallTarget(kind=TargetKind.IVR, number="6500")
MORNING = WakeUp(time="06:30")

CASES: list[tuple[str, dict[str, Any], Command]] = [
    ("dial", {**ON_ANNA, "number": "1001"}, Dial(extension=ANNA, number="1001")),
    ("hang_up", ON_ANNA, HangUp(extension=ANNA)),
    ("hang_up", ON_CALL, HangUp(call=CALL)),
    ("answer", ON_ANNA, Answer(extension=ANNA)),
    ("answer", ON_CALL, Answer(call=CALL)),
    ("refuse", ON_ANNA, HangUp(extension=ANNA)),
    ("refuse", ON_CALL, HangUp(call=CALL)),
    ("hold", ON_ANNA, Hold(extension=ANNA)),
    ("resume", ON_CALL, Hold(call=CALL, on=False)),
    ("mute", ON_ANNA, Mute(extension=ANNA)),
    ("unmute", ON_ANNA, Mute(extension=ANNA, on=False)),
    (
        "transfer",
        {**ON_ANNA, "number": "030 / 555", "permission_extension": "1001"},
        Transfer(
            extension=ANNA,
            to=CallTarget(kind=TargetKind.NUMBER, number="030555"),
            permission=TOM,
        ),
    ),
    (
        "transfer",
        {**ON_CALL, "extension": 1001},
        Transfer(call=CALL, to=CallTarget(kind=TargetKind.EXTENSION, number="1001")),
    ),
    (
        "transfer",
        {**ON_CALL, "ring_group": "6200"},
        Transfer(call=CALL, to=CallTarget(kind=TargetKind.RING_GROUP, number="6200")),
    ),
    (
        "call_back",
        {"first_number": OUTSIDE, "second_number": "+49 170 1", "extension": "1000"},
        CallBack(first=OUTSIDE, second="+491701", permission=ANNA),
    ),
    (
        "monitor",
        {**ON_ANNA, "by": "1001", "mode": "whisper"},
        Monitor(extension=ANNA, by=TOM, mode=MonitorMode.WHISPER),
    ),
    ("monitor", {**ON_ANNA, "by": "1001"}, Monitor(extension=ANNA, by=TOM)),
    (
        "play_prompt",
        {**ON_ANNA, "prompts": ["fire", "leave"], "repeat": 2, "volume": 7},
        PlayPrompt(extension=ANNA, prompts=("fire", "leave", "fire", "leave"), volume=7),
    ),
    (
        "play_prompt",
        {"number": OUTSIDE, "prompts": "fire", "permission_extension": "1000"},
        PlayPrompt(number=OUTSIDE, prompts=("fire",), permission=ANNA),
    ),
    (
        "dial_into_queue",
        {**ON_ANNA, "queue": "6400", "auto_answer": True},
        DialInto(
            extension=ANNA,
            target=CallTarget(kind=TargetKind.QUEUE, number="6400"),
            auto_answer=True,
        ),
    ),
    (
        "dial_into_ring_group",
        {"number": OUTSIDE, "ring_group": "6200", "permission_extension": "1000"},
        DialInto(
            number=OUTSIDE,
            target=CallTarget(kind=TargetKind.RING_GROUP, number="6200"),
            permission=ANNA,
        ),
    ),
    (
        "dial_into_queue",
        {"number": "1001", "queue": "6400"},
        DialInto(extension=TOM, target=CallTarget(kind=TargetKind.QUEUE, number="6400")),
    ),
    *STEERING,
    ("accept_inbound", ON_CALL, Screen(call=CALL, decision=Decision.ACCEPT)),
    ("refuse_inbound", ON_CALL, Screen(call=CALL, decision=Decision.REFUSE)),
    ("route_inbound", {**ON_CALL, "ivr": "6500"}, Transfer(call=CALL, to=MENU)),
    (
        "send_sms",
        {**SMS, "number": OUTSIDE, "message": "Hello"},
        SendMessage(trunk=MOBILE, number=OUTSIDE, text="Hello"),
    ),
    ("set_wake_up", {**ON_ANNA, "time": "06:30"}, AddWakeUp(extension=ANNA, wake_up=MORNING)),
    (
        "set_wake_up",
        {
            **ON_ANNA,
            "time": "06:30:00",
            "weekdays": ["sun", "mon", "mon"],
            "attempts": 3,
            "interval": 5,
            "prompt": "hello",
        },
        AddWakeUp(
            extension=ANNA,
            wake_up=WakeUp(
                time="06:30",
                type=WakeUpType.WEEKDAYS,
                weekdays=(0, 6),
                repeats=3,
                interval=5,
                prompt="hello",
            ),
        ),
    ),
    (
        "update_wake_up",
        {**ON_ANNA, "old_time": "05:00", "time": "06:30", "type": "daily"},
        UpdateWakeUp(
            extension=ANNA,
            old_time="05:00",
            wake_up=WakeUp(time="06:30", type=WakeUpType.DAILY),
        ),
    ),
    ("remove_wake_up", {**ON_ANNA, "time": "06:30"}, RemoveWakeUp(extension=ANNA, time="06:30")),
    ("remove_wake_up", ON_ANNA, RemoveWakeUp(extension=ANNA)),
    (
        "log_in_agent",
        {**ON_ANNA, "queue": "6400", "pin": 4711},
        SetAgent(queue=SUPPORT, extension=ANNA, action=AgentAction.LOG_IN, pin="4711"),
    ),
    (
        "log_out_agent",
        {**ON_ANNA, "queue": "6400"},
        SetAgent(queue=SUPPORT, extension=ANNA, action=AgentAction.LOG_OUT),
    ),
    (
        "pause_agent",
        {"entity_id": [ANNA_STATUS, "sensor.queue_support_waiting_callers"]},
        SetAgent(queue=SUPPORT, extension=ANNA, action=AgentAction.PAUSE),
    ),
    (
        "resume_agent",
        {**ON_ANNA, "queue": "6400"},
        SetAgent(queue=SUPPORT, extension=ANNA, action=AgentAction.RESUME),
    ),
    (
        "update_extension",
        {**ON_ANNA, "do_not_disturb": True},
        SetDoNotDisturb(extension=ANNA, on=True),
    ),
    (
        "update_extension",
        {**ON_ANNA, "ring_mobile": False},
        SetRingMobile(extension=ANNA, on=False),
    ),
    (
        "update_extension",
        {**ON_ANNA, "name": "Anna", "fields": {"dnd": True, "agents": [1000, 1001]}},
        WriteConfiguration(
            section=Section.EXTENSIONS,
            number="1000",
            fields={"dnd": "on", "agents": "1000,1001", "name": "Anna"},
        ),
    ),
    (
        "update_queue",
        {
            "entity_id": "sensor.queue_support_waiting_callers",
            "fields": {"retry": 30},
            "apply": False,
        },
        WriteConfiguration(
            section=Section.QUEUES, number="6400", fields={"retry": "30"}, apply=False
        ),
    ),
    (
        "update_queue",
        {"queue": "6401", "name": "Sales"},
        WriteConfiguration(section=Section.QUEUES, number="6401", fields={"name": "Sales"}),
    ),
    (
        "update_ivr",
        {"ivr": "6500", "fields": {"dialext": False, "prompt": None}},
        WriteConfiguration(
            section=Section.IVRS, number="6500", fields={"dialext": "off", "prompt": ""}
        ),
    ),
    ("apply", {}, ApplyConfiguration()),
]
ANSWERED: list[tuple[str, dict[str, Any], Command]] = [
    ("get_wake_ups", ON_ANNA, GetWakeUps(extension=ANNA)),
    ("get_favourites", ON_ANNA, GetFavourites(owner=ANNA)),
    ("get_node_info", {}, GetNumbering()),
    ("get_extensions", {}, ReadConfiguration(section=Section.EXTENSIONS)),
    ("get_queues", {"numbers": 6400}, ReadConfiguration(section=Section.QUEUES, numbers=("6400",))),
    (
        "get_ivrs",
        {"numbers": ["6500", "6501"]},
        ReadConfiguration(section=Section.IVRS, numbers=("6500", "6501")),
    ),
    ("get_trunks", SMS, ReadConfiguration(section=Section.TRUNKS)),
    ("get_inbound_routes", {}, ReadConfiguration(section=Section.INBOUND_ROUTES)),
    ("get_outbound_routes", {}, ReadConfiguration(section=Section.OUTBOUND_ROUTES)),
    (
        "get_paging_groups",
        {"numbers": "6300"},
        ReadConfiguration(section=Section.PAGING_GROUPS, numbers=("6300",)),
    ),
]


def name_of(case: tuple[str, dict[str, Any], Command]) -> str:
    """Name a case by its action and what is given to it."""
    return f"{case[0]} {' '.join(case[1])}"


@pytest.mark.parametrize("case", [*CASES, *ANSWERED], ids=name_of)
async def test_an_action_is_one_command(
    hass: HomeAssistant,
    scripted: ScriptedPbx,
    scripted_entry: MockConfigEntry,
    setup: Setup,
    case: tuple[str, dict[str, Any], Command],
) -> None:
    """Whatever was typed arrives as the PBX needs it; nothing else is asked for."""
    action, data, command = case
    await setup(scripted_entry)
    scripted.say(dials("1001"), rings("1000"))
    await until_state(hass, ANNA_STATUS, "ringing")

    await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=case in ANSWERED
    )

    assert scripted.commands == [command]


async def test_all_targets_are_meant(
    hass: HomeAssistant, scripted: ScriptedPbx, scripted_entry: MockConfigEntry, setup: Setup
) -> None:
    """Each extension gets the same command."""
    await setup(scripted_entry)

    await hass.services.async_call(
        DOMAIN, "mute", {"entity_id": [ANNA_STATUS, TOM_STATUS]}, blocking=True
    )

    assert len(scripted.commands) == 2
    assert Mute(extension=ANNA) in scripted.commands
    assert Mute(extension=TOM) in scripted.commands


async def test_switches_and_fields_of_an_extension_are_set_together(
    hass: HomeAssistant, scripted: ScriptedPbx, scripted_entry: MockConfigEntry, setup: Setup
) -> None:
    """What every PBX calls the same needs none of the PBX's own words."""
    await setup(scripted_entry)
    data = {**ON_ANNA, "do_not_disturb": False, "mobile": "0170 1234"}

    await hass.services.async_call(DOMAIN, "update_extension", data, blocking=True)

    assert scripted.commands == [
        SetDoNotDisturb(extension=ANNA, on=False),
        WriteConfiguration(
            section=Section.EXTENSIONS, number="1000", fields={"mobile": "01701234"}
        ),
    ]


async def test_a_call_that_waits_is_refused_where_it_waits(
    hass: HomeAssistant, scripted: ScriptedPbx, scripted_entry: MockConfigEntry, setup: Setup
) -> None:
    """It does not ring yet, so there is nothing to hang up."""
    await setup(scripted_entry)
    waiting = CallId("88")
    scripted.say(*asks_to_come_in(waiting))
    coordinator = scripted_entry.runtime_data
    await soon(lambda: coordinator.screening.waits(waiting), "the call to wait")

    await hass.services.async_call(DOMAIN, "refuse", {"call_id": waiting}, blocking=True)

    assert scripted.commands == [Screen(call=waiting, decision=Decision.REFUSE)]
    assert not coordinator.screening.waits(waiting)
