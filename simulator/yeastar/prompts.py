"""Prompts played to phones."""

from .box import Ask, Box
from .endpoint import Answer, Endpoint


def play(box: Box, ask: Ask) -> Answer:
    """Ring an extension; whoever picks up hears the prompts."""
    number, prompt = ask.need("extid", "prompt")
    box.office.person(number)
    return _play(box, ask, number, prompt)


def play_outside(box: Box, ask: Ask) -> Answer:
    """Ring a number outside; whoever picks up hears the prompts."""
    return _play(box, ask, *ask.need("outto", "prompt"))


def _play(box: Box, ask: Ask, to: str, prompt: str) -> Answer:
    permission = ask.fields.get("fromext") or None
    call = box.office.play_prompt(to, prompt.split("+"), permission)
    callid = box.ids.callid(call)
    if ask.fields.get("autoanswer") == "yes":
        box.office.answer(to, call)
    return {"callid": callid}


ENDPOINTS: dict[str, Endpoint] = {
    "extension/playprompt": play,
    "outbound/playprompt": play_outside,
}
