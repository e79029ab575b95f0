"""A call that was ordered is promised by the receipt, and is the one that is reported."""

import pytest

from custom_components.pbx.telephony.model import CallId, ExtensionId
from custom_components.pbx.telephony.vendors.yeastar.reports import Alert, NewCdr

from .flows import Ear, ext, outbound
from .test_calls import X2, A, B, X, rings


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.mark.parametrize("number", [B, "0441234"], ids=["to a colleague", "outside"])
def test_a_promised_call_is_the_one_that_rings(ear: Ear, number: str) -> None:
    """The receipt names the call, and all reports are about it."""
    call = ear.calls.expect(X, A, number, ear.now)
    assert ear.calls

    rings(ear, A, ext(B) if number == B else outbound(X2))
    ear.phone(A, "Busy")
    ear.hear(Alert(call=X, members=(ext(A),)))

    assert call.id == X
    assert ear.ids == {X}
    assert ear.happened == ["dialling 2001"]


def test_a_promised_call_may_have_been_reported_already(ear: Ear) -> None:
    """A report may overtake the answer to the command."""
    ear.hear(Alert(call=X, members=(ext(A),)))

    assert ear.calls.expect(X, A, B, ear.now).id == X
    assert len(ear.state.calls[CallId(X)].legs) == 1


def test_a_promised_call_may_ring_already(ear: Ear) -> None:
    """The phone may ring, and be asked about, before the command is answered."""
    rings(ear, A, ext(B))

    assert ear.calls.expect(X, A, B, ear.now).id == "ringing:2001>2002:1"


def test_a_promised_call_may_be_over_already(ear: Ear) -> None:
    """It failed before the answer was read."""
    ear.hear(NewCdr(call=X))

    assert ear.calls.expect(X, A, B, ear.now).is_over
    assert not ear.calls


def test_a_promised_call_that_never_comes_is_forgotten(ear: Ear) -> None:
    """The next look finds its phone idle."""
    ear.calls.expect(X, A, B, ear.now)

    ear.calls.seen(ear.now + 1, frozenset(), frozenset({ExtensionId(A)}))

    assert not ear.calls
