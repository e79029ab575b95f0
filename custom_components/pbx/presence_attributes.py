"""What a presence carries beside its state: for people, and for their favourites."""

from collections.abc import Mapping
from typing import Any

from homeassistant.util import dt as dt_util

from .telephony.model import Presence


def presence_attributes(presence: Presence) -> Mapping[str, Any]:
    """Give the note, the PBX's own word, all sources, and what single sources say if they do."""
    until = presence.calendar_until
    single = {
        "manual_activity": presence.chosen,
        "manual_note": presence.chosen_note,
        "calendar_activity": presence.calendar,
        "calendar_until": None if until is None else dt_util.utc_from_timestamp(until),
        "on_the_phone": presence.on_the_phone,
        "online": presence.online,
        "phone_registered": presence.phone_registered,
    }
    return {
        "note": presence.note,
        "activity": presence.raw,
        **{key: value for key, value in single.items() if value is not None},
        "contacts": [
            {
                "contact": contact.source,
                "activity": contact.activity,
                "note": contact.note,
                "reachable": contact.reachable,
            }
            for contact in presence.contacts
        ],
    }
