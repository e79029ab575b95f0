"""What may happen on a day at the office, each story with dice of its own."""

from collections.abc import Awaitable, Callable
from random import Random

from ..office import Call, LineStatus
from .queues import ringing
from .stage import Stage

ACTIVITIES = ("available", "away", "busy", "dnd")
NOTES = ("", "Back soon", "Lunch", "Meeting room 2", "Working from home")

type Story = Callable[[Stage, Random], Awaitable[None]]


async def _inside(stage: Stage, dice: Random) -> None:
    if len(pair := _free(stage, dice, 2)) == 2:
        call = stage.office.dial(*pair)
        await _converse(stage, dice, call)


async def _from_outside(stage: Stage, dice: Random) -> None:
    if callee := _free(stage, dice, 1):
        await _converse(stage, dice, stage.office.place_inbound(_stranger(dice), callee[0]))


async def _to_group(stage: Stage, dice: Random) -> None:
    await _converse(stage, dice, stage.office.place_inbound(_stranger(dice), stage.group()))


async def _to_queue(stage: Stage, dice: Random) -> None:
    queue = stage.queue()
    await _converse(stage, dice, stage.office.place_inbound(_stranger(dice), queue.number))


async def _to_menu(stage: Stage, dice: Random) -> None:
    menu = stage.menu()
    call = stage.office.place_inbound(_stranger(dice), menu.number)
    await stage.passes(dice.uniform(2, 8))
    stage.office.prompt_over(call)
    stage.office.press(call, dice.choice(list(menu.keys)))
    await _converse(stage, dice, call)


async def _to_outside(stage: Stage, dice: Random) -> None:
    if caller := _free(stage, dice, 1):
        await _converse(stage, dice, stage.office.dial(caller[0], _stranger(dice)))


async def _moved(stage: Stage, dice: Random) -> None:
    """Let a call be taken by one person and moved to another by a program."""
    if len(pair := _free(stage, dice, 2)) == 2:
        call = stage.office.place_inbound(_stranger(dice), pair[0])
        await stage.passes(dice.uniform(2, 8))
        stage.office.answer(pair[0], call)
        await stage.passes(dice.uniform(5, 20))
        stage.office.transfer_to(call, pair[1])
        await _converse(stage, dice, call)


async def _to_mailbox(stage: Stage, dice: Random) -> None:
    if callee := _free(stage, dice, 1):
        stage.office.configure(callee[0], voicemail=True)
        call = stage.office.place_inbound(_stranger(dice), callee[0])
        await stage.passes(dice.uniform(3, 20))
        stage.office.to_voicemail(callee[0], call)
        await stage.passes(dice.uniform(5, 30))
        stage.office.hang_up(call.caller.number, call)


async def _hear_prompt(stage: Stage, dice: Random) -> None:
    if listener := _free(stage, dice, 1):
        call = stage.office.play_prompt(listener[0], ["doorbell"])
        await stage.passes(dice.uniform(2, 8))
        stage.office.answer(listener[0], call)
        await stage.passes(dice.uniform(3, 6))
        stage.office.prompt_over(call)


async def _move_about(stage: Stage, dice: Random) -> None:
    number = dice.choice(list(stage.office.people))
    stage.office.set_presence(number, dice.choice(ACTIVITIES), dice.choice(NOTES))


async def _lose_phone(stage: Stage, dice: Random) -> None:
    for number in _free(stage, dice, 1):
        stage.office.set_registered(number, registered=False)
        await stage.passes(dice.uniform(20, 120))
        stage.office.set_registered(number, registered=True)


async def _lose_trunk(stage: Stage, dice: Random) -> None:
    name = dice.choice(list(stage.office.trunks))
    stage.office.set_trunk(name, up=False)
    await stage.passes(dice.uniform(30, 180))
    stage.office.set_trunk(name, up=True)


async def _converse(stage: Stage, dice: Random, call: Call) -> None:
    """Let a ringing call be answered, given up or refused; then let people talk."""
    caller = call.caller.number
    await stage.passes(dice.uniform(2, 15))
    fate, rings = dice.random(), ringing(call)
    if fate < 0.15 or not rings:
        stage.office.hang_up(caller, call)
        return
    callee = dice.choice(rings)
    if fate < 0.22:
        stage.office.hang_up(callee, call)
        return
    stage.office.answer(callee, call)
    if dice.random() < 0.1:
        stage.office.record(call)
    await stage.passes(dice.lognormvariate(3.5, 0.8))
    if dice.random() < 0.15:
        stage.office.hold(callee, call)
        await stage.passes(dice.uniform(5, 40))
        stage.office.resume(callee, call)
    stage.office.hang_up(dice.choice((caller, callee)), call)


def _free(stage: Stage, dice: Random, count: int) -> list[str]:
    office = stage.office
    free = [x for x in office.people if office.line_status(x) is LineStatus.IDLE]
    return dice.sample(free, count) if len(free) >= count else []


def _stranger(dice: Random) -> str:
    return f"030555{dice.randrange(10**5):05}"


STORIES: dict[Story, int] = {
    _inside: 30,
    _from_outside: 30,
    _to_outside: 20,
    _to_group: 8,
    _to_queue: 8,
    _to_menu: 8,
    _moved: 4,
    _to_mailbox: 3,
    _hear_prompt: 2,
    _move_about: 20,
    _lose_phone: 2,
    _lose_trunk: 1,
}
