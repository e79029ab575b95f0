"""The log of calls: what calls left behind, told by the calls themselves and by their records."""

from .entry import CallEntry, NameOf, entry_of_call, entry_of_record
from .log import MAX_AGE, MAX_ENTRIES, CallFilter, CallLog
from .merge import merged
from .stored import entry_from_json, entry_to_json
from .tally import Tally

__all__ = [
    "MAX_AGE",
    "MAX_ENTRIES",
    "CallEntry",
    "CallFilter",
    "CallLog",
    "NameOf",
    "Tally",
    "entry_from_json",
    "entry_of_call",
    "entry_of_record",
    "entry_to_json",
    "merged",
]
