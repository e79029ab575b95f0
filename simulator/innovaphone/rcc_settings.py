"""What an administrator decides about RCC, and what phones can do."""

from dataclasses import dataclass, field
import hashlib
from itertools import count
from weakref import WeakKeyDictionary

from ..office import Call


@dataclass(slots=True)
class RccSettings:
    """How RCC of one PBX is set up."""

    users: set[str] | None = None
    """Logins of those who may use the App object; None is everybody."""
    group: set[str] = field(default_factory=set)
    """Logins of those who share a group with the App object."""
    deaf: set[str] = field(default_factory=set)
    """Logins of those whose phones cannot be controlled from afar."""
    longest: int = 4
    """Digits of the longest number inside; 0 is a PBX before 14r1, which does not say."""
    _confs: WeakKeyDictionary[Call, str] = field(default_factory=WeakKeyDictionary)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def conf(self, call: Call) -> str:
        """Return the conference id of a call, the same on all connections."""
        if call not in self._confs:
            text = f"conference {next(self._numbers)}"
            self._confs[call] = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
        return self._confs[call]
