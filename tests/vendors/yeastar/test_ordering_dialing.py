"""Commands that begin calls become requests."""

from dataclasses import replace

import pytest

from custom_components.pbx.telephony.commands import (
    CallBack,
    CallTarget,
    Command,
    Dial,
    DialInto,
    PlayPrompt,
    TargetKind,
)
from custom_components.pbx.telephony.errors import CommandRefused
from custom_components.pbx.telephony.model import ExtensionId
from custom_components.pbx.telephony.vendors.yeastar.dialect import Dialect

from .orders import NEW, OLD, A, B, order, sample

EA = ExtensionId(A)
IVR = CallTarget(kind=TargetKind.IVR, number="6500")
QUEUE = CallTarget(kind=TargetKind.QUEUE, number="6700")
GROUP = CallTarget(kind=TargetKind.RING_GROUP, number="6200")
INSIDE = Dial(extension=EA, number=B)
OUTSIDE = Dial(extension=EA, number="+44123", auto_answer=True)
BACK = CallBack(first="0111", second="0222", permission=EA)
PROMPT = PlayPrompt(prompts=("hello", "hello", "bye"), extension=EA)


@pytest.mark.parametrize(
    ("command", "path", "body", "fixture"),
    [
        (
            INSIDE,
            "extension/dial_extension",
            {"caller": A, "callee": B, "autoanswer": "no"},
            "req_dial_extension",
        ),
        (
            OUTSIDE,
            "extension/dial_outbound",
            {"extid": A, "outto": "+44123", "autoanswer": "yes"},
            "req_dial_outbound",
        ),
        (
            BACK,
            "outbound/dial_outbound",
            {"caller": "0111", "outto": "0222", "fromext": A},
            "req_call_back_v110",
        ),
        (
            DialInto(target=IVR, extension=EA),
            "ivr/dial_extension",
            {"ivrid": "6500", "extid": A, "autoanswer": "no"},
            "req_ivr_dial_extension",
        ),
        (
            DialInto(target=IVR, number="0111", permission=EA),
            "ivr/dial_outbound",
            {"ivrid": "6500", "outto": "0111", "fromext": A},
            None,
        ),
        (
            DialInto(target=QUEUE, extension=EA),
            "extension/dial_extension",
            {"caller": A, "callee": "6700", "autoanswer": "no"},
            "req_dial_extension",
        ),
        (
            DialInto(target=QUEUE, number="0111", permission=EA),
            "queue/dial_outbound",
            {"queueid": "6700", "outto": "0111", "fromext": A},
            None,
        ),
        (
            DialInto(target=GROUP, number="0111", permission=EA),
            "ringgroup/dial_outbound",
            {"ringgroupid": "6200", "outto": "0111", "fromext": A},
            "req_ringgroup_dial_outbound",
        ),
        (
            PROMPT,
            "extension/playprompt",
            {"extid": A, "prompt": "hello+hello+bye", "autoanswer": "no"},
            "req_playprompt_extension",
        ),
        (
            PlayPrompt(prompts=("hello",), number="0111", permission=EA, volume=3),
            "outbound/playprompt",
            {"outto": "0111", "prompt": "hello", "fromext": A},
            None,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_before_v2_each_kind_of_call_has_a_request_of_its_own(
    command: Command, path: str, body: dict[str, str], fixture: str | None
) -> None:
    """With the names of fields that were published."""
    assert order(command, OLD) == (path, body)
    if fixture is not None:
        assert body.keys() == sample(fixture).keys()


@pytest.mark.parametrize(
    ("command", "body"),
    [
        (INSIDE, {"caller": A, "callee": B, "autoanswer": "no"}),
        (OUTSIDE, {"caller": A, "callee": "+44123", "autoanswer": "yes"}),
        (BACK, {"caller": "0111", "callee": "0222", "dialpermission": A}),
        (
            DialInto(target=IVR, extension=EA),
            {"caller": A, "callee": "6500", "autoanswer": "no"},
        ),
        (
            DialInto(target=QUEUE, number="0111", permission=EA),
            {"caller": "6700", "callee": "0111", "dialpermission": A},
        ),
    ],
    ids=["inside", "outside", "call back", "into an IVR", "from a queue"],
)
def test_since_v2_one_request_dials_everything(command: Command, body: dict[str, str]) -> None:
    """Whoever is not an extension needs the permission of one."""
    assert order(command, NEW) == ("call/dial", body)
    assert body.keys() >= sample("req_call_dial_v200").keys() - {"autoanswer"}


def test_since_v2_one_request_plays_prompts_to_anybody() -> None:
    """Outside by somebody's right to call there."""
    outside = PlayPrompt(prompts=("hello",), number="0111", permission=EA)

    assert order(PROMPT, NEW) == (
        "call/playprompt",
        {"number": A, "prompt": "hello+hello+bye", "autoanswer": "no"},
    )
    assert order(outside, NEW) == (
        "call/playprompt",
        {"number": "0111", "prompt": "hello", "dialpermission": A},
    )


def test_since_v2_a_prompt_has_a_volume() -> None:
    """Theirs goes to twenty."""
    _, body = order(replace(PROMPT, volume=5), NEW)

    assert body["volume"] == "10"
    assert "volume" not in order(replace(PROMPT, volume=5), OLD)[1]
    assert "volume" not in order(PROMPT, NEW)[1]


@pytest.mark.parametrize("dialect", [OLD, NEW], ids=["v1", "v2"])
@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (replace(PROMPT, prompts=()), "prompt_not_found"),
        (replace(PROMPT, prompts=("hello", "")), "prompt_not_found"),
        (replace(PROMPT, prompts=("1234",)), "prompt_not_found"),
        (replace(PROMPT, prompts=("a+b",)), "prompt_not_found"),
        (replace(PROMPT, prompts=("hello",) * 200), "prompt_not_found"),
        (replace(PROMPT, extension=None), "number_missing"),
        (DialInto(target=QUEUE, permission=EA), "number_missing"),
        (DialInto(target=QUEUE, number="0111"), "permission_missing"),
        (
            DialInto(target=CallTarget(kind=TargetKind.NUMBER, number="1"), extension=EA),
            "target_not_accepted",
        ),
    ],
    ids=[
        "no prompt",
        "no name",
        "a number",
        "two in one",
        "too many",
        "nobody to hear it",
        "nobody to dial",
        "nobody who may",
        "no machine",
    ],
)
def test_what_cannot_be_dialed_is_not_asked_for(
    command: Command, refusal: str, dialect: Dialect
) -> None:
    """Nothing is sent."""
    with pytest.raises(CommandRefused) as caught:
        order(command, dialect)

    assert caught.value.meaning == refusal
