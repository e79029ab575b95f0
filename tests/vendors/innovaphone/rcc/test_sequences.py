"""Sequences of CallInfo as the documents have them, and what happened by them."""

from typing import Any

import pytest

from custom_components.pbx.telephony.model import Direction, LegState
from custom_components.pbx.telephony.selectors import caller

from ..conversations import Body
from .talk import Talk, party, row

ANNA, TOM, LENA = "anna.berger", "tom.keller", "lena.vogt"
OUTSIDE = {"e164": "003023125042", "h323": ""}


def say(talk: Talk, tag: str, call: int, **members: Any) -> None:
    """Say something of a call in the conference `c1`, unless another is named."""
    talk.hear("CallInfo", src=tag, user=1, call=call, **{"conf": "c1"} | members)


def ends(cause: int, msg: str = "r-rel") -> Body:
    return {"msg": msg, "info": [{"type": "cause", "vali": cause, "vals": "words"}]}


@pytest.mark.parametrize(
    ("states", "last", "told"),
    [
        ([129, 132], ends(16), ["ringing", "missed"]),
        ([129, 132], ends(18), ["ringing", "missed"]),
        ([129, 132], ends(19), ["ringing", "missed"]),
        ([129, 132], ends(21), ["ringing", "missed"]),
        ([129, 132], ends(31), ["ringing", "missed"]),
        ([129, 132], {"msg": "r-rel"}, ["ringing", "missed"]),
        ([129, 132], ends(21, "x-rel"), ["ringing", "refused"]),
        ([129, 132], ends(17, "x-rel"), ["ringing", "refused"]),
        ([129, 132], ends(26), ["ringing", "answered_elsewhere"]),
        ([129, 132, 133], ends(16), ["ringing", "answered", "ended"]),
        ([129, 133, 389, 133], ends(16), ["ringing", "answered", "held", "resumed", "ended"]),
        ([129, 133, 645], ends(16), ["ringing", "answered", "held", "ended"]),
    ],
)
async def test_incoming(states: list[int], last: Body, told: list[str]) -> None:
    """Whatever becomes of it is told once."""
    talk = Talk(ANNA)
    tag = (await talk.follow(ANNA))[ANNA]

    for number in states:
        say(talk, tag, 9, state=number, peer=OUTSIDE, msg="update")
    assert talk.calls[0].direction is Direction.INBOUND
    say(talk, tag, 9, state=134, **last)
    say(talk, tag, 9, msg="del")

    assert [kind for kind, _ in talk.told] == told
    assert not talk.calls


@pytest.mark.parametrize(
    ("states", "cause", "told"),
    [
        ([1, 3, 4, 5], 16, ["dialling", "answered", "ended"]),
        ([1, 3, 4, 517, 5], 16, ["dialling", "answered", "held", "resumed", "ended"]),
        ([1, 3], 17, ["dialling", "failed"]),
        ([1, 3], 1, ["dialling", "failed"]),
        ([1, 3, 4], 16, ["dialling", "ended"]),
    ],
)
async def test_outgoing(states: list[int], cause: int, told: list[str]) -> None:
    """An attempt fails, is given up, or becomes a conversation."""
    talk = Talk(ANNA)
    tag = (await talk.follow(ANNA))[ANNA]

    for number in states:
        say(talk, tag, 5, state=number, peer=OUTSIDE)
    assert talk.calls[0].direction is Direction.OUTBOUND
    say(talk, tag, 5, state=7, **ends(cause))
    say(talk, tag, 5, **{"del": True})

    assert [kind for kind, _ in talk.told] == told
    assert not talk.calls


async def test_digits_that_come_one_by_one_are_one_party() -> None:
    """Who is called is known once all has been dialled."""
    talk = Talk(ANNA)
    tag = (await talk.follow(ANNA))[ANNA]

    for digits in ("0", "00", "003023125042"):
        say(talk, tag, 5, state=2, peer={"e164": digits, "h323": ""})

    assert [leg.party.number for leg in talk.calls[0].legs.values()] == ["112", "003023125042"]


async def test_a_hidden_caller_is_from_outside() -> None:
    """Two of them are two callers."""
    talk = Talk(ANNA)
    tag = (await talk.follow(ANNA))[ANNA]

    for call in (1, 2):
        say(talk, tag, call, state=132, conf=f"c{call}", peer={"e164": "", "h323": ""})

    assert [call.direction for call in talk.calls] == 2 * [Direction.INBOUND]
    assert all(len(call.legs) == 2 for call in talk.calls)


async def test_two_phones_of_one_person_are_one_leg() -> None:
    """One is answered, the other told that it was elsewhere: nobody else took it."""
    talk = Talk(ANNA)
    tag = (await talk.follow(ANNA))[ANNA]

    say(talk, tag, 1, state=132, peer=OUTSIDE)
    say(talk, tag, 2, state=132, peer=OUTSIDE)
    say(talk, tag, 2, state=133, peer=OUTSIDE)
    say(talk, tag, 1, state=134, **ends(26))
    say(talk, tag, 1, msg="del")
    say(talk, tag, 2, state=134, **ends(16))

    assert talk.told == [("ringing", ANNA), ("answered", ANNA), ("ended", ANNA)]


async def test_whoever_transferred_the_call_away_is_told_by_it() -> None:
    """With `xfer` the handle lives on, as long as the call does."""
    talk = Talk(ANNA)
    tag = (await talk.follow(ANNA))[ANNA]
    say(talk, tag, 1, state=133, peer=OUTSIDE)
    talk.events.clear()

    say(talk, tag, 1, state=133, msg="update", no=[party(LENA, type="xfer")])
    assert talk.told == [("transferred", ANNA)]
    people = [leg.party.number for leg in talk.calls[0].legs.values() if leg.is_live]
    assert people == ["003023125042", "114"]

    say(talk, tag, 1, msg="del")
    talk.tick(5)
    assert not talk.calls


async def test_whoever_was_transferred_says_by_whom() -> None:
    """The other side has not told, as nobody follows it."""
    talk = Talk(TOM)
    tag = (await talk.follow(TOM))[TOM]
    say(talk, tag, 1, state=133, peer=OUTSIDE)

    say(talk, tag, 1, state=133, msg="r-ct", peer=party(LENA), no=[dict(OUTSIDE, type="ct")])

    live = {leg.party.number: leg.state for leg in talk.calls[0].legs.values()}
    assert live == {
        "113": LegState.TALKING,
        "003023125042": LegState.ENDED,
        "114": LegState.TALKING,
    }


async def test_a_diverted_call_says_by_whom() -> None:
    """Also if who diverted it is not followed."""
    talk = Talk(TOM)
    tag = (await talk.follow(TOM))[TOM]

    say(talk, tag, 1, state=132, peer=OUTSIDE, no=[party(LENA, type="leg2")])

    legs = {leg.party.number: leg.state for leg in talk.calls[0].legs.values()}
    assert legs["114"] is LegState.ENDED
    assert talk.told == [("ringing", TOM)]


async def test_a_conference_that_is_renamed_is_the_same_call() -> None:
    """Nobody knows the new name, so nobody else is there."""
    talk = Talk(ANNA)
    tag = (await talk.follow(ANNA))[ANNA]

    say(talk, tag, 1, state=133, peer=OUTSIDE)
    say(talk, tag, 1, state=133, conf="c2")
    assert [call.id for call in talk.calls] == ["c1"]

    say(talk, tag, 1, conf="c2", msg="del")
    assert talk.told == [("answered", ANNA), ("ended", ANNA)]


async def test_the_other_side_is_believed_if_it_alone_tells() -> None:
    """Tom is followed, but nothing is told of his side."""
    talk = Talk(ANNA, TOM)
    tags = await talk.follow(ANNA, TOM)

    say(talk, tags[ANNA], 1, state=5, peer=party(TOM))
    assert ("answered", TOM) not in talk.told
    talk.tick(5)

    assert ("answered", TOM) in talk.told


async def test_a_call_may_come_before_the_answer() -> None:
    """The tag says whose it is."""
    talk = Talk(ANNA)
    await talk.begin(row(ANNA))
    [request] = talk.pump()

    say(talk, request["src"], 1, state=132, peer=OUTSIDE)

    assert talk.told == [("ringing", ANNA)]
    assert caller(talk.calls[0]).number == "003023125042"


async def test_all_calls_that_were_told_once_are_doubted() -> None:
    """The list says that there is no call, so all are asked for once more."""
    talk = Talk(ANNA)
    tag = (await talk.follow(ANNA))[ANNA]
    say(talk, tag, 1, state=133, peer=OUTSIDE)
    list_tag = talk.sent[0]["src"]

    talk.hear("UserInfo", src=list_tag, update="upd", **row(ANNA))
    talk.tick(15)
    end, again = talk.pump()
    assert (end["mt"], end["user"]) == ("UserEnd", 1)
    talk.hear("UserInitializeResult", src=again["src"], user=2)
    say(talk, again["src"], 7, state=133, peer=OUTSIDE)
    talk.tick(5)

    assert [call.id for call in talk.calls] == ["c1"], "it was there under another handle"
    talk.hear("UserInfo", src=list_tag, update="upd", **row(ANNA))
    talk.tick(15)
    _, again = talk.pump()
    talk.hear("UserInitializeResult", src=again["src"], user=3)
    talk.tick(5)
    assert not talk.calls


@pytest.mark.parametrize("user", [0, None, "x"])
async def test_a_user_who_cannot_be_followed(user: Any) -> None:
    """Handle 0 is none; it is tried again soon, and then much later."""
    talk = Talk(ANNA)
    await talk.begin(row(ANNA))

    for patience in (30, 600):
        [request] = talk.pump()
        talk.hear("UserInitializeResult", src=request["src"], user=user)
        assert talk.rcc.is_settled
        talk.tick(patience - 1)
        assert not talk.pump()
        talk.tick(1)

    assert [each["cn"] for each in talk.pump()] == ["Anna Berger"]


async def test_a_handle_that_comes_late_is_taken() -> None:
    """It is as good as any, and the calls under it are told."""
    talk = Talk(ANNA)
    await talk.begin(row(ANNA))
    [request] = talk.pump()
    talk.tick(20)
    assert talk.rcc.is_settled

    talk.hear("UserInitializeResult", src=request["src"], user=7)
    say(talk, request["src"], 1, state=133, peer=OUTSIDE)
    talk.tick(700)

    assert len(talk.calls) == 1
    assert not talk.pump()
    talk.session.people.watch(())
    [end] = talk.pump()
    assert (end["mt"], end["user"]) == ("UserEnd", 7)


async def test_a_handle_that_comes_after_the_next_attempt_is_given_back() -> None:
    """Else the PBX would keep it, and tell all calls twice; who is never answered costs nothing."""
    talk = Talk(ANNA)
    await talk.begin(row(ANNA))
    requests = talk.pump()
    for patience in (50, 620):
        talk.tick(patience)
        requests += talk.pump()
    never, late, now = requests

    talk.hear("UserInitializeResult", src=never["src"], user=6)
    assert not talk.pump()
    talk.hear("UserInitializeResult", src=late["src"], user=7)
    [end] = talk.pump()
    talk.hear("UserInitializeResult", src=now["src"], user=8)
    talk.tick(700)

    assert (end["mt"], end["user"]) == ("UserEnd", 7)
    assert not talk.pump()


async def test_one_phone_alone_is_followed_if_it_is_there() -> None:
    """A wrong name would be silent, so it is left out."""
    for devices, wanted in (([{"hw": "desk"}], {"hw": "desk"}), ([{"hw": "soft"}], {})):
        talk = Talk(ANNA, devices={ANNA: "desk"})
        await talk.begin(row(ANNA))
        [question] = talk.pump()
        talk.hear("DevicesResult", src=question["src"], devices=devices)
        [request] = talk.pump()
        assert {key: request[key] for key in request if key == "hw"} == wanted


async def test_many_users_are_asked_for_a_few_at_a_time() -> None:
    """The PBX's limit is not documented."""
    talk = Talk(everybody=True)
    talk.session.people.everybody = True
    await talk.begin(
        *({"guid": f"g{n}", "cn": f"User {n}", "h323": f"u{n}", "e164": f"{n}"} for n in range(50))
    )
    asked = 0
    while batch := talk.pump():
        assert len(batch) <= 20
        asked += len(batch)
        for number, request in enumerate(batch, asked):
            talk.hear("UserInitializeResult", src=request["src"], user=number)

    assert asked == 50
    assert talk.rcc.is_answered


@pytest.mark.parametrize("conf", [{}, {"conf": "c1"}], ids=["no conference", "the same one"])
async def test_a_handle_is_used_again(conf: Body) -> None:
    """What begins with a setup is another call, whatever had the number before."""
    talk = Talk(ANNA)
    tag = (await talk.follow(ANNA))[ANNA]
    for _ in range(3):
        for number, msg in ((129, "r-setup"), (132, "x-alert"), (133, "x-conn")):
            talk.hear("CallInfo", src=tag, call=9, state=number, msg=msg, peer=OUTSIDE, **conf)
        talk.hear("CallInfo", src=tag, call=9, **{"del": True})
        # Too late, and no setup: it revives nothing.
        talk.hear("CallInfo", src=tag, call=9, state=133, msg="update", peer=OUTSIDE, **conf)
        assert not talk.calls

    assert [kind for kind, _ in talk.told] == ["ringing", "answered", "ended"] * 3


async def test_a_handle_of_all_calls_is_used_again() -> None:
    """What is added is new, also where the PBX names no conference."""
    talk = Talk(all_calls=True)
    await talk.begin(row(ANNA))
    [request, *_] = talk.sent
    for _ in range(2):
        talk.hear("CallAdd", src=request["src"], cn="Anna Berger", call=7, state=129)
        remote = {"remote": OUTSIDE}
        talk.hear("CallUpdate", src=request["src"], call=7, msg="x-conn", **remote)
        assert len(talk.calls) == 1
        talk.hear("CallDel", src=request["src"], call=7)
        assert not talk.calls


async def test_of_who_is_gone_no_phone_is_known() -> None:
    """Neither that it is registered, nor that it is not."""
    talk = Talk(ANNA)
    await talk.begin(row(ANNA, regs=[{"hw": "ip222"}]))
    [request, *_] = talk.sent
    assert talk.registered(ANNA)

    talk.hear("UserInfo", src=request["src"], update="del", guid=f"guid-{ANNA}")

    assert talk.registered(ANNA) is None
