"""Queues, wake-up calls and contacts are read from answers."""

import json
from typing import Any

import pytest

from custom_components.pbx.telephony.commands import WakeUp, WakeUpType
from custom_components.pbx.telephony.contact import ContactCard
from custom_components.pbx.telephony.queue import AgentStatus
from custom_components.pbx.telephony.vendors.yeastar.contact_rows import contacts_of
from custom_components.pbx.telephony.vendors.yeastar.pairs import Pairs, parse
from custom_components.pbx.telephony.vendors.yeastar.queue_rows import queue_status, queues_of
from custom_components.pbx.telephony.vendors.yeastar.wake_up_rows import wake_ups_of

from .orders import sample


def answer(**fields: Any) -> Pairs:
    parsed = parse(json.dumps(fields).encode())
    assert parsed is not None
    return parsed


def test_a_published_list_of_queues_is_read() -> None:
    """Who waits there it does not say."""
    [queue] = queues_of(answer(**sample("resp_queue_query"))) or ()

    assert (queue.id, queue.number, queue.name) == ("6701", "6701", "6701")
    assert (queue.waiting, queue.agents) == (None, None)


def test_newer_names_of_queues_are_read() -> None:
    """And each queue once."""
    rows = [{"number": "6700", "queuename": "Sales"}, {"number": "6700"}, {"queuename": "Lost"}]

    assert [queue.number for queue in queues_of(answer(queues=rows)) or ()] == ["6700"]


def test_to_say_nothing_of_queues_is_not_to_say_that_there_are_none() -> None:
    """Else all queues would be gone at once, and what was made of them in Home Assistant."""
    assert queues_of(answer()) is None
    assert queues_of(answer(queues=[])) == ()


def test_a_published_status_of_a_queue_is_read() -> None:
    """In the order of the PBX."""
    queue = queue_status(answer(**sample("resp_queuestatus_v110")), "6700")

    assert queue is not None
    assert queue.waiting == 0
    assert list(queue.agents or ()) == ["8034", "8033", "5007"]


def test_the_copy_gives_one_object() -> None:
    """And a number that is one."""
    members = [{"agent": "2001", "agentstatus": "6"}]
    status = {"callercount": 2, "members": members}

    queue = queue_status(answer(queue={"queuenumber": "6700", "queuestatus": status}), "6700")
    flat = queue_status(answer(queue={"queuenumber": "6700", **status}), "6700")

    assert queue == flat
    assert queue is not None
    assert queue.waiting == 2


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("0", AgentStatus.UNKNOWN),
        ("1", AgentStatus.IDLE),
        ("2", AgentStatus.IN_CALL),
        ("3", AgentStatus.IN_CALL),
        ("4", AgentStatus.UNKNOWN),
        ("5", AgentStatus.OFFLINE),
        ("6", AgentStatus.RINGING),
        ("7", AgentStatus.IN_CALL),
        ("8", AgentStatus.ON_HOLD),
        ("9", AgentStatus.PAUSED),
        ("10", AgentStatus.WRAP_UP),
        ("", AgentStatus.UNKNOWN),
    ],
)
def test_what_agents_do(word: str, status: AgentStatus) -> None:
    """By the published numbers."""
    members = [{"agent": "2001", "agentstatus": word}]
    queue = queue_status(
        answer(queues=[{"number": "6700", "queuestatus": [{"members": members}]}]), "6700"
    )

    assert queue is not None
    assert [agent.status for agent in (queue.agents or {}).values()] == [status]


@pytest.mark.parametrize(
    "fields", [{}, {"queues": [{"queuenumber": "6701"}]}, {"queues": "none"}, {"queues": [[1]]}]
)
def test_an_answer_about_something_else_is_no_status(fields: dict[str, Any]) -> None:
    """It changes nothing."""
    assert queue_status(answer(**fields), "6700") is None


def test_a_count_that_is_none_is_not_known() -> None:
    """A text of digits may be endless."""
    row = {"queuenumber": "6700", "queuestatus": [{"callercount": "9" * 50, "members": []}]}
    queue = queue_status(answer(queues=[row]), "6700")

    assert queue is not None
    assert queue.waiting is None


def test_wake_up_calls_are_read() -> None:
    """With weekdays counted from Monday, and only those of the one who was asked about."""
    alarms = [
        {"time": "7:05", "type": "custom", "weekdays": "0,1,5", "repeats": "3"},
        {"time": "22:00", "type": "everyday", "repeatinterval": "5", "prompt": "rise"},
        {"time": "never"},
        {"type": "onetime"},
    ]
    rows = [{"extid": "2001", "wakeup": alarms}, {"extid": "2002", "wakeup": [{"time": "06:00"}]}]

    assert wake_ups_of(answer(wakeups=rows), "2001") == (
        WakeUp(time="07:05", type=WakeUpType.WEEKDAYS, weekdays=(0, 4, 6), repeats=3),
        WakeUp(time="22:00", type=WakeUpType.DAILY, interval=5, prompt="rise"),
    )


def test_contacts_are_read() -> None:
    """A fax machine calls nobody, and nobody without a name or a number is known."""
    rows = [
        {"firstname": "Ada", "lastname": "L", "businessnum": "0111", "mobile": "0171"},
        {"company": "Acme", "businessnum": "0222", "businessnum2": "0222"},
        {"firstname": "Fax", "businessfax": "0333"},
        {"businessnum": "0444"},
    ]

    assert contacts_of(answer(companycontacts=rows)) == (
        ContactCard(name="Ada L", numbers=("0111", "0171")),
        ContactCard(name="Acme", numbers=("0222",)),
    )
    assert contacts_of(answer()) == ()
