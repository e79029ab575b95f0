"""Actions that make calls, and those on calls that wait to be let in."""

import asyncio

from custom_components.pbx.telephony.model import Capability
from simulator.office import Direction

from .stage import ANNA, CALLER, MENU, OUTSIDE, QUEUE, RING_GROUP, TOM, Stage, Trial


async def dial(stage: Stage) -> None:
    response = await stage.ask("dial", ANNA, number="1001")
    await stage.until(ANNA, "ringing")
    stage.office.answer("1000")
    await stage.until(TOM, "ringing")
    stage.office.answer("1001")
    state = await stage.until(ANNA, "in_call", peer_number="1001")
    assert response == {"call_id": state["attributes"]["call_id"]}


async def dial_out(stage: Stage) -> None:
    response = await stage.ask("dial", ANNA, number=OUTSIDE)
    await stage.until(ANNA, "ringing")
    stage.office.answer("1000")
    stage.office.answer(OUTSIDE)
    state = await stage.until(ANNA, "in_call", peer_number=OUTSIDE)
    assert response == {"call_id": state["attributes"]["call_id"]}


async def call_back(stage: Stage) -> None:
    numbers = {"first_number": CALLER, "second_number": OUTSIDE}
    response = await stage.ask("call_back", **numbers, extension="1000")
    stage.office.answer(CALLER)
    stage.office.answer(OUTSIDE)
    await stage.until(stage.index.own("sensor", "active_calls"), "1")
    told = await stage.until_event("answered")
    assert response["call_id"] == told["call_id"]
    [call] = stage.office.calls
    assert call.direction is Direction.OUTBOUND


async def play_prompt(stage: Stage) -> None:
    response = await stage.ask("play_prompt", ANNA, prompts=["alarm", "welcome"])
    await stage.until(ANNA, "ringing")
    [call] = stage.office.calls
    assert call.prompts == ("alarm", "welcome")
    stage.office.answer("1000")
    await stage.until(ANNA, "in_call")
    stage.office.prompt_over(call)
    await stage.until(ANNA, "idle")
    assert response["call_id"]


async def play_prompt_outside(stage: Stage) -> None:
    right = "1000"
    response = await stage.ask(
        "play_prompt", number=OUTSIDE, permission_extension=right, prompts=["alarm"]
    )
    [call] = stage.office.calls
    assert (call.caller.number, call.prompts) == (OUTSIDE, ("alarm",))
    assert response["call_id"]


async def call_menu(stage: Stage) -> None:
    asking = asyncio.create_task(stage.ask("call_menu", ANNA, ivr=MENU, wait_for_key=20))
    await stage.until(ANNA, "ringing")
    stage.office.answer("1000")
    await stage.until(ANNA, "in_call")
    stage.office.press("1000", "9")
    response = await asking
    assert response["call_id"]
    assert (response["key"], response["answered"]) == ("9", True)
    told = await stage.until_event("key_pressed")
    assert told["key"] == "9"


async def call_menu_in_vain(stage: Stage) -> None:
    response = await stage.ask("call_menu", ANNA, ivr=MENU, wait_for_key=1)
    assert (response["key"], response["answered"]) == (None, False)
    await stage.until(ANNA, "idle")
    assert stage.office.calls == []


async def into_queue(stage: Stage) -> None:
    response = await stage.ask("dial_into_queue", ANNA, queue=QUEUE)
    await stage.until(ANNA, "ringing")
    stage.office.answer("1000")
    [call] = stage.office.calls
    assert call in stage.office.queue(QUEUE).waiting
    for waiting in stage.index.queues.values():
        await stage.until(waiting, "1")
    assert response["call_id"]


async def into_group(stage: Stage) -> None:
    given = {"number": OUTSIDE, "permission_extension": "1000", "ring_group": RING_GROUP}
    response = await stage.ask("dial_into_ring_group", **given)
    stage.office.answer(OUTSIDE)
    await stage.until(TOM, "ringing")
    assert response["call_id"]


async def waiting_call(stage: Stage) -> str:
    """Let somebody outside wait to be let in; return the call's id."""
    trunk = stage.office.trunk("SIP-Amt")
    trunk.controls_answering = True
    try:
        stage.office.place_inbound(CALLER, "1000", trunk.name)
    finally:
        trunk.controls_answering = False
    told = await stage.until_event("inbound_request")
    return str(told["call_id"])


async def accept(stage: Stage) -> None:
    await stage.act("accept_inbound", call_id=await waiting_call(stage))
    await stage.until(ANNA, "ringing", caller=CALLER)


async def refuse(stage: Stage) -> None:
    await stage.act("refuse_inbound", call_id=await waiting_call(stage))
    assert stage.office.calls == []


async def route(stage: Stage) -> None:
    await stage.act("route_inbound", call_id=await waiting_call(stage), extension="1001")
    await stage.until(TOM, "ringing")
    assert stage.house.watch.now[ANNA]["state"] == "idle"


DIAL, PROMPTS, MENUS = Capability.DIAL, Capability.PROMPTS, Capability.MENUS
GROUPS, SCREENING = Capability.GROUPS, Capability.SCREENING

TRIALS = (
    Trial("dial", "another extension", dial, DIAL),
    Trial("dial", "a number outside", dial_out, DIAL),
    Trial("call_back", "two numbers outside", call_back, Capability.CALL_BACK),
    Trial("play_prompt", "to an extension", play_prompt, PROMPTS),
    Trial("play_prompt", "to a number outside", play_prompt_outside, PROMPTS),
    Trial("call_menu", "a key is pressed", call_menu, MENUS),
    Trial("call_menu", "nobody picks up", call_menu_in_vain, MENUS),
    Trial("dial_into_queue", "an extension", into_queue, GROUPS),
    Trial("dial_into_ring_group", "a number outside", into_group, GROUPS),
    Trial("accept_inbound", "a call that waits", accept, SCREENING),
    Trial("refuse_inbound", "a call that waits", refuse, SCREENING),
    Trial("route_inbound", "a call that waits, to an extension", route, SCREENING),
)
