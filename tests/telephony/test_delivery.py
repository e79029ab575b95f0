"""The account of what was heard and what was missed: what proves a fault, and what ends it."""

import asyncio

from hypothesis import given, strategies as st

from custom_components.pbx.telephony.delivery import (
    KEPT_MISSES,
    MOST_DOUBTS,
    DeliveryWatch,
    Missed,
    ReportFault,
)
from custom_components.pbx.telephony.facts import Batch, ReportingIs
from custom_components.pbx.telephony.model import ExtensionId
from custom_components.pbx.telephony.reducer import fold
from custom_components.pbx.telephony.state import PbxState

ALICE, BOB = ExtensionId("1000"), ExtensionId("1001")


def miss(watch: DeliveryWatch, *people: ExtensionId, at: float = 1.0) -> None:
    """Let a list show what nobody tells of these people."""
    for who in people:
        watch.doubt(who, Missed(at=at, what="status", extension=who))
    watch.settle(at)


def fault_of(watch: DeliveryWatch) -> ReportFault | None:
    """Give what is told of the fault."""
    return watch.reporting.fault


def test_what_is_told_in_time_is_not_missed() -> None:
    """A list may be quicker than the report."""
    watch = DeliveryWatch()
    watch.doubt(ALICE, Missed(at=1.0, what="status", extension=ALICE))
    assert watch.is_doubtful

    watch.hear(2.0, ALICE, extension=ALICE)

    assert not watch.settle(5.0)
    assert (watch.missed, watch.heard, watch.is_doubtful) == (0, 1, False)


def test_only_what_was_doubted_long_enough_is_counted() -> None:
    """Each doubt has its own grace."""
    watch = DeliveryWatch()
    watch.doubt(ALICE, Missed(at=1.0, what="status"))
    watch.doubt(BOB, Missed(at=2.0, what="status"))

    assert watch.settle(1.0)

    assert watch.missed == 1
    assert watch.is_doubtful


def test_one_loss_is_an_accident_and_two_are_a_fault() -> None:
    """However many people one look shows."""
    watch = DeliveryWatch()

    miss(watch, ALICE, BOB)
    assert fault_of(watch) is None
    assert watch.is_in_vain

    miss(watch, ALICE)
    assert fault_of(watch) is ReportFault.NEVER


def test_a_report_ends_the_fault() -> None:
    """And who was missed while nothing came at all was not left out."""
    watch = DeliveryWatch()
    miss(watch, ALICE)
    miss(watch, ALICE)

    watch.hear(3.0)

    assert watch.fault is None
    assert not watch.is_in_vain


def test_reports_that_came_and_come_no_more() -> None:
    """Somebody else has them now."""
    watch = DeliveryWatch()
    watch.hear(0.5)

    miss(watch, ALICE)
    miss(watch, ALICE)

    assert watch.fault is ReportFault.SILENT


def test_who_is_never_told_of_while_others_are() -> None:
    """They are named, until they are told of or gone."""
    watch = DeliveryWatch()
    for _ in range(3):
        watch.doubt(ALICE, Missed(at=1.0, what="status", extension=ALICE))
        watch.hear(1.5, BOB, extension=BOB)
        watch.settle(1.0)

    assert fault_of(watch) is ReportFault.UNMONITORED
    assert watch.reporting.extensions == (ALICE,)

    watch.hear(2.0, ALICE, extension=ALICE)
    assert fault_of(watch) is None

    for _ in range(3):
        watch.doubt(ALICE, Missed(at=1.0, what="status", extension=ALICE))
        watch.hear(1.5, BOB, extension=BOB)
        watch.settle(1.0)
    assert fault_of(watch) is ReportFault.UNMONITORED
    watch.keep([BOB])
    assert fault_of(watch) is None


def test_news_is_what_a_person_would_look_at() -> None:
    """How many reports were heard is told along, and is no news by itself."""
    watch = DeliveryWatch()
    watch.hear(1.0)
    assert watch.news() is None

    miss(watch, ALICE)
    told = watch.news()

    assert told is not None
    assert (told.heard, told.last, told.missed, told.fault) == (1, 1.0, 1, None)
    assert watch.news() is None


def test_the_account_is_bounded() -> None:
    """Whatever a PBX does not tell, in an office of any size."""
    watch = DeliveryWatch()
    for number in range(2 * MOST_DOUBTS):
        watch.doubt(str(number), Missed(at=1.0, what="status", extension=ExtensionId(str(number))))
    watch.settle(1.0)

    assert watch.missed == MOST_DOUBTS
    assert len(watch.history) == KEPT_MISSES


async def test_somebody_can_wait_for_the_next_report() -> None:
    """Several at once, and not for ever."""
    watch = DeliveryWatch()
    waiting = [asyncio.create_task(watch.wait(5.0)) for _ in range(2)]
    await asyncio.sleep(0)

    watch.hear(1.0)

    assert await asyncio.gather(*waiting) == [True, True]
    assert not await watch.wait(0.0)


def test_what_is_doubted_across_a_loss_is_excused() -> None:
    """Nobody could have told it."""
    watch = DeliveryWatch()
    watch.doubt(ALICE, Missed(at=1.0, what="status"))

    watch.excuse()

    assert not watch.settle(9.0)


def test_the_picture_shows_it_and_repeats_are_no_change() -> None:
    """It goes through the one door."""
    watch, state = DeliveryWatch(), PbxState()
    miss(watch, ALICE)
    fact = ReportingIs(reporting=watch.reporting)

    changes = fold(state, Batch((fact, fact)))

    assert changes
    assert changes.reporting is not None
    assert changes.reporting.new == state.reporting == watch.reporting
    assert not fold(state, Batch((fact,)))


people = st.sampled_from([ALICE, BOB])
steps = st.one_of(
    st.tuples(st.just("hear"), people),
    st.tuples(st.just("doubt"), people),
    st.tuples(st.just("settle"), people),
    st.tuples(st.just("excuse"), people),
)


@given(st.lists(steps, max_size=40))
def test_a_report_of_everybody_clears_everything(history: list[tuple[str, ExtensionId]]) -> None:
    """No fault outlives reports that arrive; and none is claimed of who was just told of."""
    watch = DeliveryWatch()
    for step, who in history:
        match step:
            case "hear":
                watch.hear(1.0, who, extension=who)
                assert watch.fault not in (ReportFault.NEVER, ReportFault.SILENT)
                assert who not in watch.reporting.extensions
            case "doubt":
                watch.doubt(who, Missed(at=1.0, what="status", extension=who))
            case "settle":
                watch.settle(1.0)
            case _:
                watch.excuse()

    for who in (ALICE, BOB):
        watch.hear(2.0, who, extension=who)

    assert watch.fault is None
    assert not watch.is_doubtful
