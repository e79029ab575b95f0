"""Prompts played to phones."""

from .box import Ask, Box
from .endpoint import Answer, Endpoint


def play(box: Box, ask: Ask) -> Answer:
    """Ring an extension; whoever picks up hears the prompts."""
    number, prompt = ask.need("extid", "prompt")
    box.office.person(number)
    return play_to(box, ask, number, prompt)


def play_outside(box: Box, ask: Ask) -> Answer:
    """Ring a number outside; whoever picks up hears the prompts."""
    number, prompt = ask.need("outto", "prompt")
    return play_to(box, ask, number, prompt, ask.fields.get("fromext") or None)


def play_to(box: Box, ask: Ask, to: str, prompt: str, permission: str | None = None) -> Answer:
    """Ring a number and play prompts to it."""
    call = box.office.play_prompt(to, prompt.split("+"), permission)
    callid = box.ids.callid(call)
    if ask.fields.get("autoanswer") == "yes":
        box.office.answer(to, call)
    return {"callid": callid}


ENDPOINTS: dict[str, Endpoint] = {
    "extension/playprompt": play,
    "outbound/playprompt": play_outside,
}
