"""The office of the demo: the sample, with everything switched on that there is to see."""

from typing import Final

from simulator import InnovaphonePbx, Office
from simulator.office import Menu, MonitorMode

SURVEY = "alarm"
MOBILES = {"1000": "+4915155500101", "1001": "+4915155500102"}
# All that an App object can be allowed and that Home Assistant makes use of.
TICKS: Final = ("PbxApi", "RCC", "PbxTableUsers", "PbxImpersonation", "PbxSignal", "PbxAdminApi")
# A recorded voice says what is wrong, and that 1 acknowledges it.
ALARM_MENU: Final = "6510"
# Calls on this line wait until somebody has decided on them.
SCREENED: Final = "ISDN-Büro"
# Numbers that the German regulator keeps free for films.
FIRM: Final = "+493023125*"
NUISANCE: Final = "+496990009*"
FAVOURITES_OF: Final = "lena.vogt"
FAVOURITES: Final = ("anna.berger", "tom.keller", "mira.oeztuerk", "paul.schneider")


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
    office.menus[ALARM_MENU] = Menu(ALARM_MENU, "Alarm", dials_extensions=False)
    office.trunk(SCREENED).controls_answering = True
    return office


def furnish(pbx: InnovaphonePbx) -> None:
    """Let somebody have favourites."""
    for login in FAVOURITES:
        favourite = pbx.office.find(login=login)
        assert favourite is not None, "the favourites work there"
        names = {"dn": favourite.name, "sip": login, "num": favourite.number}
        pbx.profiles.add_contact(FAVOURITES_OF, **names)
