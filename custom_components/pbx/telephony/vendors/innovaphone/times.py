"""How patient we are, in seconds, and how many questions may be open."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """All waits of one connection; tests inject shorter ones."""

    handshake: float = 10.0
    """Each for the socket, the challenge and the login; official clients use 5 to 30."""
    answer: float = 15.0
    """An API that is not ticked may answer with silence."""
    ticked: float = 2.0
    """How long an API may keep silent after another has answered; then it is not ticked."""
    directory: float = 5.0
    """Somebody sits before a form while the user table is asked for."""
    whole_directory: float = 15.0
    """However steadily it answers: people can also be typed."""
    picture: float = 5.0
    """How long the first picture may take."""
    grace: float = 2.0
    """How long it may take once all is answered: who may not be seen says nothing."""
    visible: float = 30.0
    """After that long without any state, a watched user is taken for invisible."""
    retry: float = 600.0
    """The PBX brings a subscription up again by itself; this is the safety net."""
    keep_alive: float = 60.0
    """The vendor's own library speaks up after as much silence."""
    probe: float = 120.0
    """A keep-alive need not be answered; when nothing came for so long, ask what must be."""
    death: float = 20.0
    """Patience with a peer that may be dead, also with one that no longer reads."""
    farewell: float = 2.0
    """A close frame is a courtesy, nobody waits long for the answer."""
    window: int = 20
    """Subscriptions sent and not yet answered; the PBX's limit is not documented."""
