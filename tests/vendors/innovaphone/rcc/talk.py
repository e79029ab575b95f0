"""RCC on a session without a socket: what the PBX says goes in, and is folded."""

import asyncio
from dataclasses import fields
import json
from typing import Any

from custom_components.pbx.telephony.commands import Command, Receipt
from custom_components.pbx.telephony.events import CallEvent, diff
from custom_components.pbx.telephony.facts import Batch
from custom_components.pbx.telephony.memory import Remembered
from custom_components.pbx.telephony.model import Call, ExtensionId
from custom_components.pbx.telephony.reducer import fold
from custom_components.pbx.telephony.state import PbxState
from custom_components.pbx.telephony.vendors.innovaphone.feature import Line
from custom_components.pbx.telephony.vendors.innovaphone.rcc import Rcc
from custom_components.pbx.telephony.vendors.innovaphone.requests import Facts
from custom_components.pbx.telephony.vendors.innovaphone.session import Session
from custom_components.pbx.telephony.vendors.innovaphone.times import Times
from custom_components.pbx.telephony.vendors.innovaphone.wire import Message, Unknown

from ..conversations import Body

CN = {"anna.berger": "Anna Berger", "tom.keller": "Tom Keller", "lena.vogt": "Lena Vogt"}
NUMBERS = {"anna.berger": "112", "tom.keller": "113", "lena.vogt": "114"}


class Talk:
    """One conversation about calls, and the picture that comes of it."""

    def __init__(self, *users: str, **settings: Any) -> None:
        self.now = 1000.0
        self.session = session = Session(users, Times(), lambda kind, text: None)
        members: dict[str, Any] = {
            "settings": {"app": "homeassistant"} | settings,
            "requests": session.requests,
            "people": session.people,
            "times": Times(),
            "ask": self._ask,
            "tell": session.tell,
            "now": lambda: self.now,
            "clock": lambda: self.now,
            "ends": Remembered(100),
        }
        # What other matters need is of no concern here.
        others: dict[str, Any] = {
            each.name: None for each in fields(Line) if each.name not in members
        }
        self.rcc = Rcc(Line(**members, **others))
        session.features = (self.rcc,)
        self.state = PbxState()
        self.events: list[CallEvent] = []
        self.sent: list[Body] = []
        self._fold((session.people.roster,))

    @property
    def told(self) -> list[tuple[str, str | None]]:
        """Say what happened to whom."""
        return [(event.type.value, event.extension) for event in self.events]

    @property
    def calls(self) -> list[Call]:
        """Give all calls that go on."""
        return list(self.state.calls.values())

    async def begin(self, *rows: Body) -> None:
        """List these users, and follow those who are watched."""
        task = asyncio.create_task(self.rcc.begin())
        await asyncio.sleep(0)
        tag = self.pump()[0]["src"]
        for row in rows:
            self.hear("UserInfo", src=tag, **row)
        self.hear("InitializeResult", src=tag)
        assert await task
        self.session.people.listen(self.rcc_people)
        self.rcc.start(self.now)

    def rcc_people(self, added: Any, removed: Any) -> None:
        """Pass on who came and went, as the driver does."""
        self.session.tell((self.session.people.roster,))
        self.rcc.people_changed(added, removed, self.now)

    async def follow(self, *users: str) -> dict[str, str]:
        """List people and follow their calls; give the tag of each."""
        await self.begin(*(row(user) for user in users))
        tags = {}
        for number, request in enumerate(self.pump(), 1):
            self.hear("UserInitializeResult", src=request["src"], user=number, maxIntern=3)
            tags[request["cn"]] = request["src"]
        return {user: tags[CN[user]] for user in users}

    def pump(self) -> list[Body]:
        """Give what we have sent since the last look."""
        sent = [json.loads(text) for text in self.session.pending(self.now)]
        self.sent += sent
        return sent

    def hear(self, mt: str, **members: Any) -> None:
        """Let the PBX say something."""
        text = json.dumps({"api": "RCC", "mt": mt} | members)
        self._fold(self.session.receive(text, self.now))

    def tick(self, seconds: float) -> None:
        """Let time pass, and act on it as often as wanted."""
        end = self.now + seconds
        while (due := self.rcc.deadline) is not None and due <= end:
            self.now = max(due, self.now)
            self._fold(self.rcc.tick(self.now))
        self.now = end
        self._fold(self.rcc.tick(self.now))

    async def does(self, command: Command, *answers: Body) -> Receipt:
        """Carry a command out; each answer is sent for the next request."""
        task = asyncio.create_task(self.rcc.execute(command))
        for answer in answers:
            await asyncio.sleep(0)
            [request] = self.pump()
            self.hear(f"{request['mt']}Result", **{"src": request["src"]} | answer)
        receipt = await task
        assert receipt is not None
        return receipt

    def registered(self, key: str) -> bool | None:
        """Tell whether a phone is registered."""
        return self.state.extensions[ExtensionId(key)].registered

    def _fold(self, facts: Facts) -> None:
        self.events += diff(fold(self.state, Batch(facts)))

    async def _ask(self, request: Message, patience: float) -> Message:
        waiter: asyncio.Future[Message] = asyncio.get_running_loop().create_future()

        def resolve(message: Message | Unknown, now: float) -> Facts:
            assert isinstance(message, Message)
            waiter.set_result(message)
            return ()

        self.session.requests.ask(request, resolve)
        async with asyncio.timeout(patience):
            return await waiter


def row(user: str, **members: Any) -> Body:
    """Describe a user as RCC does."""
    names = {"cn": CN[user], "dn": CN[user], "h323": user, "e164": NUMBERS[user]}
    return {"guid": f"guid-{user}", **names, "node": "root", "pbx": "hq"} | members


def party(user: str, **members: Any) -> Body:
    """Describe a user as a party of a call."""
    return {"h323": user, "e164": NUMBERS[user], "cn": CN[user], "dn": CN[user]} | members
