"""Tools for language models that may control Home Assistant."""

from homeassistant.components.llm import LLMTools
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.llm import LLM_API_ASSIST, LLMContext

from .assist.tools import PROMPT, async_offered
from .const import DOMAIN


@callback
def async_get_tools(hass: HomeAssistant, llm_context: LLMContext, api_id: str) -> LLMTools | None:
    """Give the tools that this request may use."""
    if api_id != LLM_API_ASSIST or not hass.config_entries.async_loaded_entries(DOMAIN):
        return None
    tools = async_offered(hass, llm_context)
    return LLMTools(tools=tools, prompt=PROMPT) if tools else None
