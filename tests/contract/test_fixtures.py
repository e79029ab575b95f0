"""The vendors' own examples go through the real parsers and translators: no one raises."""

from contextlib import suppress
from dataclasses import fields, is_dataclass
import json
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from custom_components.pbx.telephony.facts import Fact
from custom_components.pbx.telephony.recorder import Recorder
from custom_components.pbx.telephony.vendors.innovaphone.session import Session
from custom_components.pbx.telephony.vendors.innovaphone.times import Times
from custom_components.pbx.telephony.vendors.yeastar.answers import (
    check,
    device_info,
    extension_calls,
    extension_rows,
    trunk_calls,
    trunk_rows,
)
from custom_components.pbx.telephony.vendors.yeastar.calls import Calls
from custom_components.pbx.telephony.vendors.yeastar.errors_table import RequestFailed
from custom_components.pbx.telephony.vendors.yeastar.members import MemberKind
from custom_components.pbx.telephony.vendors.yeastar.pairs import parse
from custom_components.pbx.telephony.vendors.yeastar.reports import Broken, Unknown
from custom_components.pbx.telephony.vendors.yeastar.translate import translate
from custom_components.pbx.telephony.vendors.yeastar.wire import decode

FIXTURES = Path(__file__).parent.parent / "fixtures"


class Everybody:
    """A roster in which each number is an extension."""

    def __contains__(self, number: object) -> bool:
        return True


def files(vendor: str, *patterns: str) -> list[Path]:
    """List the examples of a vendor."""
    return sorted(path for pattern in patterns for path in (FIXTURES / vendor).glob(pattern))


def shown(value: Any) -> Any:
    """Draw facts with what they say only, so that a new field changes no old picture."""
    if isinstance(value, tuple | list):
        return [shown(each) for each in value]
    if not is_dataclass(value):
        return value
    told = {field.name: getattr(value, field.name) for field in fields(value)}
    return {type(value).__name__: {key: shown(x) for key, x in told.items() if x is not None}}


def test_there_are_examples() -> None:
    """An empty folder would prove nothing."""
    assert len(files("yeastar", "*.json")) > 50
    assert len(files("innovaphone", "s*.json")) > 20


REPORTS = files("yeastar", "report_*.json", "event_*.json", "composed_event_*.json")
ANSWERS = files("yeastar", "resp_*.json", "composed_resp_*.json")
REQUESTS = files("yeastar", "req_*.json")


def test_each_example_is_of_a_kind() -> None:
    """A file by another name would be tried on nothing."""
    assert {*REPORTS, *ANSWERS, *REQUESTS} == set(files("yeastar", "*.json"))


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_no_field_of_a_report_is_unknown(path: Path) -> None:
    """Each example of a report is one that we know, down to its last field."""
    report = decode(path.read_bytes())

    assert not isinstance(report, Broken | Unknown)
    assert report.extra == ()


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.stem)
def test_an_answer_is_good_unless_it_names_an_error(path: Path) -> None:
    """Each example of an answer is taken as the PBX means it."""
    answer = parse(path.read_bytes())
    assert answer is not None

    if answer.has("errno"):
        with pytest.raises(RequestFailed):
            check(answer)
    else:
        assert check(answer) is answer


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_report_becomes_facts(path: Path, snapshot: SnapshotAssertion) -> None:
    """What it means is as the snapshot says, also when it comes twice."""
    report = decode(path.read_bytes())
    calls = Calls()

    facts = translate(report, calls, Everybody(), 1_700_000_000.0)

    assert (type(report).__name__, shown(facts)) == snapshot
    translate(report, calls, Everybody(), 1_700_000_001.0)


@pytest.mark.parametrize("path", files("yeastar", "*.json"), ids=lambda path: path.stem)
def test_no_body_upsets_a_parser(path: Path) -> None:
    """A request posted as a report, an answer to another question: odd, but no reason to fall over."""
    body = path.read_bytes()
    translate(decode(body), Calls(), Everybody(), 0.0)
    answer = parse(body)
    assert answer is not None
    with suppress(RequestFailed):
        check(answer)

    rows = (
        device_info(answer),
        extension_rows(answer),
        trunk_rows(answer),
        trunk_calls(answer, MemberKind.INBOUND),
        trunk_calls(answer, MemberKind.OUTBOUND),
        extension_calls(answer, "1000"),
    )

    assert len(rows) == 6


@pytest.mark.parametrize("path", files("yeastar", "*.json"), ids=lambda path: path.stem)
@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9], ids=["little", "half", "most"])
def test_what_is_cut_short_means_nothing(path: Path, keep: float) -> None:
    """No beginning of a report makes the parser raise."""
    body = path.read_bytes()

    report = decode(body[: int(len(body) * keep)])

    assert translate(report, Calls(), Everybody(), 0.0) == ()


@pytest.mark.parametrize("path", files("innovaphone", "s*.json"), ids=lambda path: path.stem)
def test_a_conversation_becomes_facts(path: Path, snapshot: SnapshotAssertion) -> None:
    """Whatever the PBX says in the examples, nothing raises; what is not ours is counted."""
    recorder = Recorder(lambda: 0.0)
    messages = [entry["msg"] for entry in json.loads(path.read_text("utf-8"))]
    watched = [each.get("sip") or each["num"] for each in messages if each["mt"] == SUBSCRIBE]
    session = Session(watched, Times(), recorder.count)
    session.start(0.0)
    session.watch.start(0.0)
    # Our tags differ from those of the example.
    ours = [json.loads(frame)["src"] for frame in session.pending(0.0)]
    theirs = [each["src"] for each in messages if each["mt"] == SUBSCRIBE]
    tags = dict(zip(theirs, ours, strict=False))
    facts: list[Fact] = []

    for entry in json.loads(path.read_text("utf-8")):
        if entry["dir"] == "in":
            message = entry["msg"]
            if message.get("src") in tags:
                message["src"] = tags[message["src"]]
            facts += session.receive(json.dumps(message), 1.0)

    assert (shown(facts), dict(recorder.oddities)) == snapshot


SUBSCRIBE = "SubscribePresence"


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"mt":5}', '{"mt":"PresenceUpdate","presence":7}', '"\\ud800"'],
    ids=["empty", "open", "list", "null", "number as name", "no list", "half a character"],
)
def test_a_broken_message_is_counted(text: str) -> None:
    """It never raises, and a bug report shows it."""
    recorder = Recorder(lambda: 0.0)
    session = Session((), Times(), recorder.count)

    assert session.receive(text, 0.0) == ()

    assert sum(recorder.oddities.values()) == 1
