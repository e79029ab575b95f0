"""Who asks, in which language, and what they are answered."""

from dataclasses import dataclass, field

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant, ServiceResponse
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ..const import DOMAIN
from ..sentences import async_prepare_sentences, sentence
from .wording import plain


class Refusal(Exception):
    """Something that is not done; the key names the sentence that says why."""

    def __init__(self, key: str, *, is_unknown: bool = False, **shown: str) -> None:
        """Keep the sentence; `is_unknown` if nobody and nothing of ours seems to be meant."""
        super().__init__(key)
        self.key = key
        self.shown = shown
        self.is_unknown = is_unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said, and the same as data for who does not listen."""

    text: str
    data: JsonObjectType = field(default_factory=dict)
    is_error: bool = False
    is_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    hass: HomeAssistant
    context: Context
    language: str
    assistant: str

    def say(self, key: str, **shown: str) -> str:
        """Give a sentence in the language of the request."""
        return sentence(self.hass, f"assist_{key}", self.language).format(**shown)

    async def async_user(self) -> User | None:
        """Give the person who asks, None if nobody knows; raise `Refusal` if they are gone."""
        if self.context.user_id is None:
            return None
        user = await self.hass.auth.async_get_user(self.context.user_id)
        if user is None or not user.is_active:
            raise Refusal("not_allowed")
        return user

    async def async_act(self, action: str, **data: object) -> None:
        """Call one of our actions in the name of who asks."""
        await self.hass.services.async_call(
            DOMAIN, action, data, blocking=True, context=self.context
        )

    async def async_ask(self, action: str, **data: object) -> ServiceResponse:
        """Call one of our actions in the name of who asks, for its response."""
        return await self.hass.services.async_call(
            DOMAIN, action, data, blocking=True, context=self.context, return_response=True
        )

    async def async_failure(self, err: Exception) -> Answer:
        """Say why something was not done."""
        match err:
            case Refusal():
                text = self.say(err.key, **{key: plain(each) for key, each in err.shown.items()})
                return Answer(text=text, is_error=True, is_unknown=err.is_unknown)
            case HomeAssistantError(translation_domain="pbx", translation_key=str(key)):
                text = await self._async_reason(key, err.translation_placeholders or {})
            case Unauthorized():
                text = self.say("not_allowed")
            case vol.Invalid():
                text = self.say("not_understood")
            case _:
                text = self.say("failed")
        return Answer(text=text, is_error=True)

    async def _async_reason(self, key: str, shown: dict[str, str]) -> str:
        """Say the error of an action in the language of the request."""
        texts = await async_get_translations(self.hass, self.language, "exceptions", {DOMAIN})
        text = texts.get(f"component.{DOMAIN}.exceptions.{key}.message", key)
        return text.format(**{name: plain(str(each)) for name, each in shown.items()})


async def async_asked(
    hass: HomeAssistant,
    context: Context | None,
    language: str | None,
    assistant: str | None,
) -> Asked:
    """Take a request, with the sentences of its language at hand."""
    spoken = language or hass.config.language
    await async_prepare_sentences(hass, spoken)
    return Asked(hass, context or Context(), spoken, assistant or "conversation")
