"""The part of PbxAdminApi about Boolean objects."""

from typing import TYPE_CHECKING

from .api import Message

if TYPE_CHECKING:
    from .admin import Admin


def get_booleans(admin: Admin, message: Message) -> None:
    """Give all Boolean objects."""
    booleans = [
        {
            "guid": condition.guid,
            "name": condition.name,
            "on": condition.on,
            "reason": "manual" if condition.manual else "automatic",
        }
        for condition in admin.office.conditions.values()
    ]
    admin.result(message, booleans=booleans)
