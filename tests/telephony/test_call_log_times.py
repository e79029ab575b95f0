"""How long a call took that was not watched from its begin: its records know."""

from itertools import permutations

from custom_components.pbx.telephony.model import Cause
from custom_components.pbx.telephony.record import Outcome

from .facts import DIALING, RINGING, TALKING, called, caller, over
from .test_call_log import NOW, entry, log_of, watched


def test_a_call_that_was_told_with_its_end_has_the_times_of_its_records() -> None:
    """Nobody saw it begin, so nobody saw how long it took."""
    late = watched(
        (caller("outside", DIALING, NOW + 6), over(NOW + 6, cause=Cause.BUSY)),
    )
    told = [
        entry(1, outcome=Outcome.BUSY, duration=5),
        entry(2, outcome=Outcome.VOICEMAIL, began=NOW + 6, duration=20),
    ]
    for story in permutations([late, *told]):
        (made,) = log_of(story)
        assert (made.began, made.ended, made.duration) == (NOW, NOW + 26, 26)
        assert made.outcome is Outcome.VOICEMAIL


def test_an_answer_that_was_lost_has_the_talk_time_of_its_record() -> None:
    """It was seen together with the end."""
    late = watched(
        (caller("outside", DIALING, NOW), called("bob", RINGING, NOW)),
        (caller("outside", TALKING, NOW + 30), called("bob", TALKING, NOW + 30), over(NOW + 30)),
    )
    written = entry(1, outcome=Outcome.ANSWERED, duration=30, talk_duration=21)
    for story in permutations([late, written]):
        (made,) = log_of(story)
        assert made.talk_duration == 21
