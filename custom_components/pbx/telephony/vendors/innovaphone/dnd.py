"""Do-not-disturb as a setting: it is the presence that a person sets by hand, and nothing else.

Whether calls ring then, the PBX decides by how it is configured.
"""

from collections.abc import Iterable
from typing import Final

from ...commands import SetDoNotDisturb, SetPresence
from ...facts import ExtensionIs, ExtensionsAre, Fact, PresenceIs
from ...model import Activity, ExtensionId
from ...settings import ExtensionSettings
from .codecs import Entry
from .presence import WORDS

_WORD = WORDS[Activity.DO_NOT_DISTURB]
# The same for everybody.
_SETTINGS: Final = {on: ExtensionSettings(do_not_disturb=on) for on in (False, True)}


class DoNotDisturb:
    """Tells of the setting whatever is told of the presence."""

    def __init__(self) -> None:
        """Start with nothing told."""
        self._told: dict[ExtensionId, bool] = {}

    def completed(self, facts: Iterable[Fact]) -> tuple[Fact, ...]:
        """Add to facts what they mean for the setting, where that changes it."""
        told: list[Fact] = []
        for fact in facts:
            told.append(fact)
            match fact:
                case ExtensionsAre():
                    here = {each.id for each in fact.extensions}
                    self._told = {key: on for key, on in self._told.items() if key in here}
                case PresenceIs(presence=presence) if presence is not None:
                    on = presence.chosen is Activity.DO_NOT_DISTURB
                    if self._told.get(fact.id) is not on:
                        self._told[fact.id] = on
                        told.append(ExtensionIs(id=fact.id, settings=_SETTINGS[on]))
        return tuple(told)


def presence_for(command: SetDoNotDisturb, slot: Entry | None) -> SetPresence | None:
    """Say which presence to set; none where another than do-not-disturb is set already."""
    if command.on:
        return SetPresence(extension=command.extension, activity=Activity.DO_NOT_DISTURB)
    if slot is not None and slot.activity.strip().lower() != _WORD:
        return None
    return SetPresence(extension=command.extension, activity=Activity.AVAILABLE)
