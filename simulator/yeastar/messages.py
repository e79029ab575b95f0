"""Text messages."""

from urllib.parse import unquote

from ..office import LineNotIdle, NoTrunk
from .box import Ask, Box
from .endpoint import Answer, Endpoint
from .errors import ApiError

LONGEST = 2000


def send(box: Box, ask: Ask) -> Answer:
    """Hand in a message; whether it could be sent is reported later."""
    number, text = ask.fields.get("phonenumber", ""), unquote(ask.fields.get("message", ""))
    if not number:
        raise ApiError("10028")
    if not text or len(text) > LONGEST:
        raise ApiError("10030")
    try:
        message = box.office.send_message(number, text, ask.fields.get("trunk", ""))
    except NoTrunk:
        raise ApiError("10026") from None
    except LineNotIdle:
        raise ApiError("10027") from None
    return {"smsid": message.id}


ENDPOINTS: dict[str, Endpoint] = {"sms/send": send}
