"""The registry of vendors: one line each."""

from ..driver import Vendor
from .innovaphone import VENDOR as INNOVAPHONE
from .yeastar import VENDOR as YEASTAR

VENDORS: dict[str, Vendor] = {vendor.key: vendor for vendor in (YEASTAR, INNOVAPHONE)}
