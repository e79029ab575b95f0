"""Who is watched, and who a list means."""

from collections.abc import Collection

import pytest

from custom_components.pbx.telephony.model import ExtensionId
from custom_components.pbx.telephony.vendors.innovaphone.people import Listing, People

ANNA = Listing(guid="01", sip="anna", number="112", name="Anna")


class Ear:
    """Hears who comes and goes."""

    def __init__(self, people: People) -> None:
        self.heard: list[tuple[list[str], list[str]]] = []
        people.listen(self._hear)

    def _hear(self, added: Collection[ExtensionId], removed: Collection[ExtensionId]) -> None:
        self.heard.append((list(added), list(removed)))


def test_only_with_everybody_a_list_adds_people() -> None:
    """And all of one list at once."""
    some, every = People(["tom"]), People(["tom"], everybody=True)
    ear = Ear(every)

    some.meet_all([ANNA], "table")
    every.meet_all([ANNA, Listing(sip="lena"), Listing(name="nameless")], "table")

    assert some.keys == ("tom",)
    assert every.keys == ("tom", "anna", "lena")
    assert ear.heard == [(["anna", "lena"], [])]


def test_whoever_is_on_one_list_still_does_not_go() -> None:
    """Two APIs list people, and one of them may be for a few only."""
    people = People([], everybody=True)
    anna = people.meet(ANNA, "table")
    assert anna is people.meet(ANNA, "RCC")
    ear = Ear(people)
    assert anna is not None

    people.miss(anna, "RCC")
    assert list(people.keys) == ["anna"]
    people.miss(anna, "table")
    assert not people.keys
    assert ear.heard == [([], ["anna"])]


@pytest.mark.parametrize("doubt", [False, True], ids=["whole", "broken off"])
def test_who_was_there_before_goes_once_all_is_read(doubt: bool) -> None:
    """But not while a list is known to be too short."""
    people = People(["tom"], everybody=True, before=["anna", "ghost", "TOM"])
    people.meet_all([ANNA], "table")
    if doubt:
        people.doubt()

    people.settle()

    assert people.keys == (("tom", "anna", "ghost") if doubt else ("tom", "anna"))


def test_without_any_list_nobody_goes() -> None:
    """An API that is no longer ticked deletes no devices."""
    people = People([], everybody=True, before=["anna"])
    people.settle()
    assert people.keys == ("anna",)


def test_who_was_there_before_is_nobody_where_people_are_chosen() -> None:
    """Then the choice counts."""
    assert People(["tom"], before=["anna"]).keys == ("tom",)


@pytest.mark.parametrize("typed", ["anna", "112"], ids=["by name", "by number"])
def test_people_are_followed_by_their_identity(typed: str) -> None:
    """Whatever was typed once, they are asked for by the present name."""
    people = People([typed])
    key = ExtensionId(typed)
    people.meet(ANNA, "table")
    assert people.way(key) == ({"sip": "anna"} if typed == "anna" else {"num": "112"})

    people.meet(Listing(guid="01", sip="anna.neu", number="212"), "table")
    assert people.way(key) == {"sip": "anna.neu"}
    assert people.keys == (key,)

    people.meet(ANNA, "table")
    assert people.way(key) == ({"sip": "anna"} if typed == "anna" else {"num": "112"})


def test_a_number_is_not_a_person() -> None:
    """Who has the number of somebody else is not that one."""
    people = People(["anna"], everybody=True)
    people.meet(ANNA, "table")

    other = people.meet(Listing(guid="02", sip="bob", number="112"), "table")

    assert other is not None
    assert other.key == "bob"
    assert people.way(ExtensionId("anna")) == {"sip": "anna"}


def test_somebody_created_anew_is_the_same_watched_person() -> None:
    """A name that was typed means whoever has it."""
    people = People(["anna"])
    people.meet(ANNA, "table")
    again = people.meet(Listing(guid="99", sip="Anna"), "table")
    assert again is not None
    assert (again.key, again.guid) == ("anna", "99")


def test_the_reason_for_silence_is_the_best_that_is_known() -> None:
    """From nothing known, over what lists say, to the other PBX."""
    people, key = People(["anna"]), ExtensionId("anna")
    assert people.why(key) == "not_visible"
    people.complete()
    assert people.why(key) == "not_found"
    anna = people.meet(ANNA, "table")
    assert anna is not None
    assert people.why(key) == "not_visible"
    people.allow(anna, is_allowed=False)
    assert people.why(key) == "not_allowed"
    people.location = "hq"
    people.meet(Listing(guid="01", host="hq"), "table")
    assert people.why(key) == "not_allowed"
    people.meet(Listing(guid="01", host="branch"), "table")
    assert people.why(key) == "moved"
    people.meet(Listing(guid="01", host="hq"), "table")
    assert people.why(key) == "not_allowed"


def test_somebody_who_moves_and_comes_back_is_at_home() -> None:
    """Also where nobody says what this PBX is called."""
    people, key = People(["anna"]), ExtensionId("anna")
    for host, reason in (("a", "not_visible"), ("b", "moved"), ("a", "not_visible")):
        people.meet(Listing(guid="01", sip="anna", host=host), "table")
        assert people.why(key) == reason


def test_who_is_chosen_no_longer_stays_if_listed() -> None:
    """With everybody watched, only who is on no list goes."""
    people = People(["anna", "external"], everybody=True)
    people.meet_all([ANNA], "table")
    people.complete()
    ear = Ear(people)

    people.watch([])

    assert list(people.keys) == ["anna"]
    assert ear.heard == [([], ["external"])]


def test_numbers_change_hands() -> None:
    """Whoever has a number last is found by it, though the list told it of two for a moment."""
    people = People(["anna", "tom"])
    anna = people.meet(ANNA, "table")
    tom = people.meet(Listing(guid="02", sip="tom", number="113"), "table")

    people.meet(Listing(guid="02", number="112"), "table")
    assert people.find(number="112") is anna
    people.meet(Listing(guid="01", number="113"), "table")

    assert people.find(number="112") is tom
    assert people.find(number="113") is anna


def test_somebody_renamed_while_nobody_listened_is_the_same_person() -> None:
    """The identity outlives the connection, so the new name is of no stranger."""
    identities: dict[ExtensionId, str] = {}
    before = People(["anna"], identities=identities)
    before.meet(ANNA, "table")
    renamed = Listing(guid="01", sip="anna.neu", number="112", name="Anna Neu")

    for everybody in (False, True):
        people = People(
            [] if everybody else ["anna"],
            everybody=everybody,
            before=["anna"],
            identities=identities,
        )
        people.meet_all([renamed], "table")
        people.complete()
        people.settle()

        assert people.keys == ("anna",)
        assert people.way(ExtensionId("anna")) == {"sip": "anna.neu"}


def test_an_old_identity_keeps_nobody_from_a_number() -> None:
    """Who was typed by number is whoever has it, once the one before is deleted."""
    identities = {ExtensionId("112"): "01"}
    people = People(["112"], identities=identities)

    known = people.meet(Listing(guid="99", sip="nora", number="112"), "table")
    assert known is not None
    assert identities == {"112": "99"}
    assert people.find(guid="01") is None


def test_whoever_is_watched_no_longer_leaves_no_identity() -> None:
    """Nothing grows with people who come and go."""
    identities: dict[ExtensionId, str] = {}
    people = People(["anna"], identities=identities)
    people.meet(ANNA, "table")

    people.watch(["tom"])

    assert identities == {}
    assert people.find(guid="01") is None
