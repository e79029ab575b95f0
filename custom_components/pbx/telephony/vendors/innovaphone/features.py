"""The registry of features: one line each."""

from collections.abc import Callable

from .feature import Feature, Line

FEATURES: tuple[Callable[[Line], Feature], ...] = ()
