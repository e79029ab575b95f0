"""A PBX that hangs up on a question it does not like is asked everything else."""

from dataclasses import replace

import pytest

from custom_components.pbx.telephony.errors import ApiDisabled, PbxError
from custom_components.pbx.telephony.model import Capability
from custom_components.pbx.telephony.vendors.innovaphone.features import FEATURES

from .conftest import LONGER, QUICK, House, ScriptedPbx, result

# What each of some features asks first.
QUESTIONS = ["ReplicateStart", "Initialize", "GetDiversion", "GetBooleans", "DeleteApi"]
BRISK = replace(QUICK, ticked=LONGER)


@pytest.mark.parametrize("mt", QUESTIONS)
async def test_the_rest_is_found_on_another_connection(
    house: House, pbx: ScriptedPbx, mt: str
) -> None:
    """Presence works, and what answers is known."""
    pbx.hangs_up_on = mt
    driver = house.open(pbx.port, "anna.berger", times=BRISK)

    info = await driver.connect()
    first = await anext(driver.batches())

    assert Capability.PRESENCE in info.capabilities
    assert first.facts
    # Asked together, asked one by one, and then no more.
    assert len(pbx.heard(mt)) == 2
    assert len(pbx.heard("AppLogin")) == 3


async def test_a_pbx_that_hangs_up_on_all_has_no_api(house: House, pbx: ScriptedPbx) -> None:
    """Even the node: that is PbxApi itself, and no further login would help."""
    pbx.hangs_up_on = "GetNodeInfo"

    with pytest.raises((ApiDisabled, PbxError)):
        await house.open(pbx.port, times=BRISK).connect()

    assert len(pbx.heard("AppLogin")) <= len(FEATURES) + 2


async def test_silence_costs_no_further_login(house: House, pbx: ScriptedPbx) -> None:
    """An API that is not ticked may just say nothing."""
    await house.open(pbx.port, times=BRISK).connect()

    assert len(pbx.heard("AppLogin")) == 1


async def test_what_answers_is_used(house: House, pbx: ScriptedPbx) -> None:
    """One bad question does not cost the abilities of the others."""
    pbx.hangs_up_on = "GetBooleans"
    pbx.answers["GetDiversion"] = lambda body: [result(body)]

    info = await house.open(pbx.port, "anna.berger", times=BRISK).connect()

    assert Capability.FORWARDING in info.capabilities
    assert Capability.CONDITIONS not in info.capabilities


async def test_what_it_hangs_up_on_is_known_to_be_silent(house: House, pbx: ScriptedPbx) -> None:
    """The form names it, although the last connection did not ask for it any more."""
    pbx.hangs_up_on = "DeleteApi"

    info = await house.open(pbx.port, "anna.berger", times=BRISK).connect()

    assert "PbxImpersonation" in info.silent
    assert "PbxImpersonation" not in info.answering
    assert "PbxApi" in info.answering
