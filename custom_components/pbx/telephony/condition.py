"""Conditions of an office: day or night, holidays, whatever its PBX routes calls by."""

from dataclasses import dataclass

from .model import ConditionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition. A member that is None is not known."""

    id: ConditionId
    name: str | None = None
    is_on: bool | None = None
    is_manual: bool | None = None
    """True if somebody set it by hand, False if a clock or a rule did."""
