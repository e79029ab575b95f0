"""What programs may do with the calls of the office, without any wire."""

import asyncio
from collections.abc import Callable

import pytest

from simulator import Office
from simulator.office import (
    Call,
    Door,
    LineNotIdle,
    LineStatus,
    Machine,
    MonitorMode,
    NoSuchCall,
    NoSuchGroup,
    NoSuchMenu,
    NoSuchNumber,
    NoSuchQueue,
    NotConnected,
    NotMonitorable,
    NotPermitted,
    NoTrunk,
    OfficeEvent,
    Outcome,
    RecordKind,
    TooLate,
    WrongMonitorMode,
)
from simulator.office.events import (
    CallAccepted,
    CallEnded,
    CallInvited,
    CallRefused,
    CallTransferred,
    LegMuted,
    PartyLeft,
)

FIRST, SECOND = "0301234567", "0307654321"


@pytest.fixture
def heard(office: Office) -> list[OfficeEvent]:
    """All that happens."""
    events: list[OfficeEvent] = []
    office.observe(events.append)
    return events


def kinds(events: list[OfficeEvent], *wanted: type) -> list[str]:
    return [type(x).__name__ for x in events if isinstance(x, wanted)]


def parties(call: Call) -> list[str]:
    return [leg.number for leg in call.alive]


def test_a_muted_party_is_muted_once(office: Office, heard: list[OfficeEvent]) -> None:
    call = office.dial("1000", "1001")
    with pytest.raises(NoSuchCall):
        office.mute("1001")
    office.answer("1001")
    office.mute("1001")
    office.mute("1001")
    assert [leg.muted for leg in call.alive] == [False, True]

    office.unmute("1001")
    assert [leg.muted for leg in call.alive] == [False, False]
    assert kinds(heard, LegMuted) == ["LegMuted"] * 2


def watched(office: Office, mode: MonitorMode = MonitorMode.EXTENSIVE) -> Call:
    """Let 1001 be in a call to which 1000 may listen."""
    office.configure("1000", monitor_mode=mode)
    office.configure("1001", allow_monitoring=True)
    office.dial("1002", "1001")
    return office.answer("1001")


def test_a_listener_is_rung_and_leaves_with_the_call(office: Office) -> None:
    call = watched(office, MonitorMode.WHISPER)
    listening = office.monitor("1000", "1001", MonitorMode.WHISPER)
    assert office.line_status("1000") is LineStatus.RINGING
    office.answer("1000", listening)
    assert (listening.machine, listening.monitored) == (Machine.MONITOR, call)

    office.hang_up("1001", call)
    assert office.calls == []


@pytest.mark.parametrize(
    ("prepare", "refusal"),
    [
        (lambda office: office.configure("1001", allow_monitoring=False), NotMonitorable),
        (
            lambda office: office.configure("1000", monitor_mode=MonitorMode.LISTEN),
            WrongMonitorMode,
        ),
        (lambda office: office.dial("1000", "1003"), LineNotIdle),
        (lambda office: office.hang_up("1001"), NoSuchCall),
        (lambda office: office.remove_person("1000"), NoSuchNumber),
        (lambda office: _listen_from(office, "1003"), NotMonitorable),
    ],
    ids=["target", "mode", "not idle", "no call", "nobody", "second listener"],
)
def test_listening_is_refused(
    office: Office, prepare: Callable[[Office], object], refusal: type[Exception]
) -> None:
    watched(office)
    prepare(office)

    with pytest.raises(refusal):
        office.monitor("1000", "1001", "barge")


def _listen_from(office: Office, number: str) -> None:
    office.configure(number, monitor_mode=MonitorMode.EXTENSIVE)
    office.monitor(number, "1001", "listen")


def test_a_program_moves_a_call_from_outside(office: Office, heard: list[OfficeEvent]) -> None:
    call = office.place_inbound(FIRST, "1000")
    office.answer("1000")
    office.transfer_to(call, "1001")
    assert parties(call) == [FIRST, "1001"]
    assert kinds(heard, CallTransferred, PartyLeft) == ["PartyLeft"]

    office.answer("1001")
    office.hang_up(FIRST, call)
    assert (call.outcome, office.records[-1].calling) == (Outcome.ANSWERED, FIRST)


def test_a_ringing_call_can_be_moved(office: Office) -> None:
    call = office.place_inbound(FIRST, "1000")
    office.transfer_to(call, "6200")

    assert parties(call) == [FIRST, "1001", "1002", "1003"]
    assert office.line_status("1000") is LineStatus.IDLE


def test_who_is_outside_stays_in_a_moved_outbound_call(office: Office) -> None:
    call = office.dial("1000", FIRST)
    with pytest.raises(NotConnected):
        office.transfer_to(call, "1001")
    office.answer(FIRST, call)
    office.transfer_to(call, "1001")

    assert parties(call) == [FIRST, "1001"]
    assert office.line_status("1000") is LineStatus.IDLE
    office.answer("1001", call)
    office.hang_up("1001", call)
    assert office.records[-1].calling == "1000"


def test_a_named_party_leaves(office: Office) -> None:
    call = office.dial("1000", "1001")
    office.answer("1001")
    office.transfer_to(call, "1002", None, "1000")

    assert parties(call) == ["1001", "1002"]


@pytest.mark.parametrize(
    ("to", "machine"), [("6500", Machine.MENU), ("6400", Machine.QUEUE)], ids=["menu", "queue"]
)
def test_calls_move_to_machines(office: Office, to: str, machine: Machine) -> None:
    call = office.place_inbound(FIRST, "1000")
    office.answer("1000")
    office.transfer_to(call, to)

    assert (call.machine, call.through) == (machine, to)


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (lambda office, call: office.transfer_to(call, "1099"), NoSuchNumber),
        (lambda office, call: office.transfer_to(call, SECOND, "1002"), NotPermitted),
        (lambda office, call: office.transfer_to(call, "1001", None, "1003"), NotConnected),
        (lambda office, call: office.dial_between(FIRST, SECOND, "1002"), NotPermitted),
        (lambda office, call: office.dial_between("6200", "6400", "1001"), NoSuchNumber),
        (lambda office, call: office.menu("6400"), NoSuchMenu),
        (lambda office, call: office.queue("6500"), NoSuchQueue),
        (lambda office, call: office.group("6500"), NoSuchGroup),
        (lambda office, call: office.accept(call), TooLate),
        (lambda office, call: office.send_message(FIRST, "x", "SIP-Amt"), NoTrunk),
    ],
)
def test_the_impossible_is_refused(
    office: Office, act: Callable[[Office, Call], object], refusal: type[Exception]
) -> None:
    office.person("1002").may_dial_out = False
    call = office.place_inbound(FIRST, "1000")
    office.answer("1000")

    with pytest.raises(refusal):
        act(office, call)
    assert parties(call) == [FIRST, "1000"]


def test_two_parties_outside_are_connected(office: Office) -> None:
    call = office.dial_between(FIRST, SECOND, "1000")
    assert parties(call) == [FIRST, SECOND]
    office.answer(FIRST, call)
    office.answer(SECOND, call)
    office.hang_up(SECOND, call)

    record = office.records[-1]
    assert (record.kind, record.outcome) == (RecordKind.CALLBACK, Outcome.ANSWERED)


@pytest.mark.parametrize("pair", [("6200", FIRST), (FIRST, "6200")])
def test_a_ring_group_is_connected_with_somebody_outside(
    office: Office, pair: tuple[str, str]
) -> None:
    call = office.dial_between(*pair, "1000")
    office.answer(FIRST, call)
    office.answer("1002", call)

    assert parties(call) == [FIRST, "1002"]


def test_a_phone_is_connected_with_a_menu(office: Office) -> None:
    call = office.dial_for("1000", "6500")
    assert office.line_status("1000") is LineStatus.RINGING
    office.answer("1000")

    assert call.machine is Machine.MENU


def controlled(office: Office, *, answering: bool = False, destination: bool = False) -> Call:
    trunk = office.trunk()
    trunk.controls_answering, trunk.controls_destination = answering, destination
    return office.place_inbound(FIRST, "1000", trunk.name)


def test_a_call_waits_at_the_door(office: Office, heard: list[OfficeEvent]) -> None:
    call = controlled(office, answering=True)
    assert (call.door, office.line_status("1000")) == (Door.INVITED, LineStatus.IDLE)

    office.accept(call)
    assert office.line_status("1000") is LineStatus.RINGING
    assert kinds(heard, CallInvited, CallAccepted) == ["CallInvited", "CallAccepted"]
    with pytest.raises(TooLate):
        office.refuse(call)


def test_a_refused_call_leaves_nothing(office: Office, heard: list[OfficeEvent]) -> None:
    call = controlled(office, answering=True)
    office.refuse(call)

    assert (office.calls, list(office.records)) == ([], [])
    assert kinds(heard, CallAccepted, CallRefused, CallEnded) == ["CallRefused"]
    with pytest.raises(NoSuchCall):
        office.accept(call)


def test_a_program_chooses_the_destination(office: Office, heard: list[OfficeEvent]) -> None:
    call = controlled(office, destination=True)
    assert (call.door, office.line_status("1000")) == (Door.ACCEPTED, LineStatus.IDLE)
    office.transfer_to(call, "1001")

    assert parties(call) == [FIRST, "1001"]
    assert kinds(heard, CallInvited, CallAccepted) == ["CallAccepted"]
    with pytest.raises(TooLate):
        office.screening_over(call)


def test_a_call_goes_its_way_when_nobody_decides(office: Office) -> None:
    call = controlled(office, answering=True, destination=True)
    office.screening_over(call)
    assert call.door is Door.ACCEPTED
    office.screening_over(call)

    assert office.line_status("1000") is LineStatus.RINGING


async def test_patience_ends_by_itself(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.office.screening.PATIENCE", 0.0)
    rang = asyncio.Event()
    leave = office.observe(
        lambda _: rang.set() if office.line_status("1000") is LineStatus.RINGING else None
    )
    controlled(office, answering=True)
    async with asyncio.timeout(5):
        await rang.wait()
    leave()


async def test_nobody_decides_when_nobody_watches(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.office.screening.PATIENCE", 0.0)
    leave = office.observe(lambda _: None)
    call = controlled(office, answering=True)
    leave()
    later = asyncio.Event()
    asyncio.get_running_loop().call_later(0, later.set)
    await later.wait()

    assert call.door is Door.INVITED
