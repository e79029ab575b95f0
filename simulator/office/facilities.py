"""What an office has besides people and lines: groups, queues, menus, prompts, routes."""

from dataclasses import dataclass, field

from .errors import NoSuchGroup, NoSuchMenu, NoSuchPrompt, NoSuchQueue
from .events import QueueChanged
from .menus import Menu
from .queues import Queue
from .roster import Roster

PROMPTS = ("welcome", "alarm", "doorbell")


@dataclass(frozen=True, slots=True)
class InboundRoute:
    """Where calls of certain lines go."""

    id: str
    name: str
    trunks: tuple[str, ...]
    kind: str
    """The word of the menu in which the destination was chosen, such as `ivr`."""
    destination: str
    did: str = ""
    caller_id: str = ""


@dataclass(frozen=True, slots=True)
class OutboundRoute:
    """Who may dial what, and over which lines."""

    id: str
    name: str
    prefix: str
    trunks: tuple[str, ...]
    extensions: tuple[str, ...]
    strip: str = ""
    prepend: str = ""


@dataclass(frozen=True, slots=True)
class PagingGroup:
    """Phones that speak aloud when somebody dials their number."""

    id: str
    number: str
    name: str
    members: tuple[str, ...]
    kind: str = "paging"


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody outside whom everybody here may look up."""

    first_name: str
    last_name: str
    company: str = ""
    email: str = ""
    business: str = ""
    mobile: str = ""


@dataclass(slots=True)
class Plan:
    """What an administrator has set up besides people and lines."""

    queues: tuple[Queue, ...] = ()
    menus: tuple[Menu, ...] = ()
    contacts: tuple[Contact, ...] = ()
    inbound_routes: tuple[InboundRoute, ...] = ()
    outbound_routes: tuple[OutboundRoute, ...] = ()
    paging_groups: tuple[PagingGroup, ...] = ()
    prompts: tuple[str, ...] = field(default=PROMPTS)


class Facilities(Roster):
    """Numbers that are not people's."""

    queues: dict[str, Queue]
    menus: dict[str, Menu]
    contacts: list[Contact]
    inbound_routes: list[InboundRoute]
    outbound_routes: list[OutboundRoute]
    paging_groups: list[PagingGroup]
    prompts: set[str]

    def furnish(self, plan: Plan) -> None:
        """Set up everything of a plan in place of what there was."""
        self.queues = {queue.number: queue for queue in plan.queues}
        self.menus = {menu.number: menu for menu in plan.menus}
        self.contacts = list(plan.contacts)
        self.inbound_routes = list(plan.inbound_routes)
        self.outbound_routes = list(plan.outbound_routes)
        self.paging_groups = list(plan.paging_groups)
        self.prompts = set(plan.prompts)

    def group(self, number: str) -> tuple[str, ...]:
        """Return the people of a ring group."""
        if number not in self.groups:
            raise NoSuchGroup(number)
        return self.groups[number]

    def queue(self, number: str) -> Queue:
        """Return the queue with a number."""
        if number not in self.queues:
            raise NoSuchQueue(number)
        return self.queues[number]

    def menu(self, number: str) -> Menu:
        """Return the menu with a number."""
        if number not in self.menus:
            raise NoSuchMenu(number)
        return self.menus[number]

    def add_queue(self, queue: Queue) -> Queue:
        """Set up a queue."""
        self.queues[queue.number] = queue
        self._tell(QueueChanged(queue))
        return queue

    def add_menu(self, menu: Menu) -> Menu:
        """Set up a menu."""
        self.menus[menu.number] = menu
        return menu

    def check_prompts(self, *names: str) -> None:
        """Refuse prompts that nobody has recorded."""
        for name in names:
            if name not in self.prompts:
                raise NoSuchPrompt(name)

    def is_inside(self, number: str) -> bool:
        """Tell whether a number belongs to somebody or something here."""
        return any(number in x for x in (self.people, self.groups, self.queues, self.menus))
