"""The example conversations, played with the feature: our part is as in them, and what it tells."""

import asyncio
from typing import Any

from custom_components.pbx.telephony.commands import Answer, Command, Dial, HangUp, SendDtmf
from custom_components.pbx.telephony.model import Direction, ExtensionId, Hook
from custom_components.pbx.telephony.selectors import callee

from ..conversations import Body, load, untagged
from .talk import Talk, row

ANNA, TOM, LENA, ALARM = map(ExtensionId, ("anna.berger", "tom.keller", "lena.vogt", "alarm"))
# Members that the documents call optional: some clients send them, we do not.
OPTIONAL = frozenset({"limit", "disc"})


def needed(body: Body, optional: frozenset[str]) -> Body:
    """Leave out what need not be the same."""
    rest = {key: value for key, value in untagged(body).items() if key not in optional}
    return {key: value for key, value in rest.items() if value is not False or key == "recv"}


class Play:
    """Plays an example with the feature; our commands are given when it wants them."""

    def __init__(self, talk: Talk, *commands: Command, optional: tuple[str, ...] = ()) -> None:
        self.talk = talk
        self.optional = OPTIONAL | {*optional}
        self.commands = list(commands)
        self.tags: dict[str, str] = {}
        self.unseen: list[Body] = []
        self.tasks: list[asyncio.Task[Any]] = []

    async def run(self, name: str, *, begins: bool = True, until: str = "") -> None:
        """Play all before `until`; without `begins` the users have been listed already."""
        conversation = [each for each in load(name) if each[1].get("api") == "RCC"]
        if begins:
            self.tasks.append(asyncio.create_task(self.talk.rcc.begin()))
        for direction, body in conversation:
            if body["mt"] == until:
                break
            if direction == "out":
                await self._said(body)
            else:
                members = {key: body[key] for key in body if key not in ("api", "mt", "src")}
                self.talk.hear(body["mt"], src=self.tags[body["src"]], **members)
                await asyncio.sleep(0)
        for task in self.tasks:
            await task

    async def _said(self, wanted: Body) -> None:
        await asyncio.sleep(0)
        self.unseen += self.talk.pump()
        if not self.unseen and self.commands:
            command = self.commands.pop(0)
            self.tasks.append(asyncio.create_task(self.talk.rcc.execute(command)))
            await asyncio.sleep(0)
            self.unseen += self.talk.pump()
        sent = self.unseen.pop(0)
        assert needed(sent, self.optional) == needed(wanted, self.optional)
        self.tags[wanted["src"]] = sent["src"]


async def test_users() -> None:
    """Who there is, whose phones ring, and who is gone."""
    talk = Talk(ANNA, TOM, LENA)
    lamps = []
    hear = talk.hear

    def hear_and_look(mt: str, **members: Any) -> None:
        hear(mt, **members)
        lamps.append({key: each.hook for key, each in talk.state.extensions.items()})

    talk.hear = hear_and_look  # type: ignore[method-assign]
    await Play(talk).run("s11_rcc_users")

    anna = [lamp[ANNA] for lamp in lamps]
    assert anna[3:7] == [Hook.IDLE, Hook.RINGING, Hook.BUSY, Hook.IDLE]
    assert [talk.registered(key) for key in (ANNA, LENA)] == [True, True]
    assert talk.state.extensions[TOM].hook is Hook.UNKNOWN
    known = talk.session.people.get(ANNA)
    assert known is not None
    assert known.long_name == "Anna Berger"
    people = await talk.rcc.listed()
    assert people is not None
    assert [person.key for person in people] == [ANNA, LENA]


async def test_an_outgoing_call() -> None:
    """It is answered outside, and hung up here."""
    talk = Talk(ANNA)
    await talk.begin(row(ANNA))
    dial = Dial(extension=ANNA, number="003023125042")
    play = Play(talk, dial, HangUp(extension=ANNA))

    await play.run("s12_rcc_outgoing_call", begins=False, until="UserEnd")

    assert talk.told == [("dialling", ANNA), ("answered", ANNA), ("ended", ANNA)]
    assert talk.events[-1].call.direction is Direction.OUTBOUND
    assert callee(talk.events[-1].call).name == "Taxi"

    # The end of the example is that of a user who is watched no longer.
    talk.session.people.watch([])
    assert [untagged(body) for body in talk.pump()] == [{"api": "RCC", "mt": "UserEnd", "user": 1}]


async def test_an_incoming_call() -> None:
    """It is answered from here, and ended by the other side."""
    talk = Talk(TOM)
    await talk.begin(row(TOM))

    await Play(talk, Answer(extension=TOM)).run("s13_rcc_incoming_call", begins=False)

    assert talk.told == [("ringing", TOM), ("answered", TOM), ("ended", TOM)]
    assert talk.events[-1].call.direction is Direction.INTERNAL
    assert not talk.calls


async def test_all_calls() -> None:
    """Two legs of one conference are one call."""
    talk = Talk(ANNA, TOM, all_calls=True)

    await Play(talk).run("s14_rcc_all_calls")

    assert talk.told == [
        *(("dialling", ANNA), ("ringing", TOM)),
        *(("answered", TOM), ("ended", ANNA)),
    ]
    assert len({event.call.id for event in talk.events}) == 1
    assert not talk.calls


async def test_digits_and_devices() -> None:
    """Keys are sent to the other side, and one comes back."""
    talk = Talk(ANNA, devices={ANNA: "anna-ip222"})
    await talk.begin(row(ANNA))
    # The example does not ask for transferred calls.
    play = Play(talk, SendDtmf(extension=ANNA, digits="5#"), optional=("xfer",))

    await play.run("s15_rcc_dtmf_devices", begins=False)

    assert [kind for kind, _ in talk.told] == ["answered", "key_pressed", "ended"]
    assert getattr(talk.events[1].moment, "key", "") == "1"
    assert not talk.calls


async def test_an_object_calls_somebody() -> None:
    """A waiting queue that is watched by name can dial, and hears what is pressed."""
    talk = Talk(ALARM, devices={ALARM: "alarm"})
    queue = {"guid": "q1", "cn": "Alarm", "dn": "Alarm", "h323": "alarm", "e164": "900"}
    await talk.begin(queue | {"pseudo": "waiting"})
    [question] = talk.pump()
    talk.hear("DevicesResult", src=question["src"], devices=[{"hw": "alarm"}])
    dial, end = Dial(extension=ALARM, number="113"), HangUp(extension=ALARM)
    # The example names the called by name, and does not ask for transferred calls.
    play = Play(talk, dial, end, optional=("xfer", "h323", "e164"))

    await play.run("s25_ring_from_queue_object", begins=False)

    kinds = [kind for kind, _ in talk.told]
    assert kinds == ["dialling", "answered", "key_pressed", "ended"]
