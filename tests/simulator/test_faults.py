"""Everything that can go wrong on the way."""

import asyncio

from aiohttp import ClientError, WSMsgType
import pytest

from simulator import Clock, Faults, InnovaphonePbx, Office, YeastarPbx
from simulator.faults import (
    Delay,
    Drop,
    Errno,
    ExpireToken,
    Fault,
    Garbage,
    HalfClose,
    Html,
    NoLength,
    Reorder,
    Repeat,
    Silence,
    Split,
    Truncated,
)
from tests.simulator.clients import ApiClient, AppClient, Receiver


@pytest.fixture
def clock() -> Clock:
    return Clock(lambda: 0.0)


@pytest.fixture
def faults(clock: Clock) -> Faults:
    return Faults(clock)


def test_a_fault_strikes_once_in_its_turn(faults: Faults) -> None:
    faults.reports.add(Drop(), on="BYE")
    faults.reports.add(Repeat(3))

    taken = [faults.reports.take(x) for x in ("ANSWER", "ANSWER", "BYE", "BYE")]

    assert taken == [Repeat(3), None, Drop(), None]


def test_a_lasting_fault_ends_with_its_time(faults: Faults, clock: Clock) -> None:
    faults.refuse_logins(60)
    assert faults.requests.take("login") == Errno("20002")

    clock.advance(61)
    assert faults.requests.take("login") is None


def test_a_fault_without_number_stays_until_removed(faults: Faults) -> None:
    remove = faults.requests.add(Html(), times=None)
    assert [faults.requests.take("x") for _ in range(3)] == [Html()] * 3

    remove()
    assert faults.requests.take("x") is None


def unplug(office: Office, *numbers: str) -> None:
    for number in numbers:
        office.set_registered(number, registered=False)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Drop(), ["1001", "1002"]),
        (Repeat(3), ["1000", "1000", "1000", "1001", "1002"]),
        (Reorder(), ["1001", "1000", "1002"]),
        (Delay(0.1), ["1001", "1002", "1000"]),
        (HalfClose(), ["1000", "1001", "1002"]),
        (Split(), ["1000", "1001", "1002"]),
        # The receiver cannot read these, so they come again.
        (Truncated(), ["1001", "1002", "1000"]),
        (NoLength(), ["1001", "1002", "1000"]),
    ],
    ids=lambda x: type(x).__name__ if not isinstance(x, list) else "",
)
async def test_a_report_meets_its_fault(
    session: ApiClient, receiver: Receiver, fault: Fault, expected: list[str]
) -> None:
    post = session.pbx.post
    post.answer_within = 0.05
    post.resend_after = 0.1
    session.pbx.faults.reports.add(fault)

    unplug(session.pbx.office, "1000", "1001", "1002")
    await session.pbx.settled()

    assert [post.fields["extension"] for post in receiver.posts] == expected


async def test_reordered_and_delayed_reports_settle(
    session: ApiClient, office: Office, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    yeastar.faults.reports.add(Reorder())
    yeastar.faults.reports.add(Delay(0.01))

    unplug(office, "1000", "1001")
    await yeastar.settled()

    assert [post.fields["extension"] for post in receiver.posts] == ["1000", "1001"]


async def test_a_report_held_back_comes_even_if_none_follows(
    session: ApiClient, office: Office, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    yeastar.faults.reports.add(Reorder())

    unplug(office, "1000")
    await yeastar.settled()

    assert len(receiver.posts) == 1


async def test_garbage_arrives_as_it_is(
    session: ApiClient, office: Office, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    yeastar.faults.reports.add(Garbage(b"\x00"))

    unplug(office, "1000")
    await yeastar.settled()

    assert [post.body for post in receiver.posts] == [b"\x00"]


@pytest.mark.parametrize(
    ("fault", "errno"),
    [(Errno("30003"), "30003"), (ExpireToken(), "20004")],
    ids=["errno", "expired token"],
)
async def test_a_request_is_refused(
    session: ApiClient, yeastar: YeastarPbx, fault: Fault, errno: str
) -> None:
    yeastar.faults.requests.add(fault, on="deviceinfo/query")

    assert (await session.ask("trunklist/query"))["status"] == "Success"
    assert (await session.ask("deviceinfo/query"))["errno"] == errno


@pytest.mark.parametrize(
    "fault",
    [Drop(), HalfClose(), Html(), Garbage(), Truncated()],
    ids=["drop", "half-close", "html", "garbage", "truncated"],
)
async def test_an_answer_is_spoilt_once(
    session: ApiClient, yeastar: YeastarPbx, fault: Fault
) -> None:
    yeastar.faults.requests.add(fault)

    with pytest.raises((ClientError, ValueError)):
        await session.ask("deviceinfo/query")
    assert (await session.ask("deviceinfo/query"))["status"] == "Success"


async def test_a_delayed_answer_comes(session: ApiClient, yeastar: YeastarPbx) -> None:
    yeastar.faults.requests.add(Delay(0.01))

    assert (await session.ask("deviceinfo/query"))["status"] == "Success"


async def test_silence_lasts_until_the_client_gives_up(
    session: ApiClient, yeastar: YeastarPbx
) -> None:
    yeastar.faults.requests.add(Silence())

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await session.ask("deviceinfo/query")
    assert (await session.ask("deviceinfo/query"))["status"] == "Success"


async def test_a_silent_pbx_can_be_stopped(session: ApiClient, yeastar: YeastarPbx) -> None:
    yeastar.faults.requests.add(Silence())
    asking = asyncio.create_task(session.ask("deviceinfo/query"))
    await yeastar.requests.until(lambda request: request.endpoint == "deviceinfo/query")

    await yeastar.stop()

    with pytest.raises(ClientError):
        await asking


async def test_an_app_login_is_refused_for_a_time(
    stranger: AppClient, innovaphone: InnovaphonePbx
) -> None:
    innovaphone.faults.refuse_logins(60)
    assert not await stranger.login()

    innovaphone.clock.advance(61)
    assert await stranger.login()


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Drop(), ["b"]),
        (Repeat(2), ["a", "a", "b"]),
        (Reorder(), ["b", "a"]),
        (Delay(0.01), ["a", "b"]),
    ],
    ids=["drop", "repeat", "reorder", "delay"],
)
async def test_a_message_meets_its_fault(
    app: AppClient, innovaphone: InnovaphonePbx, fault: Fault, expected: list[str]
) -> None:
    innovaphone.faults.reports.add(fault)

    await app.say("GetNodeInfo", src="a")
    await app.say("GetNodeInfo", src="b")

    assert [(await app.hear())["src"] for _ in expected] == expected


@pytest.mark.parametrize("fault", [Garbage(), Truncated()], ids=["garbage", "truncated"])
async def test_a_message_may_be_unreadable(
    app: AppClient, innovaphone: InnovaphonePbx, fault: Fault
) -> None:
    innovaphone.faults.reports.add(fault)

    await app.say("GetNodeInfo", src="a")

    with pytest.raises(ValueError, match=r"JSON|Expecting|Unterminated|Invalid"):
        await app.hear()


@pytest.mark.parametrize("queue", ["reports", "requests"])
async def test_a_connection_may_break_at_any_message(
    app: AppClient, innovaphone: InnovaphonePbx, queue: str
) -> None:
    getattr(innovaphone.faults, queue).add(HalfClose())

    await app.say("GetNodeInfo", src="a")

    assert (await app.socket.receive()).type is WSMsgType.CLOSED


async def test_a_request_may_stay_unanswered_or_fail(
    app: AppClient, innovaphone: InnovaphonePbx
) -> None:
    innovaphone.faults.requests.add(Silence())
    innovaphone.faults.requests.add(Errno("9"))

    for src in "abc":
        await app.say("GetNodeInfo", src=src)

    failed, answered = await app.hear(), await app.hear()
    assert (failed["src"], failed["error"]) == ("b", 9)
    assert answered["src"] == "c"
