"""The table of actions in docs/yeastar.md fits what the versions of the interface can do."""

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from custom_components.pbx.const import DOMAIN
from tests.e2e.action_table import VERSIONS, read, rows
from tests.e2e.test_actions import PREAMBLE, REFUSALS, WORKS, is_able
from tests.e2e.trials import TRIALS

# What only another vendor's PBX can do; `set_presence` stands for them in the table.
ELSEWHERE = {
    *("add_favourite", "update_favourite", "remove_favourite", "get_favourites"),
    *("add_profile", "rename_profile", "remove_profile"),
    *("send_dtmf", "park", "pick_up", "redirect", "get_node_info"),
    "remote_control",
}


async def test_every_action_was_tried(hass: HomeAssistant) -> None:
    """In at least one situation."""
    assert await async_setup_component(hass, DOMAIN, {})
    actions = set(hass.services.async_services_for_domain(DOMAIN)) - ELSEWHERE

    tried = {trial.action for trial in TRIALS if "." not in trial.action}
    assert tried == actions


@pytest.mark.parametrize("version", VERSIONS)
def test_the_table_says_what_a_version_is_able_to(version: str) -> None:
    """Or why it cannot, in the words of the refusal."""
    cells = {row: cells[version] for row, cells in read().items()}

    assert cells == {
        row: WORKS
        if is_able(trial, version)
        else REFUSALS[trial.key]["message"].removesuffix(".").removeprefix(PREAMBLE)
        for row, trial in zip(rows(), TRIALS, strict=True)
    }
