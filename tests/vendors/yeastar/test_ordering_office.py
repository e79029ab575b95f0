"""Messages, agents and wake-up calls become requests."""

from dataclasses import replace

import pytest

from custom_components.pbx.telephony.commands import (
    AddWakeUp,
    AgentAction,
    Command,
    GetWakeUps,
    RemoveWakeUp,
    SendMessage,
    SetAgent,
    UpdateWakeUp,
    WakeUp,
    WakeUpType,
)
from custom_components.pbx.telephony.errors import CommandRefused, CommandUnsupported
from custom_components.pbx.telephony.model import ExtensionId, QueueId, TrunkId

from .orders import FIRST, NEW, OLD, A, order, sample

EA = ExtensionId(A)
MESSAGE = SendMessage(trunk=TrunkId("GSM"), number="0111", text="你好")
LOG_IN = SetAgent(queue=QueueId("6700"), extension=EA, action=AgentAction.LOG_IN)
ALARM = WakeUp(time="00:45", repeats=3, interval=5)


def test_a_message_goes_as_published() -> None:
    """Its text is percent-encoded."""
    body = {"trunk": "GSM", "phonenumber": "0111", "message": "%E4%BD%A0%E5%A5%BD"}

    assert order(MESSAGE, OLD) == ("sms/send", body)
    assert body.keys() == sample("req_sms_send_v110").keys()
    assert body["message"] == sample("req_sms_send_v110")["message"]


@pytest.mark.parametrize(
    ("text", "refusal"), [(" ", "message_missing"), ("x" * 2001, "message_too_long")]
)
def test_a_text_has_a_length(text: str, refusal: str) -> None:
    """Between one character and two thousand."""
    with pytest.raises(CommandRefused, match=refusal):
        order(replace(MESSAGE, text=text), OLD)
    order(replace(MESSAGE, text="x" * 2000), OLD)


@pytest.mark.parametrize(
    ("action", "pin", "path", "more"),
    [
        (AgentAction.LOG_IN, "123", "add_dynamicagent", {"password": "123"}),
        (AgentAction.LOG_IN, None, "add_dynamicagent", {}),
        (AgentAction.LOG_OUT, "123", "del_dynamicagent", {"password": "123"}),
        (AgentAction.LOG_OUT, None, "del_dynamicagent", {"password": ""}),
        (AgentAction.PAUSE, "123", "pause_agent", {}),
        (AgentAction.RESUME, None, "unpause_agent", {}),
    ],
)
def test_agents_come_and_go(
    action: AgentAction, pin: str | None, path: str, more: dict[str, str]
) -> None:
    """The PIN is the queue's own, and only asked for at its door."""
    command = replace(LOG_IN, action=action, pin=pin)

    assert order(command, OLD) == (f"queue/{path}", {"queueid": "6700", "extid": A, **more})
    assert order(command, NEW) == (f"queue/{path}", {"queuenumber": "6700", "extnumber": A, **more})


def test_agents_look_as_published() -> None:
    """By the names of their fields."""
    body = order(replace(LOG_IN, pin="1"), OLD)[1]
    pause = order(replace(LOG_IN, action=AgentAction.PAUSE), OLD)[1]

    assert body.keys() == sample("req_queue_add_dynamicagent_v110").keys()
    assert pause.keys() == sample("req_queue_pause_agent").keys()


def test_a_pin_is_not_shown() -> None:
    """Neither in the command nor in the request."""
    assert "4711" not in repr(replace(LOG_IN, pin="4711"))


def test_the_first_version_knows_no_agents() -> None:
    """They came later."""
    with pytest.raises(CommandUnsupported):
        order(LOG_IN, FIRST)


@pytest.mark.parametrize(
    ("command", "path", "body"),
    [
        (
            AddWakeUp(extension=EA, wake_up=ALARM),
            "create",
            {"wakeup": sample("req_wakeup_create")["wakeup"]},
        ),
        (
            UpdateWakeUp(extension=EA, old_time="7:00", wake_up=WakeUp(time="8:00")),
            "update",
            {"time": "07:00", "wakeup": [{"time": "08:00", "type": "onetime"}]},
        ),
        (
            UpdateWakeUp(extension=EA, wake_up=WakeUp(time="08:00", type=WakeUpType.DAILY)),
            "update",
            {"wakeup": [{"time": "08:00", "type": "everyday"}]},
        ),
        (RemoveWakeUp(extension=EA, time="11:00"), "delete", {"time": "11:00"}),
        (RemoveWakeUp(extension=EA), "delete", {}),
        (GetWakeUps(extension=EA), "query", {}),
    ],
    ids=["add", "update", "update the only one", "remove", "remove all", "get"],
)
def test_wake_up_calls(command: Command, path: str, body: dict[str, object]) -> None:
    """An array of one, as published."""
    assert order(command, OLD) == (f"wakeupcall/{path}", {"extid": A, **body})
    assert order(command, NEW) == (f"wakeupcall/{path}", {"number": A, **body})


def test_weekdays_are_counted_from_sunday_there() -> None:
    """And from Monday here."""
    wake_up = WakeUp(time="07:00", type=WakeUpType.WEEKDAYS, weekdays=(6, 0, 4), prompt="rise")

    [given] = order(AddWakeUp(extension=EA, wake_up=wake_up), OLD)[1]["wakeup"]

    assert given == {"time": "07:00", "type": "custom", "weekdays": "1,5,0", "prompt": "rise"}


@pytest.mark.parametrize(
    ("wake_up", "refusal"),
    [
        (WakeUp(time="24:00"), "wake_up_time_invalid"),
        (WakeUp(time="soon"), "wake_up_time_invalid"),
        (WakeUp(time="07:00", type=WakeUpType.WEEKDAYS), "weekdays_missing"),
    ],
)
def test_what_is_no_time_is_refused(wake_up: WakeUp, refusal: str) -> None:
    """Before anything is sent."""
    with pytest.raises(CommandRefused, match=refusal):
        order(AddWakeUp(extension=EA, wake_up=wake_up), OLD)
