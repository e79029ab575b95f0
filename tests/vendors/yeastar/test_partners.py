"""What phones are busy with is asked of each, where no list of calls tells (API 1)."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.facts import ExtensionsAre, LegIs
from custom_components.pbx.telephony.model import Hook, LegState
from custom_components.pbx.telephony.vendors.yeastar.answers import (
    ExtensionCalls,
    ExtensionRow,
    Found,
    TrunkCall,
)
from custom_components.pbx.telephony.vendors.yeastar.members import Member, MemberKind
from custom_components.pbx.telephony.vendors.yeastar.partners import puzzling
from custom_components.pbx.telephony.vendors.yeastar.picture import calls_are
from custom_components.pbx.telephony.vendors.yeastar.reports import Answer, Bye, NewCdr, Ring

from .flows import PEOPLE, Ear, ext, inbound, legs
from .scripted import OK, Door, ScriptedPbx, failed, hang_up, page
from .talk import CALM, X2, A, B, C, Talk, X, about, begin, line, make, people


@pytest.fixture
def ear() -> Ear:
    return Ear()


def rows(**busy: str) -> list[ExtensionRow]:
    """List everybody, most of them free."""
    words = {number.removeprefix("e"): word for number, word in busy.items()}
    return [
        ExtensionRow(number=number, name="", status=words.get(number, "Idle")) for number in PEOPLE
    ]


def outside(id: str, *callees: str) -> TrunkCall:
    """List a call from outside that was taken."""
    return TrunkCall(
        kind=MemberKind.INBOUND,
        id=id,
        source="0441234",
        target=B,
        trunk="north",
        status="Talking",
        callees=callees,
    )


def look(ear: Ear, listed: list[ExtensionRow], found: Found) -> None:
    """Take what a look has found."""
    asked = ear.now + 1
    ear.now += 2
    question = ear.roster.question()
    ear.learn(ExtensionsAre(extensions=ear.roster.take(listed, question)))
    ear.learn(*calls_are(found, ear.calls, ear.roster, asked, ear.now))


def on(number: str, *members: Member, status: str = "Busy") -> ExtensionCalls:
    """Say with whom an extension is on a call."""
    return ExtensionCalls(number=number, status=status, members=members)


def test_an_answer_that_was_lost_is_found_by_who_is_busy(ear: Ear) -> None:
    """Of a call inside the house nothing else tells before its end."""
    ear.hear(Ring(call=X, members=(ext(B), ext(A))))
    listed = rows(e2001="Busy", e2002="Busy")

    assert puzzling(listed, Found(), ear.calls) == {A, B}
    look(ear, listed, Found(partners=(on(A, ext(B)), on(B, ext(A)))))

    assert ear.happened == ["ringing 2002", "dialling 2001", "answered 2002"]
    assert ear.live == [X]


def test_two_who_talk_unheard_are_found(ear: Ear) -> None:
    """Nobody knows who has called; the record tells."""
    listed = rows(e2001="Busy", e2002="Busy")

    assert puzzling(listed, Found(), ear.calls) == {A, B}
    look(ear, listed, Found(partners=(on(B, ext(A)), on(A, ext(B)))))
    (call,) = ear.live
    assert [leg.state for leg in ear.state.calls[call].legs.values()] == [LegState.TALKING] * 2

    ear.hear(Bye(call=X, members=(ext(A), ext(B))))
    ear.hear(NewCdr(call=X, source=A, target=B, status="ANSWERED", kind="Internal"))
    assert ear.said[-1] == ("ended", A, B, "internal")
    assert ear.ids == {call}
    assert ear.live == []


@pytest.mark.parametrize(
    "partners",
    [
        on(A),
        on(A, ext("6500")),
        on(A, ext(C)),
        on(A, ext(B), ext(C)),
        on(A, ext(B), status="Idle"),
    ],
    ids=["nobody", "a machine", "who is free", "a conference", "no longer"],
)
def test_nobody_is_made_to_talk_on_a_guess(ear: Ear, partners: ExtensionCalls) -> None:
    """Two must be busy, and with each other."""
    look(ear, rows(e2001="Busy", e2002="Busy"), Found(partners=(partners,)))

    assert ear.live == []


def test_a_call_ends_though_its_people_are_on_the_next(ear: Ear) -> None:
    """Its end was lost, and so was all of the next call."""
    ear.hear(Answer(call=X, members=(ext(A), inbound(X))))
    listed = rows(e2001="Busy")
    now = Found(lines=(outside(X2, A),))

    assert puzzling(listed, now, ear.calls) == {A}
    mine = Member(kind=MemberKind.INBOUND, id=X2, source="0441234", trunk="north")
    look(ear, listed, replace(now, partners=(on(A, mine),)))

    assert ear.live == [X2]
    assert "ended 2001" in ear.happened


def test_what_lists_explain_is_not_asked(ear: Ear) -> None:
    """A question more for each busy phone, at each look, would be many."""
    ear.hear(Answer(call=X, members=(ext(B), inbound(X))))
    listed = rows(e2001="Registered", e2002="Busy", e2003="Ringing", e2004="gone fishing")

    assert puzzling(listed, Found(lines=(outside(X, B),)), ear.calls) == set()
    assert puzzling(listed, Found(lines=(outside(X2, B),)), ear.calls) == {B}


def test_what_was_reported_meanwhile_knows_better(ear: Ear) -> None:
    """An answer takes its time."""
    ear.hear(Ring(call=X, members=(ext(B), ext(A))))
    question = ear.roster.question()
    ear.phone(B, "Idle")
    listed = rows(e2001="Busy", e2002="Busy")
    ear.learn(ExtensionsAre(extensions=ear.roster.take(listed, question)))

    ear.learn(*calls_are(Found(partners=(on(B, ext(A)),)), ear.calls, ear.roster, ear.now, ear.now))

    assert "answered 2002" not in ear.happened
    assert legs(list(ear.told))[-1][2] == "ended"


async def test_busy_phones_are_asked_at_each_look(
    talk: Talk, pbx: ScriptedPbx, door: Door, ports: Ports
) -> None:
    """One question for all of them."""
    row: dict[str, Any] = {"status": "Busy"}
    pbx.people({A: "Busy", B: "Busy"})
    pbx.rules["extension/query"] = OK | {
        "extinfos": [
            {"extnumber": A, "ext": {"extid": B}} | row,
            {"extnumber": B, "ext": {"extid": A}} | row,
        ]
    }

    door.report(action="ConfigChange")
    await talk.until(LegIs, lambda fact: fact.state is LegState.TALKING)

    assert pbx.of("extension/query")[-1].fields == {"extid": f"{A},{B}"}


@pytest.mark.parametrize("rule", [failed(10003), failed(30001), hang_up, page])
async def test_a_pbx_that_does_not_tell_is_looked_at_all_the_same(
    talk: Talk, pbx: ScriptedPbx, door: Door, rule: Any
) -> None:
    """What is not answered is not known, and all else is."""
    pbx.people({A: "Busy"})
    pbx.rules["extension/query"] = rule

    door.report(action="ConfigChange")
    found = await talk.until(ExtensionsAre)

    assert [each.hook for each in found.extensions] == [Hook.BUSY]


async def test_who_still_rings_after_an_answer_rings_for_somebody_else(
    pbx: ScriptedPbx, door: Door, ports: Ports
) -> None:
    """The phone is not told to ring a second time."""
    talk = await begin(make(pbx, ports, replace(CALM, curious=0.05)))
    door.report(action="ExtensionStatus", extension=B, status="Ringing")
    door.report(action="RING", callid=X, call=[*people(B), {"inbound": line()}])
    other = line(id=X2) | {"from": "0449999"}
    pbx.rules["extension/query"] = about(B, "Ringing", inbound=[line(), other])

    door.report(action="ANSWER", callid=X, call=[*people(B), {"inbound": line()}])

    rings = await talk.until(LegIs, lambda fact: fact.call == X2 and fact.leg.endswith(B))
    assert rings.state is LegState.RINGING
    await talk.batches.aclose()  # type: ignore[attr-defined]


def test_who_has_taken_a_caller_of_a_group_is_found(ear: Ear) -> None:
    """The list of calls names the group only."""
    line = replace(outside(X), target="6200")
    caller = Member(kind=MemberKind.INBOUND, id=X, source="0441234", trunk="north")
    look(ear, rows(e2002="Busy"), Found(lines=(line,), partners=(on(B, caller),)))

    assert ear.happened == ["answered 2002"]
    assert ear.live == [X]


@pytest.mark.parametrize("taken", [True, False], ids=["taken", "not taken"])
def test_who_does_something_else_rings_no_more(ear: Ear, taken: bool) -> None:
    """It was not told that the phone fell silent, and by the next look it was busy already."""
    ear.hear(Ring(call=X, members=(inbound(X), ext(A))))
    ear.hear(Ring(call=X, members=(inbound(X), ext(B))))
    if taken:
        ear.hear(Answer(call=X, members=(inbound(X), ext(B))))

    look(ear, rows(**{f"e{A}": "Busy", f"e{B}": "Busy"}), Found(lines=(outside(X, B),)))

    [call] = ear.calls
    assert [leg.extension for leg in call.legs.values() if leg.is_live and leg.extension] == [B]
