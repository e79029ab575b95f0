"""What one report costs does not grow with the office: nothing on its way walks through a roster."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, override

import pytest

from custom_components.pbx.telephony.events import diff
from custom_components.pbx.telephony.facts import Batch, ExtensionsAre
from custom_components.pbx.telephony.model import Extension, ExtensionId
from custom_components.pbx.telephony.reducer import fold
from custom_components.pbx.telephony.state import PbxState
from custom_components.pbx.telephony.vendors.yeastar.answers import ExtensionRow
from custom_components.pbx.telephony.vendors.yeastar.calls import Calls
from custom_components.pbx.telephony.vendors.yeastar.reports import ExtensionStatus
from custom_components.pbx.telephony.vendors.yeastar.roster import Roster
from custom_components.pbx.telephony.vendors.yeastar.translate import translate
from custom_components.pbx.telephony.vendors.yeastar.wire import decode
from custom_components.pbx.telephony.vendors.yeastar.words import phone_state

if TYPE_CHECKING:
    from _collections_abc import dict_items, dict_keys, dict_values

FIXTURES = Path(__file__).parents[2] / "fixtures" / "yeastar"
REPORTS = sorted(path for kind in ("report", "event") for path in FIXTURES.glob(f"*{kind}_*.json"))
PEOPLE = [str(number) for number in range(1000, 3100)]


class Table[K, V](dict[K, V]):
    """A table that is found in, and never walked through once it is complete."""

    sealed = False

    @override
    def __iter__(self) -> Iterator[K]:
        assert not self.sealed, "somebody walks through a roster"
        return super().__iter__()

    @override
    def keys(self) -> dict_keys[K, V]:
        assert not self.sealed, "somebody walks through a roster"
        return super().keys()

    @override
    def values(self) -> dict_values[K, V]:
        assert not self.sealed, "somebody walks through a roster"
        return super().values()

    @override
    def items(self) -> dict_items[K, V]:
        assert not self.sealed, "somebody walks through a roster"
        return super().items()


def sealed() -> tuple[Roster, PbxState]:
    """Give the rosters of a large office, which break if anybody walks through them."""
    roster, state = Roster(), PbxState()
    rows = [ExtensionRow(number=number, name="", status="Idle") for number in PEOPLE]
    fold(state, Batch((ExtensionsAre(extensions=roster.take(rows, roster.question())),)))
    for owner, name in ((roster, "_phones"), (state, "_extensions"), (state, "_by_number")):
        table = Table(getattr(owner, name))
        table.sealed = True
        setattr(owner, name, table)
    return roster, state


def hear(body: bytes, roster: Roster, state: PbxState, calls: Calls) -> None:
    """Take one report all the way to what happened."""
    report = decode(body)
    if isinstance(report, ExtensionStatus) and (phone := phone_state(report.status)):
        roster.report(report.extension, *phone)
    changes = fold(state, Batch(translate(report, calls, roster, 1.0)))
    diff(changes)
    assert len(changes.touched_extensions) < 10


def test_there_are_reports() -> None:
    """Of several formats."""
    assert len(REPORTS) > 25


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_no_report_walks_through_a_roster(path: Path) -> None:
    """Each alone."""
    hear(path.read_bytes(), *sealed(), Calls())


def test_no_sequence_of_reports_walks_through_a_roster() -> None:
    """Each after each other one, on the same calls."""
    calls, (roster, state) = Calls(), sealed()

    for one, other in pairwise(REPORTS + REPORTS[::-1]):
        hear(one.read_bytes(), roster, state, calls)
        hear(other.read_bytes(), roster, state, calls)


def test_a_walk_would_be_noticed() -> None:
    """The proof would prove nothing otherwise."""
    roster, state = sealed()

    assert "1000" in roster
    assert state.extensions[ExtensionId("1000")] == Extension(
        id=ExtensionId("1000"),
        number="1000",
        registered=state.extensions[ExtensionId("1000")].registered,
        hook=roster.hook("1000"),
    )
    with pytest.raises(AssertionError, match="roster"):
        roster.ringing()
    with pytest.raises(AssertionError, match="roster"):
        list(state.extensions)
