"""A listener that hears reports and answers, and tells what follows from them."""

from typing import Any

from custom_components.pbx.telephony.events import diff
from custom_components.pbx.telephony.facts import Batch, ExtensionsAre, Fact, LegIs
from custom_components.pbx.telephony.model import CallId, Extension, ExtensionId, Hook
from custom_components.pbx.telephony.reducer import fold
from custom_components.pbx.telephony.selectors import number_of
from custom_components.pbx.telephony.state import PbxState
from custom_components.pbx.telephony.vendors.yeastar.answers import ExtensionRow
from custom_components.pbx.telephony.vendors.yeastar.calls import Calls
from custom_components.pbx.telephony.vendors.yeastar.members import Member, MemberKind
from custom_components.pbx.telephony.vendors.yeastar.reports import ExtensionStatus, Report
from custom_components.pbx.telephony.vendors.yeastar.roster import Roster
from custom_components.pbx.telephony.vendors.yeastar.translate import translate
from custom_components.pbx.telephony.vendors.yeastar.words import phone_state

PEOPLE = ("2001", "2002", "2003", "2004")


def ext(number: str) -> Member:
    return Member(kind=MemberKind.EXTENSION, number=number)


def inbound(id: str, source: str = "0441234", target: str = "2002") -> Member:
    return Member(kind=MemberKind.INBOUND, id=id, source=source, target=target, trunk="north")


def outbound(id: str, source: str = "2001", target: str = "0441234") -> Member:
    return Member(kind=MemberKind.OUTBOUND, id=id, source=source, target=target, trunk="north")


class Ear:
    """Hears what a PBX says, second by second."""

    def __init__(self) -> None:
        self.calls = Calls()
        self.roster = Roster()
        self.state = PbxState()
        self.now = 0.0
        self.told: list[Fact] = []
        self.happened: list[str] = []
        self.said: list[tuple[str, str | None, str | None, str]] = []
        rows = [ExtensionRow(number=number, name="", status="Idle") for number in PEOPLE]
        self.learn(ExtensionsAre(extensions=self.roster.take(rows, self.roster.question())))

    def hear(self, *reports: Report) -> list[Fact]:
        """Translate reports, fold them, and give the facts."""
        facts: list[Fact] = []
        for report in reports:
            self.now += 1
            if isinstance(report, ExtensionStatus) and (state := phone_state(report.status)):
                self.roster.report(report.extension, *state)
            facts += self.learn(*translate(report, self.calls, self.roster, self.now))
        return facts

    def learn(self, *facts: Fact) -> tuple[Fact, ...]:
        """Fold the facts of one report or answer."""
        changes = fold(self.state, Batch(facts))
        self.told += facts
        events = diff(changes)
        self.happened += [f"{event.type} {event.extension}" for event in events]
        self.said += [
            (
                event.type.value,
                number_of(self.state, event.caller),
                number_of(self.state, event.callee),
                event.call.direction.value,
            )
            for event in events
        ]
        return facts

    def phone(self, number: str, status: str) -> list[Fact]:
        """Hear that a phone has another state."""
        return self.hear(ExtensionStatus(extension=number, status=status))

    def extension(self, number: str) -> Extension:
        """Give an extension as it stands."""
        return self.state.extensions[ExtensionId(number)]

    def hook(self, number: str) -> Hook | None:
        """Give what a phone does."""
        return self.extension(number).hook

    @property
    def live(self) -> list[CallId]:
        """Give the ids of the calls that go on, to the fold and to the vendor alike."""
        assert set(self.state.calls) == {call.id for call in self.calls if call.legs}
        return list(self.state.calls)

    @property
    def ids(self) -> set[CallId]:
        """Give the ids of all calls of which legs were told."""
        return {fact.call for fact in self.told if isinstance(fact, LegIs)}


def legs(facts: list[Fact]) -> list[tuple[Any, ...]]:
    """Give the gist of facts about legs."""
    return [
        (fact.leg, fact.role and fact.role.value, fact.state and fact.state.value)
        for fact in facts
        if isinstance(fact, LegIs)
    ]
