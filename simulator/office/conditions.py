"""Conditions that calls are routed by: day or night, holidays."""

from dataclasses import dataclass
import hashlib
from typing import Any

from .errands import Errands
from .errors import NoSuchCondition


@dataclass(slots=True, eq=False)
class Condition:
    """One condition, switched by hand or by a clock."""

    name: str
    on: bool = False
    manual: bool = False
    guid: str = ""

    def __post_init__(self) -> None:
        """Give it the identity that outlives its name."""
        if not self.guid:
            self.guid = hashlib.md5(self.name.encode(), usedforsecurity=False).hexdigest()


class Conditions(Errands):
    """An office by day and by night."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conditions = {name: Condition(name) for name in ("night", "holiday")}

    def set_condition(self, name: str, *, on: bool, manual: bool = True) -> Condition:
        """Switch a condition."""
        if (condition := self.conditions.get(name)) is None:
            raise NoSuchCondition(name)
        condition.on, condition.manual = on, manual
        return condition
