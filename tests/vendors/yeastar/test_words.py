"""The PBX's words for states, in every spelling."""

import pytest

from custom_components.pbx.telephony.model import Cause, Hook, TrunkStatus
from custom_components.pbx.telephony.vendors.yeastar.words import (
    failure_cause,
    phone_state,
    record_cause,
    trunk_status,
)


@pytest.mark.parametrize(
    ("word", "hook", "registered"),
    [
        ("Registered", Hook.IDLE, True),
        ("registered", Hook.IDLE, True),
        ("Idle", Hook.IDLE, True),
        ("Idel", Hook.IDLE, True),
        ("Ringing", Hook.RINGING, True),
        ("Ring", Hook.RINGING, True),
        ("Busy", Hook.BUSY, True),
        ("InUse", Hook.BUSY, True),
        ("Hold", Hook.ON_HOLD, True),
        ("Unavailable", Hook.IDLE, False),
        ("unavailable", Hook.IDLE, False),
        ("Unavailabl", Hook.IDLE, False),
        ("Unregistered", Hook.IDLE, False),
        ("Malfunction", Hook.FAULT, False),
        ("Fxsnoport", Hook.FAULT, False),
    ],
)
def test_list_and_report_agree_on_a_phone(word: str, hook: Hook, registered: bool) -> None:
    """They use different words for the same state, or each poll would look like a change."""
    assert phone_state(word) == (hook, registered)


def test_an_unknown_word_says_nothing_of_a_phone() -> None:
    """It must not wipe what is known."""
    assert phone_state("Dreaming") is None


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Registered", TrunkStatus.UP),
        ("registered", TrunkStatus.UP),
        ("Registered (Unmonitored)", TrunkStatus.UP),
        ("Idle", TrunkStatus.UP),
        ("Up", TrunkStatus.UP),
        ("Busy", TrunkStatus.BUSY),
        ("Registering", TrunkStatus.REGISTERING),
        ("Failure", TrunkStatus.DOWN),
        ("Down", TrunkStatus.DOWN),
        ("Power Off", TrunkStatus.DOWN),
        ("No Signal", TrunkStatus.DOWN),
        ("Unregister", TrunkStatus.DOWN),
        ("Unreachable", TrunkStatus.DOWN),
        ("Alarm", TrunkStatus.FAULT),
        ("Fault", TrunkStatus.FAULT),
        ("No SIM", TrunkStatus.FAULT),
        ("Pin Error", TrunkStatus.FAULT),
        ("Disable", TrunkStatus.DISABLED),
        ("Unknown", TrunkStatus.UNKNOWN),
        ("Dreaming", TrunkStatus.UNKNOWN),
    ],
)
def test_a_trunk_works_or_does_not(word: str, status: TrunkStatus) -> None:
    """Each technology has its own words."""
    assert trunk_status(word) is status


@pytest.mark.parametrize(
    ("word", "cause"),
    [
        ("ANSWERED", Cause.NORMAL),
        ("ANSWERD", Cause.NORMAL),
        ("NO ANSWER", Cause.NO_ANSWER),
        ("NOANSWER", Cause.NO_ANSWER),
        ("no answered", Cause.NO_ANSWER),
        ("VOICEMAIL", Cause.NO_ANSWER),
        ("BUSY", Cause.BUSY),
        ("FAILED", Cause.FAILED),
        ("", Cause.NORMAL),
    ],
)
def test_a_record_says_how_a_call_ended(word: str, cause: Cause) -> None:
    """Voicemail has talk time, but nobody talked."""
    assert record_cause(word) is cause


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("NO Outbound Restriction", Cause.FAILED),
        ("DND", Cause.REFUSED),
        ("Line Unreachable", Cause.FAILED),
        ("User busy", Cause.BUSY),
        ("User alerting, no answer", Cause.NO_ANSWER),
        ("404 NOT found", Cause.FAILED),
        ("408 Request Time", Cause.NO_ANSWER),
        ("410 Gone", Cause.NO_ANSWER),
        ("480 Temporatily Unavailable", Cause.NO_ANSWER),
        ("480", Cause.NO_ANSWER),
        ("484 Address Incomplete", Cause.FAILED),
        ("486 Busy Here", Cause.BUSY),
        ("487 Request Terminated", Cause.NO_ANSWER),
        ("503 Service Unavailable", Cause.FAILED),
        ("603 Declined", Cause.NO_ANSWER),
        ("Circuit/channel congestion", Cause.FAILED),
        ("", Cause.FAILED),
    ],
)
def test_a_failure_says_why(reason: str, cause: Cause) -> None:
    """Reasons are free text, of which the first words count."""
    assert failure_cause(reason) is cause
