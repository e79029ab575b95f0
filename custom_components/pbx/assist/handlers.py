"""The intents: what a sentence means is answered in the language that it was spoken in."""

from typing import override

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import intent

from ..const import TOOL_FIND_PERSON, TOOL_RECENT_CALLS
from .asking import Refusal, async_asked
from .subjects import SUBJECTS, Subject, async_answer

_QUESTIONS = (TOOL_FIND_PERSON, TOOL_RECENT_CALLS)


class PbxIntentHandler(intent.IntentHandler):
    """The handler of one subject."""

    def __init__(self, subject: Subject) -> None:
        """Listen to the intent of a subject."""
        self.intent_type = subject.intent
        self.description = subject.description
        self._subject = subject

    @override
    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        """Answer; what goes wrong is answered as well."""
        asked = await async_asked(
            intent_obj.hass, intent_obj.context, intent_obj.language, intent_obj.assistant
        )
        # The slots are those of our own sentences, and what Home Assistant adds by itself.
        said = {
            name: slot["value"]
            for name, slot in intent_obj.slots.items()
            if not name.startswith("preferred_") and not intent.is_blank_slot_value(slot["value"])
        }
        try:
            read = self._subject.read(said)
        except TypeError, ValueError:
            answer = await asked.async_failure(Refusal("not_understood"))
        else:
            answer = await async_answer(asked, self._subject, read)
        response = intent_obj.create_response()
        if answer.is_error:
            codes = intent.IntentResponseErrorCode
            code = codes.NO_VALID_TARGETS if answer.is_unknown else codes.FAILED_TO_HANDLE
            response.async_set_error(code, answer.text)
            return response
        if self._subject.tool in _QUESTIONS:
            response.response_type = intent.IntentResponseType.QUERY_ANSWER
        response.async_set_speech(answer.text)
        return response


@callback
def async_register(hass: HomeAssistant) -> None:
    """Register all intents."""
    for subject in SUBJECTS:
        intent.async_register(hass, PbxIntentHandler(subject))
