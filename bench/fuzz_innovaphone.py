"""`python -m bench.fuzz_innovaphone`: messages that come over the websocket."""

import json

from custom_components.pbx.telephony.facts import Batch
from custom_components.pbx.telephony.reducer import fold
from custom_components.pbx.telephony.state import PbxState
from custom_components.pbx.telephony.vendors.innovaphone.session import Session
from custom_components.pbx.telephony.vendors.innovaphone.times import Times

from .fuzz import FIXTURES, fuzz

USERS = ("anna.berger", "tom.keller")


def one(data: bytes) -> None:
    """Take each line as a message, in a conversation that has begun."""
    session, state = Session(USERS, Times(), lambda kind, word: None), PbxState()
    session.start(0.0)
    session.watch.start(0.0)
    session.pending(0.0)
    for at, text in enumerate(data.decode(errors="replace").split("\n")):
        fold(state, Batch(session.receive(text, float(at))))


def corpus() -> list[bytes]:
    """Make one input of what is received in each conversation."""
    stories = [json.loads(path.read_text()) for path in (FIXTURES / "innovaphone").glob("s*.json")]
    return [
        "\n".join(json.dumps(entry["msg"]) for entry in story if entry["dir"] == "in").encode()
        for story in stories
    ]


if __name__ == "__main__":
    fuzz("bench.fuzz_innovaphone")
