"""RCC: the calls of innovaphone users, and what can be done to them."""

from .feature import Rcc

__all__ = ["Rcc"]
