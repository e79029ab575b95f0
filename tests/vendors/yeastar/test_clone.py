"""The copy of the API: arrays, who called comes first in an answer, and one call has several ids."""

from hypothesis import given, strategies as st
import pytest

from custom_components.pbx.telephony.facts import CallsSeen
from custom_components.pbx.telephony.vendors.yeastar.answers import Found, TrunkCall, trunk_calls
from custom_components.pbx.telephony.vendors.yeastar.members import MemberKind
from custom_components.pbx.telephony.vendors.yeastar.pairs import parse
from custom_components.pbx.telephony.vendors.yeastar.picture import calls_are
from custom_components.pbx.telephony.vendors.yeastar.wire import decode

from .flows import Ear

A, B, C = "2001", "2002", "2003"
LINE = '"outbound":{"from":"2001","to":"303","trunk":"t","outboundid":"%s"}'
INBOUND = '"inbound":{"from":"0441234","to":"2002","trunk":"t","inboundid":"1700000000.1670"}'


@pytest.fixture
def ear() -> Ear:
    return Ear()


def say(action: str, call: str, *members: str) -> bytes:
    """Write a report as the copy does."""
    rest = "".join(f",{member}" for member in members)
    return f'{{"action":"{action}","callid":"{call}"{rest},"sn":"b17260114433"}}'.encode()


def ext(*numbers: str) -> str:
    """Write extensions: one object with an array."""
    return '"ext":{{"extid":[{}]}}'.format(",".join(f'"{number}"' for number in numbers))


FIRST, SECOND, THIRD = "1700000000.1670", "1700000000.1672", "1700000001.1674"
INTERNAL = (
    say("ALERT", FIRST, ext(A)),
    say("RING", FIRST, ext(B, A)),
    say("ANSWERED", FIRST, ext(A, B)),
    say("ANSWER", FIRST, ext(A, B)),
    say("BYE", FIRST, ext(A, B)),
    say("BYE", SECOND, ext(B, A)),
)
OUTBOUND = (
    say("ALERT", FIRST, ext(A)),
    say("RING", FIRST, '"ext":{"extid":"2001"}', LINE % FIRST),
    say("ANSWERED", FIRST, '"ext":{"extid":"2001"}', LINE % FIRST),
    say("ANSWER", SECOND, '"ext":{"extid":"2001"}', LINE % FIRST),
    say("BYE", SECOND, '"ext":{"extid":"2001"}', LINE % SECOND),
    say("BYE", THIRD, LINE % THIRD, '"ext":{"extid":"2001"}'),
)
RECORD = b'{"action":"NewCdr","callid":"%s","callfrom":"2001","callto":"2002","status":"ANSWERED","type":"Internal"}'


def hear(ear: Ear, *bodies: bytes) -> None:
    """Hear reports as they stand on the wire."""
    ear.hear(*map(decode, bodies))


@pytest.mark.parametrize("repeats", [1, 3])
@pytest.mark.parametrize(
    ("bodies", "events"),
    [
        (INTERNAL, ["dialling 2001", "ringing 2002", "answered 2002", "ended 2001"]),
        (OUTBOUND, ["dialling 2001", "answered 2001", "ended 2001"]),
    ],
    ids=["internal", "outbound"],
)
def test_a_call_of_several_ids_is_one(
    ear: Ear, bodies: tuple[bytes, ...], events: list[str], repeats: int
) -> None:
    """The two goodbyes carry different ids."""
    hear(ear, *(body for body in bodies for _ in range(repeats)))

    assert ear.happened == events
    assert ear.ids == {FIRST}
    assert ear.live == []


def test_who_called_comes_first_in_an_answer(ear: Ear) -> None:
    """Even if it is all that was heard."""
    hear(ear, say("ANSWER", FIRST, ext(A, B)))

    assert ear.happened == ["answered 2002"]
    assert ear.said[0][1:] == (A, B, "internal")


def test_the_record_is_about_the_call_by_whatever_id(ear: Ear) -> None:
    """Goodbyes may be lost."""
    hear(ear, *INTERNAL[:4], RECORD % THIRD.encode())

    assert ear.happened[-1] == "ended 2001"
    assert ear.live == []


def test_the_record_of_a_failed_call_fails_nothing_again(ear: Ear) -> None:
    """It carries another id than the failure."""
    hear(
        ear,
        *INTERNAL[:2],
        b'{"action":"CallFailed","callid":"%s","reason":"User busy"}' % FIRST.encode(),
    )
    busy = RECORD.replace(b"ANSWERED", b"BUSY") % THIRD.encode()

    hear(ear, busy)

    assert ear.happened == ["dialling 2001", "ringing 2002", "refused 2002", "failed 2001"]


def test_another_call_of_the_same_people_is_another(ear: Ear) -> None:
    """Its ids are far away."""
    hear(ear, *INTERNAL, *(body.replace(b"1700000000.16", b"1700000100.17") for body in INTERNAL))

    assert len(ear.ids) == 2
    assert ear.happened.count("answered 2002") == 2


@given(st.permutations(INTERNAL))
def test_no_order_leaves_anything_behind(bodies: list[bytes]) -> None:
    """With its record each call is over."""
    ear = Ear()
    hear(ear, *bodies)
    hear(ear, RECORD % FIRST.encode())

    assert ear.live == []
    assert "missed 2002" not in ear.happened or "answered 2002" not in ear.happened


def test_whom_a_call_reaches_may_be_one_object() -> None:
    """Elsewhere it is an array."""
    body = parse(
        b'{"status":"Success","inbound":[{"inboundid":"1.2","from":"044","to":"2002",'
        b'"trunk":"t","status":"Talking","callee":{"extid":"2002"}}]}'
    )
    assert body is not None

    [call] = trunk_calls(body, MemberKind.INBOUND)

    assert call.callees == (B,)


def test_an_answer_about_another_call_ends_nothing_that_goes_on(ear: Ear) -> None:
    """The phones are busy, so the call is only not listed."""
    hear(ear, say("ANSWER", FIRST, '"ext":{"extid":"2002"}', INBOUND))
    ear.phone(B, "InUse")
    other = TrunkCall(
        kind=MemberKind.INBOUND, id="9.9", source="045", target="6700", trunk="t", status="Talking"
    )

    facts = ear.learn(*calls_are(Found(lines=(other,)), ear.calls, ear.roster, 8.0, 9.0))

    assert [type(fact) for fact in facts][-1] is CallsSeen
    assert FIRST in ear.live
