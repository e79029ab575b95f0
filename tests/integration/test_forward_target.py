"""Texts: where an extension forwards its calls to."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from unittest.mock import patch

from homeassistant.components.text import (
    ATTR_VALUE,
    DOMAIN as TEXT_DOMAIN,
    SERVICE_SET_VALUE,
)
from homeassistant.const import (
    ATTR_ENTITY_ID,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    EntityCategory,
    Platform,
)
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.pbx.telephony.commands import SetForward
from custom_components.pbx.telephony.settings import (
    ExtensionSettings,
    Forward,
    Forwarding,
    ForwardKind,
    ForwardTarget,
)

from .conftest import Setup
from .puppet import ANNA, CHOSEN, TOM, PuppetPbx
from .waiting import there, until_state

ALWAYS = "text.anna_berger_forward_always_to"
BUSY = "text.anna_berger_forward_when_busy_to"
NO_ANSWER = "text.anna_berger_forward_when_not_answered_to"

type Write = Callable[..., Awaitable[None]]


@pytest.fixture(autouse=True)
def only_texts() -> Iterator[None]:
    """Load this platform alone."""
    with patch("custom_components.pbx.PLATFORMS", [Platform.TEXT]):
        yield


@pytest.fixture
def write(hass: HomeAssistant) -> Write:
    """Give the function that types a target."""

    async def typed(value: str, context: Context | None = None) -> None:
        await hass.services.async_call(
            TEXT_DOMAIN,
            SERVICE_SET_VALUE,
            {ATTR_ENTITY_ID: ALWAYS, ATTR_VALUE: value},
            blocking=True,
            context=context,
        )

    return typed


@pytest.fixture
async def enabled(hass: HomeAssistant, puppet: PuppetPbx, setup: Setup) -> None:
    """Set up the PBX, with the texts that begin disabled."""
    with patch("homeassistant.helpers.entity.Entity.entity_registry_enabled_default", new=True):
        await setup(puppet.entry())


async def test_targets_begin_disabled(
    hass: HomeAssistant, entity_registry: er.EntityRegistry, puppet: PuppetPbx, setup: Setup
) -> None:
    """Most people switch their forwardings, and set up the targets once."""
    await setup(puppet.entry())

    for entity_id in (ALWAYS, BUSY, NO_ANSWER):
        found = entity_registry.async_get(entity_id)
        assert found is not None
        assert found.disabled_by is er.RegistryEntryDisabler.INTEGRATION
        assert found.entity_category is EntityCategory.CONFIG


@pytest.mark.usefixtures("enabled")
async def test_a_target_is_shown_as_it_is_typed(hass: HomeAssistant, puppet: PuppetPbx) -> None:
    """A name, or a number; nothing while the PBX does not tell."""
    assert there(hass, ALWAYS).state == "voicemail"
    assert there(hass, BUSY).state == "1001"
    assert there(hass, NO_ANSWER).state == STATE_UNKNOWN
    assert there(hass, "text.tom_keller_forward_always_to").state == STATE_UNAVAILABLE

    mobile = Forward(active=True, target=ForwardTarget(kind=ForwardKind.MOBILE))
    puppet.chooses(replace(CHOSEN, always=mobile))
    await until_state(hass, ALWAYS, "mobile")

    far = ForwardTarget(kind=ForwardKind.NUMBER, number="+49301234567")
    puppet.chooses(ExtensionSettings(always=Forward(target=far)), TOM)
    await until_state(hass, "text.tom_keller_forward_always_to", "+49301234567")


@pytest.mark.usefixtures("enabled")
async def test_a_number_too_long_for_any_telephone_is_cut(
    hass: HomeAssistant, puppet: PuppetPbx
) -> None:
    """Whatever the PBX says fits into the state."""
    endless = ForwardTarget(kind=ForwardKind.NUMBER, number="1" * 5000)

    puppet.chooses(replace(CHOSEN, always=Forward(target=endless)))

    await until_state(hass, ALWAYS, "1" * 64)


@pytest.mark.usefixtures("enabled")
@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("voicemail", ForwardTarget(kind=ForwardKind.VOICEMAIL)),
        (" Mobile ", ForwardTarget(kind=ForwardKind.MOBILE)),
        ("1001", ForwardTarget(kind=ForwardKind.EXTENSION, number="1001")),
        ("+49 (30) 123-45", ForwardTarget(kind=ForwardKind.NUMBER, number="+493012345")),
    ],
    ids=["voicemail", "mobile", "extension", "outside number"],
)
async def test_a_target_is_understood_and_the_forwarding_left_as_it_is(
    hass: HomeAssistant, puppet: PuppetPbx, write: Write, typed: str, target: ForwardTarget
) -> None:
    """The number of an extension means that extension; only the PBX's word is shown."""
    await write(typed)
    await hass.async_block_till_done()

    assert puppet.asked == [SetForward(extension=ANNA, when=Forwarding.ALWAYS, target=target)]
    assert there(hass, ALWAYS).state == "voicemail"


@pytest.mark.usefixtures("enabled")
@pytest.mark.parametrize("typed", ["", "my sister", "123x"], ids=["nothing", "a name", "a mixture"])
async def test_what_is_no_target_is_refused_here(
    puppet: PuppetPbx, write: Write, typed: str
) -> None:
    """The PBX is not asked."""
    with pytest.raises(ServiceValidationError, match="telephone number, voicemail, or mobile"):
        await write(typed)

    assert puppet.asked == []


@pytest.mark.usefixtures("enabled")
async def test_only_administrators_forward_to_the_outside(
    hass: HomeAssistant, puppet: PuppetPbx, write: Write, hass_admin_user: MockUser
) -> None:
    """It costs money, so the option of the actions holds here as well."""
    user = MockUser(is_owner=False).add_to_hass(hass)
    user.mock_policy({"entities": True})

    with pytest.raises(Unauthorized):
        await write("+4930123456", Context(user_id=user.id))
    assert puppet.asked == []

    await write("1001", Context(user_id=user.id))
    await write("+4930123456", Context(user_id=hass_admin_user.id))
    assert len(puppet.asked) == 2


@pytest.mark.usefixtures("enabled")
async def test_targets_are_unavailable_while_the_link_is_down(
    hass: HomeAssistant, puppet: PuppetPbx
) -> None:
    """And come back with it."""
    puppet.lose()
    await until_state(hass, ALWAYS, STATE_UNAVAILABLE)

    await until_state(hass, ALWAYS, "voicemail")
