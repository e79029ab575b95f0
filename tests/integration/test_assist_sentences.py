"""The sentences that people copy: what they are understood as, and that they leave others alone."""

import ast
import json
from pathlib import Path
from typing import Any

from home_assistant_intents import get_intents
from homeassistant.components import conversation
from homeassistant.components.conversation.agent_manager import get_agent_manager
from homeassistant.core import Context, HomeAssistant
from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.pbx.assist.subjects import SUBJECTS
from custom_components.pbx.telephony.model import Activity
from custom_components.pbx.telephony.selectors import ExtensionStatus

from .assisting import SENTENCES, Assistant, arrive
from .conftest import Setup
from .puppet import PuppetPbx

ROOT = Path(__file__).resolve().parents[2]
TEXTS = json.loads((ROOT / "custom_components/pbx/translations/en.json").read_text())
SAID = {text.parent.name: load_yaml_dict(str(text)) for text in SENTENCES.glob("*/pbx.yaml")}

CALLED, FREE, CALL = "PbxWhoCalled", "PbxIsFree", "PbxCall"
PRESENCE, WAKE_UP = "PbxSetPresence", "PbxSetWakeUp"
MISSED = {"missed": True, "limit": 5}

type Phrases = list[tuple[str, str, dict[str, Any]]]

ENGLISH: Phrases = [
    ("Who called?", CALLED, {}),
    ("who rang just now", CALLED, {}),
    ("What's the last call?", CALLED, {}),
    ("Did anyone call?", CALLED, {}),
    ("Who called today?", CALLED, {"period": "today", "limit": 10}),
    ("list the last three calls", CALLED, {"limit": 3}),
    ("Show me the calls from yesterday.", CALLED, {"period": "yesterday", "limit": 10}),
    ("who called me?", CALLED, {"mine": True}),
    ("Did anyone call me while I was away?", CALLED, {"mine": True}),
    ("Who called for Anna Berger?", CALLED, {"person": "Anna Berger"}),
    ("who tried to reach Tom", CALLED, {"person": "Tom"}),
    ("When did Rosa Feld call?", CALLED, {"caller": "Rosa Feld"}),
    ("has Rosa called", CALLED, {"caller": "Rosa"}),
    ("Did I miss any calls?", CALLED, MISSED),
    ("are there missed calls", CALLED, MISSED),
    ("read me my missed calls", CALLED, MISSED),
    ("missed calls from today", CALLED, {"missed": True, "limit": 10, "period": "today"}),
    ("Is Anna free?", FREE, {"person": "Anna"}),
    ("is Tom Keller on the phone right now", FREE, {"person": "Tom Keller"}),
    ("Can I disturb Anna?", FREE, {"person": "Anna"}),
    ("what is Tom doing", FREE, {"person": "Tom"}),
    ("Call Anna Berger.", CALL, {"person": "Anna Berger"}),
    ("please ring up Tom", CALL, {"person": "Tom"}),
    ("dial extension 1001", CALL, {"person": "1001"}),
    ("Call +49 30 5550 1010.", CALL, {"person": "+49 30 5550 1010"}),
    ("put me through to Tom", CALL, {"person": "Tom"}),
    ("Yes, call 030 5550101", CALL, {"person": "030 5550101", "confirmed": True}),
    ("yes please call Rosa", CALL, {"person": "Rosa", "confirmed": True}),
    ("Set my presence to busy", PRESENCE, {"activity": "busy"}),
    ("I'm in a meeting", PRESENCE, {"activity": "busy"}),
    ("I am back", PRESENCE, {"activity": "available"}),
    ("mark me as do not disturb", PRESENCE, {"activity": "do_not_disturb"}),
    ("show me as out with note at lunch", PRESENCE, {"activity": "away", "note": "at lunch"}),
    ("set Tom's presence to away", PRESENCE, {"person": "Tom", "activity": "away"}),
    ("set my note to at home", PRESENCE, {"note": "at home"}),
    ("Wake me up at 7:30", WAKE_UP, {"hour": 7, "minute": 30}),
    ("wake me at seven o'clock", WAKE_UP, {"hour": 7}),
    ("wake me at half past six", WAKE_UP, {"hour": 6, "minute": 30}),
    ("wake me up at 7 pm", WAKE_UP, {"hour": 7, "half": "pm"}),
    (
        "wake me tomorrow at 6:45 a.m.",
        WAKE_UP,
        {"hour": 6, "minute": 45, "half": "am", "tomorrow": True},
    ),
    ("wake me on weekdays at 6", WAKE_UP, {"hour": 6, "repeat": "working_days"}),
    ("set a wake-up call for 7:15", WAKE_UP, {"hour": 7, "minute": 15}),
    ("order a wake up call for Tom at 8", WAKE_UP, {"hour": 8, "person": "Tom"}),
]
GERMAN: Phrases = [
    ("Wer hat angerufen?", CALLED, {}),
    ("wer hat gerade eben angerufen", CALLED, {}),
    ("Wer war der letzte Anrufer?", CALLED, {}),
    ("hat jemand angerufen", CALLED, {}),
    ("Wer hat heute angerufen?", CALLED, {"period": "today", "limit": 10}),
    ("die letzten drei Anrufe", CALLED, {"limit": 3}),
    ("Wer hat mich angerufen?", CALLED, {"mine": True}),
    ("hat mich jemand angerufen", CALLED, {"mine": True}),
    ("Wer hat bei Anna Berger angerufen?", CALLED, {"person": "Anna Berger"}),
    ("Wann hat Rosa Feld angerufen?", CALLED, {"caller": "Rosa Feld"}),
    ("hat Rosa schon angerufen", CALLED, {"caller": "Rosa"}),
    ("Habe ich Anrufe verpasst?", CALLED, MISSED),
    ("Gibt es verpasste Anrufe?", CALLED, MISSED),
    ("zeig mir die verpassten Anrufe", CALLED, MISSED),
    ("Ist Anna frei?", FREE, {"person": "Anna"}),
    ("ist Tom Keller gerade im Gespräch", FREE, {"person": "Tom Keller"}),
    ("telefoniert Tom gerade", FREE, {"person": "Tom"}),
    ("Kann ich Anna jetzt stören?", FREE, {"person": "Anna"}),
    ("Ruf Anna Berger an.", CALL, {"person": "Anna Berger"}),
    ("rufe bitte Nebenstelle 1001 an", CALL, {"person": "1001"}),
    ("wähle 030 5550101", CALL, {"person": "030 5550101"}),
    ("verbinde mich mit Tom", CALL, {"person": "Tom"}),
    ("Tom Keller anrufen", CALL, {"person": "Tom Keller"}),
    ("Ja, ruf 030 5550101 an", CALL, {"person": "030 5550101", "confirmed": True}),
    ("ja bitte rufe Rosa Feld an", CALL, {"person": "Rosa Feld", "confirmed": True}),
    ("Setze meine Präsenz auf beschäftigt", PRESENCE, {"activity": "busy"}),
    ("ich bin wieder da", PRESENCE, {"activity": "available"}),
    ("melde mich als abwesend", PRESENCE, {"activity": "away"}),
    ("stell mich auf bitte nicht stören", PRESENCE, {"activity": "do_not_disturb"}),
    ("stelle mich auf weg mit Notiz bin um drei zurück", PRESENCE, {"activity": "away", "note": "bin um drei zurück"}),
    ("setze den Status von Tom auf verfügbar", PRESENCE, {"person": "Tom", "activity": "available"}),
    ("Weck mich um 7 Uhr 30", WAKE_UP, {"hour": 7, "minute": 30}),
    ("wecke mich um 7:30 Uhr", WAKE_UP, {"hour": 7, "minute": 30}),
    ("weck mich um halb acht", WAKE_UP, {"hour": 8, "minute": 30, "half": "before"}),
    ("weck mich um 7 Uhr abends", WAKE_UP, {"hour": 7, "half": "pm"}),
    ("weck mich morgen früh um sieben Uhr", WAKE_UP, {"hour": 7, "tomorrow": True}),
    ("wecke mich werktags um 6 Uhr", WAKE_UP, {"hour": 6, "repeat": "working_days"}),
    ("wecke Tom um 8 Uhr", WAKE_UP, {"hour": 8, "person": "Tom"}),
]  # fmt: skip
# Home Assistant's own, which ours must not swallow.
OTHERS = {
    "en": [
        ("What time is it?", "HassGetCurrentTime"),
        ("set a timer for 5 minutes", "HassStartTimer"),
        ("never mind", "HassNevermind"),
    ],
    "de": [
        ("Wie spät ist es?", "HassGetCurrentTime"),
        ("stelle einen Timer auf 5 Minuten", "HassStartTimer"),
    ],
}


@pytest.fixture
async def assist(hass: HomeAssistant, setup: Setup, puppet: PuppetPbx, tmp_path: Path) -> Assistant:
    """Give somebody to talk to."""
    return await arrive(hass, setup, puppet, tmp_path)


async def understood(hass: HomeAssistant, text: str, language: str) -> tuple[str, dict[str, Any]]:
    """Say what the conversation agent takes a sentence for."""
    agent = get_agent_manager(hass).default_agent
    assert agent is not None
    found = await agent.async_recognize_intent(
        conversation.ConversationInput(
            text=text,
            context=Context(),
            conversation_id=None,
            device_id=None,
            satellite_id=None,
            language=language,
            agent_id=conversation.HOME_ASSISTANT_AGENT,
        ),
        strict_intents_only=True,
    )
    if found is None:
        return "", {}
    return found.intent.name, {key: each.value for key, each in found.entities.items()}


@pytest.mark.parametrize(("language", "phrases"), [("en", ENGLISH), ("de", GERMAN)])
async def test_sentences_are_understood(assist: Assistant, language: str, phrases: Phrases) -> None:
    """In many wordings, as speech recognition writes them."""
    wrong = [
        (text, found)
        for text, intent, slots in phrases
        if (found := await understood(assist.hass, text, language)) != (intent, slots)
    ]

    assert wrong == []
    assert {intent for _, intent, _ in phrases} == {subject.intent for subject in SUBJECTS}


@pytest.mark.parametrize("language", ["en", "de"])
async def test_home_assistants_own_sentences_stay(assist: Assistant, language: str) -> None:
    """They come first or do not collide."""
    for text, intent in OTHERS[language]:
        assert (await understood(assist.hass, text, language))[0] == intent, text


@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_of_home_assistants_is_replaced(language: str) -> None:
    """Lists and rules of all files share their names."""
    ours, theirs = SAID[language], get_intents(language)

    assert theirs is not None
    assert ours["language"] == language
    for kind in ("lists", "expansion_rules", "intents"):
        assert not set(ours[kind]) & set(theirs.get(kind, {})), kind
    assert set(ours["intents"]) == {subject.intent for subject in SUBJECTS}


def test_every_answer_has_words_and_all_words_are_used() -> None:
    """The keys of the answers are in the code, whole or put together of a state."""
    common = {key.removeprefix("assist_") for key in TEXTS["common"] if key.startswith("assist_")}
    used: set[str] = set()
    beginnings: set[str] = set()
    for path in (ROOT / "custom_components/pbx/assist").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                used.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                beginnings.add(str(node.values[0].value))

    told = {key for key in common if key in used or key.startswith(tuple(beginnings))}
    assert told == common
    assert {f"is_{each}" for each in ExtensionStatus} - {"is_idle"} <= common
    assert {f"activity_{each}" for each in Activity} <= common
