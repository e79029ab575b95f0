"""Calls that users have on other systems, as clients say; each ends with its client."""

from itertools import count


class AlienCalls:
    """All such calls on one PBX."""

    def __init__(self) -> None:
        self._ids = count(1)
        self._calls: dict[int, tuple[str, int]] = {}

    def add(self, login: str, connection: int) -> int:
        """Mark a user as on the phone."""
        number = next(self._ids)
        self._calls[number] = (login, connection)
        return number

    def delete(self, number: object, connection: int) -> None:
        """Take a mark away; only who made it can."""
        if isinstance(number, int) and self._calls.get(number, ("", 0))[1] == connection:
            del self._calls[number]

    def end(self, connection: int) -> bool:
        """Take all marks of a client away, and tell whether there were any."""
        gone = [number for number, (_, owner) in self._calls.items() if owner == connection]
        for number in gone:
            del self._calls[number]
        return bool(gone)

    def has(self, login: str) -> bool:
        """Tell whether a user is on the phone elsewhere."""
        return any(each == login for each, _ in self._calls.values())
