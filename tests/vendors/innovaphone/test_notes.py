"""Notifications in the myApps of a person."""

import pytest

from custom_components.pbx.telephony.commands import ShowNote
from custom_components.pbx.telephony.errors import CommandRefused, CommandTimedOut
from custom_components.pbx.telephony.model import ExtensionId

from .conftest import ANNA, QUICK, House, ScriptedPbx, result
from .platform_talk import Example, diverts, platform_alone, up

__all__ = ["platform_alone"]

pytestmark = pytest.mark.usefixtures("platform_alone")

GHOST = ExtensionId("ghost")


async def test_the_example_is_followed(house: House, pbx: ScriptedPbx) -> None:
    """But for the link: the App's own name is left out, which other programs do as well."""
    example = Example("s20_app_notify")
    diverts(pbx)
    pbx.answers["AppNotify"] = lambda body: [
        result(body, **example.answer("n2" if body["sip"] == GHOST else "n1"))
    ]
    driver, _ = await up(house, pbx, ANNA, GHOST)

    await driver.execute(ShowNote(extension=ANNA, title="Washing machine", text="Cycle finished"))
    with pytest.raises(CommandRefused) as refused:
        await driver.execute(ShowNote(extension=GHOST, title="Test", text="Nobody home"))

    for body in example.said:
        body.pop("link", None)
    assert example.was_said_to(pbx)
    assert refused.value.detail == "not found"


async def test_a_text_needs_no_title_and_keeps_its_lines(house: House, pbx: ScriptedPbx) -> None:
    """A title is one line, and without control characters."""
    diverts(pbx)
    pbx.answers["AppNotify"] = lambda body: [result(body)]
    driver, _ = await up(house, pbx)

    await driver.execute(ShowNote(extension=ANNA, text="one\ntwo\x00"))
    await driver.execute(ShowNote(extension=ANNA, title="a\nb", text="x"))

    first, second = pbx.heard("AppNotify")
    assert (first.get("title"), first["text"]) == (None, "one\ntwo")
    assert second["title"] == "a b"


@pytest.mark.parametrize(
    ("text", "meaning"), [(" \n", "message_missing"), ("x" * 3001, "message_too_long")]
)
async def test_what_cannot_be_shown_is_not_sent(
    house: House, pbx: ScriptedPbx, text: str, meaning: str
) -> None:
    """The frames of the PBX have an end."""
    diverts(pbx)
    driver, _ = await up(house, pbx)

    with pytest.raises(CommandRefused) as refused:
        await driver.execute(ShowNote(extension=ANNA, text=text))

    assert refused.value.meaning == meaning
    assert not pbx.heard("AppNotify")


async def test_somebody_known_by_number_only_cannot_be_shown_anything(
    house: House, pbx: ScriptedPbx
) -> None:
    """The PBX finds people by name."""
    diverts(pbx)
    del pbx.answers["SubscribePresence"]
    driver, _ = await up(house, pbx, "114")

    with pytest.raises(CommandRefused) as refused:
        await driver.execute(ShowNote(extension=ExtensionId("114"), text="x"))

    assert refused.value.meaning == "extension_not_found"


async def test_silence_is_told(house: House, pbx: ScriptedPbx) -> None:
    """It may still have been shown."""
    diverts(pbx)
    driver, _ = await up(house, pbx, times=QUICK)

    with pytest.raises(CommandTimedOut):
        await driver.execute(ShowNote(extension=ANNA, text="x"))


def test_a_note_is_no_secret_to_be_printed() -> None:
    """It may be personal."""
    assert "private" not in repr(ShowNote(extension=ANNA, text="private", title="private"))
