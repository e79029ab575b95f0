"""The file of call records."""

import csv
import datetime as dt
import io
import re

from ..office import Record
from .box import Ask, Box
from .call_records import record_fields
from .endpoint import Answer, Download, Endpoint
from .errors import ApiError
from .randoms import issue, redeem

NAMES = ("extid", "starttime", "endtime")
BAD_TIME, BAD_RANDOM, NO_RECORDS = "20019", "20020", "20021"
FORMAT = "%Y-%m-%d %H:%M:%S"
# The file spells the trunk to the outside in a way of its own.
COLUMNS = {
    "callid": "callid",
    "timestart": "timestart",
    "callfrom": "callfrom",
    "callto": "callto",
    "callduraction": "callduraction",
    "talkduraction": "talkduraction",
    "srctrunkname": "srctrunkname",
    "dsttrunkname": "desttrunkname",
    "status": "status",
    "type": "type",
    "pincode": "pincode",
    "recording": "recording",
    "didnumber": "didnumber",
    "sn": "sn",
}


def get_random(box: Box, ask: Ask) -> Answer:
    """Open the way to the records of some people and some time."""
    numbers, start, end = ask.need(*NAMES)
    if numbers != "all":
        box.people(numbers)
    for time in (start, end):
        _time(time, box.zone)
    return issue(box, ask, *NAMES)


def download(box: Box, ask: Ask) -> tuple[bytes, str]:
    """Return the records as a table."""
    redeem(box, ask, BAD_RANDOM, *NAMES)
    numbers, start, end = ask.need(*NAMES)
    wanted = None if numbers == "all" else {person.number for person in box.people(numbers)}
    span = _time(start, box.zone), _time(end, box.zone)
    found = [
        record
        for record in box.office.records
        if span[0] <= record.began <= span[1] and (wanted is None or wanted & _parties(record))
    ]
    if not found:
        raise ApiError(NO_RECORDS)
    return _table(box, found).encode(), "text/csv"


def _time(text: str, zone: dt.timezone) -> dt.datetime:
    try:
        return dt.datetime.strptime(text, FORMAT).replace(tzinfo=zone)
    except ValueError:
        raise ApiError(BAD_TIME) from None


def _parties(record: Record) -> set[str]:
    return {record.calling, *re.split(r"[()]", record.called)}


def _table(box: Box, records: list[Record]) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for record in records:
        fields = record_fields(record, box.ids) | {"sn": box.serial}
        writer.writerow(fields[name] for name in COLUMNS.values())
    return file.getvalue()


ENDPOINTS: dict[str, Endpoint] = {"cdr/get_random": get_random}
DOWNLOADS: dict[str, Download] = {"cdr/download": download}
