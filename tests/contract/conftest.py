"""What the contract tests share."""

from collections.abc import Iterator
import logging

import pytest

from simulator import Office

from .plants import PLANTS, Plant

TRIED = tuple(name for name, plant in PLANTS.items() if not plant.is_variant)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Keep the log short: hundreds of connections say the same."""
    logging.disable(logging.INFO)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def office() -> Office:
    """Give an office of eight people."""
    return Office.sample()


@pytest.fixture(params=list(PLANTS.values()), ids=list(PLANTS))
def plant(request: pytest.FixtureRequest, socket_enabled: None) -> Plant:
    """Give each system in turn."""
    found: Plant = request.param
    return found


@pytest.fixture(params=list(TRIED), ids=list(TRIED))
def tried_plant(request: pytest.FixtureRequest, socket_enabled: None) -> Plant:
    """Give each dialect of each vendor in turn; what is slow to try is tried on these."""
    return PLANTS[request.param]
