"""Endpoints that ask, and that exist since version 2.0.0 only."""

from ..office import Call, Direction
from .box import Ask, Box
from .channels import visible
from .endpoint import Answer, Endpoint
from .errors import ApiError
from .queries import trunk_list
from .v2_names import EVERYTHING


def login(box: Box, ask: Ask) -> Answer:
    """Hand out a token, and tell how reports travel."""
    return {"token": box.sessions.login(ask.fields, ask.remote), "transport": box.transport}


def trunks(box: Box, ask: Ask) -> Answer:
    """List the trunks with their state and their ids."""
    listed = enumerate(trunk_list(box, ask)["trunklist"], 1)
    return {"trunklist": [{"id": str(number)} | trunk for number, trunk in listed]}


def calls(box: Box, ask: Ask) -> Answer:
    """Return one call by its id, or all from or to outside."""
    if callid := ask.fields.get("callid"):
        return {"calls": [_call(box, box.call(callid, errno="10005"))]}
    [kind] = ask.need("type")
    if kind not in (Direction.INBOUND, Direction.OUTBOUND):
        raise ApiError("10004")
    found = (call for call in box.office.calls if call.direction == kind and visible(call))
    return {"calls": [_call(box, call) for call in found]}


def calls_of_extensions(box: Box, ask: Ask) -> Answer:
    """Return the calls of some or all extensions."""
    [numbers] = ask.need("number")
    people = box.people(None if numbers == EVERYTHING else numbers)
    return {"calllist": [_calls_of(box, person.number) for person in people]}


def _calls_of(box: Box, number: str) -> Answer:
    found = box.office.calls_of(number)
    reached = [x for x in found if any(leg.number == number for leg in visible(x))]
    return {"number": number, "numbercalls": [_call(box, call) for call in reached]}


def _call(box: Box, call: Call) -> Answer:
    return {"members": box.channels.present(call), "callid": box.ids.callid(call)}


def contacts(box: Box, ask: Ask) -> Answer:
    """Return the company's contacts."""
    ask.need("id")
    return {
        "companycontacts": [
            {
                "firstname": contact.first_name,
                "lastname": contact.last_name,
                "email": contact.email,
                "company": contact.company,
                "businessnum": contact.business,
                "mobile": contact.mobile,
            }
            for contact in box.office.contacts
        ]
    }


ENDPOINTS: dict[str, Endpoint] = {
    "login": login,
    "trunk/list": trunks,
    "call/query": calls,
    "extension/query_call": calls_of_extensions,
    "companycontacts/query": contacts,
}
