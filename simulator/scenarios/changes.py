"""People, phones and lines that change."""

from ..office import Person
from .registry import scenario
from .stage import Stage

NOTES = {
    "away": "Back at 15:00",
    "busy": 'Focus time, room "Süd"',
    "dnd": "Please not now 🙏",
    "available": "",
}


@scenario
async def presence_tour(stage: Stage) -> None:
    """One person goes away, is busy, wants no calls, and is available again, with notes."""
    [anna] = stage.cast(1)
    for activity, note in NOTES.items():
        stage.office.set_presence(anna, activity, note)
        await stage.passes(5)


@scenario
async def trunk_down_and_up(stage: Stage) -> None:
    """The first trunk goes down for a minute and comes back."""
    name = next(iter(stage.office.trunks))
    stage.office.set_trunk(name, up=False)
    await stage.passes(60)
    stage.office.set_trunk(name, up=True)


@scenario
async def phone_unplugged(stage: Stage) -> None:
    """A phone loses its registration for a while and comes back."""
    [anna] = stage.cast(1)
    stage.office.set_registered(anna, registered=False)
    await stage.passes(30)
    stage.office.set_registered(anna, registered=True)


@scenario
async def extension_added_and_removed(stage: Stage) -> None:
    """An extension appears, gets another name, and is deleted again."""
    newcomer = Person("1099", "Nora Neumann", "nora.neumann")
    stage.office.add_person(newcomer)
    await stage.passes(10)
    stage.office.rename(newcomer.number, "Nora Neumann-Voss")
    await stage.passes(10)
    stage.office.remove_person(newcomer.number)


@scenario
async def reboot(stage: Stage) -> None:
    """The exchange goes dark in the middle of a call and returns knowing nothing of it."""
    anna, tom = stage.cast(2)
    stage.office.dial(anna, tom)
    stage.office.answer(tom)
    await stage.passes(5)
    stage.office.power_off()
    await stage.passes(90)
    stage.office.power_on()
