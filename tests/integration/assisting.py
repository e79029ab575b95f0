"""A person who talks to Assist, and a language model that uses its tools."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
import shutil
import time
from typing import Any

from homeassistant.components import conversation
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import llm
from homeassistant.helpers.intent import IntentResponse
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.pbx.const import (
    ASSIST_TOOLS,
    CONF_ASSIST_TOOLS,
    DOMAIN,
)
from custom_components.pbx.telephony.facts import RecordIs
from custom_components.pbx.telephony.model import CallId, Direction, ExtensionId
from custom_components.pbx.telephony.record import CallRecord, Outcome

from .acting import ANNA, TOM
from .puppet import PuppetPbx
from .waiting import soon

SENTENCES = Path(__file__).resolve().parents[2] / "custom_sentences"
ASSISTANT = "conversation"
LAST_CALL = "sensor.office_last_call"

type Setup = Callable[[MockConfigEntry], Awaitable[MockConfigEntry]]


@dataclass(frozen=True, slots=True)
class Used:
    """What a language model got from a tool."""

    data: dict[str, Any]
    error: bool


class Assistant:
    """Assist in a house with one PBX, where Anna and Tom are exposed."""

    def __init__(self, hass: HomeAssistant, entry: MockConfigEntry, pbx: PuppetPbx) -> None:
        self.hass = hass
        self.entry = entry
        self.pbx = pbx
        self._calls = 0

    async def answer(
        self, text: str, language: str = "en", user: MockUser | None = None
    ) -> IntentResponse:
        """Say something, and give the whole answer."""
        result = await conversation.async_converse(
            self.hass,
            text,
            None,
            Context(user_id=user.id if user else None),
            language,
            conversation.HOME_ASSISTANT_AGENT,
        )
        return result.response

    async def say(self, text: str, language: str = "en", user: MockUser | None = None) -> str:
        """Say something, and give what is said back."""
        response = await self.answer(text, language, user)
        speech: str = response.speech["plain"]["speech"]
        return speech

    def expose(self, *entity_ids: str, yes: bool = True) -> None:
        """Expose entities to Assist, or hide them."""
        for entity_id in entity_ids:
            assert self.hass.states.get(entity_id) is not None, entity_id
            async_expose_entity(self.hass, ASSISTANT, entity_id, yes)

    def choose(self, **options: Any) -> None:
        """Choose options."""
        self.hass.config_entries.async_update_entry(
            self.entry, options={**self.entry.options, **options}
        )

    def person(self, name: str, user: MockUser) -> None:
        """Let a user have a person in Home Assistant."""
        self.hass.states.async_set(
            f"person.{user.id[:6]}", "home", {"friendly_name": name, "user_id": user.id}
        )

    async def tools(
        self, user: MockUser | None = None, context: Context | None = None
    ) -> llm.APIInstance:
        """Give what a language model is offered."""
        return await llm.async_get_api(
            self.hass,
            llm.LLM_API_ASSIST,
            llm.LLMContext(
                platform="test",
                context=context or Context(user_id=user.id if user else None),
                language="en",
                assistant=ASSISTANT,
                device_id=None,
            ),
        )

    async def use(
        self,
        tool: str,
        user: MockUser | None = None,
        context: Context | None = None,
        **args: Any,
    ) -> Used:
        """Use a tool as a language model does."""
        api = await self.tools(user, context)
        result = await api.async_call_tool(llm.ToolInput(f"{DOMAIN}__{tool}", args))
        return Used(dict(result.data), result.error)

    async def called(
        self,
        number: str,
        *,
        to: ExtensionId | None = None,
        ago: float = 60.0,
        missed: bool = False,
        direction: Direction = Direction.INBOUND,
    ) -> None:
        """Let a call be written into the log."""
        self._calls += 1
        log = self.entry.runtime_data.calls_memory.log
        before = len(log)
        self.pbx.tell(
            RecordIs(
                record=CallRecord(
                    id=f"record-{self._calls}",
                    call=CallId(f"call-{self._calls}"),
                    direction=direction,
                    outcome=Outcome.NO_ANSWER if missed else Outcome.ANSWERED,
                    began=time.time() - ago,
                    caller=number,
                    callee=to,
                    extensions=(to,) if to is not None else (),
                    duration=20,
                    trunk="SIP-1",
                )
            )
        )
        await soon(lambda: len(log) > before, "the call in the log")


async def arrive(hass: HomeAssistant, setup: Setup, puppet: PuppetPbx, folder: Path) -> Assistant:
    """Move into the house: with our sentences, and with everything allowed."""
    shutil.copytree(SENTENCES, folder / "custom_sentences")
    hass.config.config_dir = str(folder)
    for component in ("homeassistant", "conversation"):
        assert await async_setup_component(hass, component, {})
    entry = await setup(puppet.entry())
    assistant = Assistant(hass, entry, puppet)
    assistant.expose(ANNA, TOM)
    assistant.choose(**{CONF_ASSIST_TOOLS: list(ASSIST_TOOLS)})
    return assistant
