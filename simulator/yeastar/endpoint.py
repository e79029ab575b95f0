"""What an endpoint and a download are."""

from collections.abc import Callable
from typing import Any

from .box import Ask, Box

type Answer = dict[str, Any]
type Endpoint = Callable[[Box, Ask], Answer]

type Download = Callable[[Box, Ask], tuple[bytes, str]]
"""Returns the body and its content type."""
