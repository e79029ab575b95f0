"""The office of the demo: the sample, with everything switched on that there is to see."""

from simulator import Office
from simulator.office import MonitorMode

SURVEY = "alarm"
MOBILES = {"1000": "+4915155500101", "1001": "+4915155500102"}


def furnished_office() -> Office:
    """Return an office whose callers rate calls, and in which calls may be listened to."""
    office = Office.sample()
    for queue in office.queues.values():
        queue.survey = SURVEY
    for number, mobile in MOBILES.items():
        person = office.person(number)
        person.mobile, person.mobile_enabled = mobile, True
    for person in office.people.values():
        person.allow_monitoring = True
    office.person("1005").monitor_mode = MonitorMode.EXTENSIVE
    return office
