"""The example conversations, and a core that can replay them."""

from dataclasses import replace
import json
from pathlib import Path
from typing import Any

from custom_components.pbx.telephony.facts import Fact
from custom_components.pbx.telephony.vendors.innovaphone.handshake import Handshake
from custom_components.pbx.telephony.vendors.innovaphone.session import Session
from custom_components.pbx.telephony.vendors.innovaphone.times import Times
from custom_components.pbx.telephony.vendors.innovaphone.wire import Message, parse

FIXTURES = Path(__file__).parents[2] / "fixtures" / "innovaphone"
CONVERSATIONS = sorted(path.stem for path in FIXTURES.glob("s*.json"))
APP = "homeassistant"
PASSWORD = "Kk7rWq2ZpT4xLm9"

type Body = dict[str, Any]


def load(name: str) -> list[tuple[str, Body]]:
    """Read one conversation as (direction, message)."""
    entries = json.loads((FIXTURES / f"{name}.json").read_text("utf-8"))
    return [(entry["dir"], entry["msg"]) for entry in entries]


def untagged(body: Body) -> Body:
    return {key: value for key, value in body.items() if key != "src"}


class Replay:
    """Plays our part of a conversation with the core, and checks every frame."""

    def __init__(self, conversation: list[tuple[str, Body]]) -> None:
        self.conversation = conversation
        subscribed = [body for _, body in conversation if body["mt"] == "SubscribePresence"]
        self.users = [body.get("sip") or body["num"] for body in subscribed]
        self.now = 1000.0
        self.oddities: list[str] = []
        self.session = Session(
            self.users,
            # The example of keep-alives is silent for longer than we would be.
            Times(probe=600),
            lambda kind, text: self.oddities.append(f"{kind} {text}"),
        )
        self.handshake = Handshake(APP, PASSWORD)
        self.facts: list[Fact] = []
        self.answers: list[Message] = []
        self.tags: dict[str, str] = {}
        self.sent: list[Body] = []

    def run(self) -> None:
        """Play the whole conversation."""
        self.sent = [json.loads(self.handshake.start())]
        for direction, body in self.conversation:
            if direction == "out":
                self._check(body)
            else:
                self._feed(body)
        assert not self.sent
        assert not self.session.pending(self.now)

    def _check(self, wanted: Body) -> None:
        if not self.sent:
            self._act(wanted)
        sent = self.sent.pop(0)
        assert untagged(sent) == untagged(wanted)
        if "src" in wanted:
            self.tags[wanted["src"]] = sent["src"]

    def _act(self, wanted: Body) -> None:
        """Do what makes the core send such a frame."""
        session = self.session
        match wanted["mt"]:
            case "SubscribePresence":
                session.watch.start(self.now)
            case "UnsubscribePresence":
                session.watch.unsubscribe(session.watch.keys[0], self.now)
            case "KeepAlive":
                self.now = session.deadline
                self.facts += session.tick(self.now)
            case _:
                request = parse(json.dumps(wanted))
                assert isinstance(request, Message)
                request = replace(request, src=session.requests.tag("r"))
                session.requests.ask(request, self._answer)
        self.sent = [json.loads(frame) for frame in session.pending(self.now)]

    def _answer(self, message: object, now: float) -> tuple[Fact, ...]:
        assert isinstance(message, Message)
        self.answers.append(message)
        return ()

    def _feed(self, body: Body) -> None:
        if "src" in body:
            body = body | {"src": self.tags[body["src"]]}
        text = json.dumps(body)
        if self.handshake.is_done:
            self.facts += self.session.receive(text, self.now)
        elif frame := self.handshake.receive(text):
            self.sent = [json.loads(frame)]
        else:
            self.session.start(self.now)
