"""How an extension is set up, read and changed."""

import json
from typing import Any

import pytest

from custom_components.pbx.telephony.errors import CommandRefused
from custom_components.pbx.telephony.settings import (
    ExtensionSettings,
    Forward,
    Forwarding,
    ForwardKind,
    ForwardTarget,
)
from custom_components.pbx.telephony.vendors.yeastar.extension_settings import (
    forward_fields,
    settings_of,
)
from custom_components.pbx.telephony.vendors.yeastar.pairs import Pairs, parse

from .orders import sample

VOICEMAIL = ForwardTarget(kind=ForwardKind.VOICEMAIL)
MOBILE = ForwardTarget(kind=ForwardKind.MOBILE)
NUMBER = ForwardTarget(kind=ForwardKind.NUMBER, number="0555")
COLLEAGUE = ForwardTarget(kind=ForwardKind.EXTENSION, number="2002")


def row(**fields: Any) -> Pairs:
    parsed = parse(json.dumps(fields).encode())
    assert parsed is not None
    return parsed


def test_a_published_answer_is_read() -> None:
    """What is switched off says no target."""
    [published] = sample("resp_extension_query_sip")["extinfos"]

    assert settings_of(row(**published)) == ExtensionSettings(
        do_not_disturb=False,
        ring_mobile=False,
        always=Forward(active=False),
        no_answer=Forward(active=True, target=VOICEMAIL),
        busy=Forward(active=True, target=VOICEMAIL),
    )


@pytest.mark.parametrize("key", ["moblie", "mobile"])
def test_the_mobile_number_is_misspelled(key: str) -> None:
    """In most documents."""
    assert settings_of(row(**{key: "0171"})).mobile == "0171"


def test_each_kind_of_target_is_read() -> None:
    """In whatever case."""
    settings = settings_of(
        row(
            alwaysforward="ON",
            atransferto="custom number",
            atransfernum="0555",
            atransferprefix="9",
            busyforward="on",
            btransferto="Extension",
            btransferext="2002",
            noanswerforward="on",
            ntransferto="Mobile Number",
            dnd="on",
            ringsimultaneous="on",
        )
    )

    assert settings.always == Forward(active=True, target=NUMBER)
    assert settings.busy == Forward(active=True, target=COLLEAGUE)
    assert settings.no_answer == Forward(active=True, target=MOBILE)
    assert settings.do_not_disturb is settings.ring_mobile is True


@pytest.mark.parametrize(
    "fields", [{}, {"dnd": "maybe", "atransferto": "Moon"}, {"dnd": ["on"], "alwaysforward": {}}]
)
def test_what_is_not_said_is_not_known(fields: dict[str, Any]) -> None:
    """Nor is what makes no sense."""
    assert settings_of(row(**fields)) == ExtensionSettings()


@pytest.mark.parametrize(
    ("active", "target", "now", "fields"),
    [
        (True, None, {}, {"busyforward": "on"}),
        (
            True,
            COLLEAGUE,
            {},
            {"busyforward": "on", "btransferto": "Extension", "btransferext": "2002"},
        ),
        (
            None,
            VOICEMAIL,
            {"busyforward": "off"},
            {"busyforward": "off", "btransferto": "Voicemail"},
        ),
        (
            False,
            None,
            {
                "busyforward": "on",
                "btransferto": "Custom Number",
                "btransfernum": "0555",
                "btransferprefix": "9",
            },
            {
                "busyforward": "off",
                "btransferto": "Custom Number",
                "btransfernum": "0555",
                "btransferprefix": "9",
            },
        ),
        (
            True,
            MOBILE,
            {"btransferprefix": "9"},
            {"busyforward": "on", "btransferto": "Mobile Number", "btransferprefix": "9"},
        ),
        (
            True,
            COLLEAGUE,
            {"btransferprefix": "9"},
            {"busyforward": "on", "btransferto": "Extension", "btransferext": "2002"},
        ),
    ],
    ids=["on", "to a colleague", "only the target", "off", "to the mobile", "no prefix inside"],
)
def test_a_forwarding_goes_with_its_switch(
    active: bool | None,
    target: ForwardTarget | None,
    now: dict[str, str],
    fields: dict[str, str],
) -> None:
    """Else it has no effect; and what is not to be changed is said again."""
    assert forward_fields(Forwarding.BUSY, active, target, row(**now)) == fields


@pytest.mark.parametrize(
    ("number", "refusal"),
    [("", "number_missing"), ("+49", "number_not_accepted"), ("1" * 16, "number_not_accepted")],
)
def test_a_number_to_forward_to_is_checked(number: str, refusal: str) -> None:
    """The PBX takes fifteen digits."""
    target = ForwardTarget(kind=ForwardKind.NUMBER, number=number)

    with pytest.raises(CommandRefused, match=refusal):
        forward_fields(Forwarding.ALWAYS, True, target, Pairs())
