"""The registry of features: one line each."""

from collections.abc import Callable

from .acting import Acting
from .admin_lookup import AdminLookup
from .conditions import Conditions
from .diversions import Diversions
from .feature import Feature, Line
from .rcc import Rcc
from .signaling import Signals
from .table import UserTable

FEATURES: tuple[Callable[[Line], Feature], ...] = (
    UserTable,
    Acting,
    Conditions,
    Diversions,
    Rcc,
    Signals,
    AdminLookup,
)
