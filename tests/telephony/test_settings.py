"""Settings of extensions come from several sources; what one does not say, another may have."""

from dataclasses import replace

import pytest

from custom_components.pbx.telephony.facts import Batch, ExtensionIs, ExtensionsAre
from custom_components.pbx.telephony.model import Extension, ExtensionId
from custom_components.pbx.telephony.reducer import fold
from custom_components.pbx.telephony.settings import (
    ExtensionSettings,
    Forward,
    Forwarding,
    ForwardKind,
    ForwardTarget,
)
from custom_components.pbx.telephony.state import PbxState

ANNA = ExtensionId("1")
TO_TOM = Forward(active=True, target=ForwardTarget(kind=ForwardKind.EXTENSION, number="2"))


def test_parts_that_are_told_apart_are_kept_together() -> None:
    """Do-not-disturb may come from a presence, and forwardings from a poll."""
    state = PbxState()
    fold(state, Batch((ExtensionsAre(extensions=(Extension(id=ANNA),)),)))

    for told in (
        ExtensionSettings(do_not_disturb=True),
        ExtensionSettings(always=TO_TOM),
        ExtensionSettings(busy=Forward(active=False)),
        ExtensionSettings(),
    ):
        fold(state, Batch((ExtensionIs(id=ANNA, settings=told),)))

    assert state.extensions[ANNA].settings == ExtensionSettings(
        do_not_disturb=True, always=TO_TOM, busy=Forward(active=False)
    )


def test_a_forwarding_that_is_told_is_told_whole() -> None:
    """Off without a target means that nobody knows the target any more."""
    before = ExtensionSettings(always=TO_TOM, ring_mobile=False)

    after = ExtensionSettings(always=Forward(active=False)).completed_by(before)

    assert after == replace(before, always=Forward(active=False))


@pytest.mark.parametrize("when", Forwarding)
def test_one_forwarding_is_replaced(when: Forwarding) -> None:
    """The others stay."""
    before = ExtensionSettings(do_not_disturb=True, busy=TO_TOM)

    after = before.with_forward(when, TO_TOM)

    assert after.forward(when) == TO_TOM
    others = [each for each in Forwarding if each is not when]
    assert [after.forward(each) for each in others] == [before.forward(each) for each in others]
