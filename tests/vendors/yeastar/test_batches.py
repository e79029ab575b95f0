"""A batch of changes takes effect with one request, where the PBX waits for it."""

import pytest

from custom_components.pbx.telephony.commands import (
    ApplyConfiguration,
    Section,
    WriteConfiguration,
)
from custom_components.pbx.telephony.errors import CommandRefused

from .plant import planted

pytestmark = pytest.mark.usefixtures("socket_enabled")

RENAMED = {"name": "Ivo"}
BATCH = [
    WriteConfiguration(section=Section.EXTENSIONS, number="1000", fields=RENAMED, apply=False),
    WriteConfiguration(section=Section.QUEUES, number="6400", fields=RENAMED, apply=False),
    WriteConfiguration(section=Section.IVRS, number="6500", fields=RENAMED, apply=False),
]


@pytest.mark.parametrize("api", ["v1.0.1", "v1.1.0"])
async def test_a_batch_is_applied_by_one_request(api: str) -> None:
    """Each change before waits."""
    async with planted(api, applies_changes=False) as plant:
        office = plant.office
        for command in BATCH:
            await plant.exchange.execute(command)
        before = [office.person("1000").name, office.queue("6400").name, office.menu("6500").name]
        await plant.exchange.execute(ApplyConfiguration())

        after = [office.person("1000").name, office.queue("6400").name, office.menu("6500").name]
        assert "Ivo" not in before
        assert after == ["Ivo"] * 3
        assert [each.endpoint for each in plant.pbx.requests].count("apply") == 1


@pytest.mark.parametrize("api", ["v1.1.0", "v2.0.0"])
async def test_a_change_needs_no_batch(api: str) -> None:
    """By default the PBX applies each by itself."""
    async with planted(api) as plant:
        await plant.exchange.execute(BATCH[0])

        assert plant.office.person("1000").name == "Ivo"
        assert not [each for each in plant.pbx.requests if each.endpoint == "apply"]


async def test_a_mistake_in_a_batch_is_told_at_once() -> None:
    """Not when it is applied."""
    command = WriteConfiguration(section=Section.IVRS, number="6599", fields=RENAMED, apply=False)
    async with planted("v1.1.0", applies_changes=False) as plant:
        with pytest.raises(CommandRefused, match="ivr_not_found"):
            await plant.exchange.execute(command)
