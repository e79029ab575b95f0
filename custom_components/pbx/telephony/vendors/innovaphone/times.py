"""How patient we are, in seconds, and how many questions may be open."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """All waits of one connection; tests inject shorter ones."""

    handshake: float = 10.0
    """Each for the socket, the challenge and the login; official clients use 5 to 30."""
    redial: float = 30.0
    """A PBX that dials us comes back by itself; while it does not, others want to go on."""
    penance: float = 1.0
    """After a wrong proof nobody is heard for so long."""
    answer: float = 15.0
    """An API that is not ticked may answer with silence."""
    ticked: float = 2.0
    """How long an API may keep silent after another has answered; then it is not ticked."""
    confirm: float = 1.0
    """For an answer that is not documented, and for the report of what was changed."""
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
    again: float = 30.0
    """A PBX that has just started refuses what it is not ready for; so that is asked once more."""
    retry: float = 600.0
    """The PBX brings a subscription up again by itself; this is the safety net."""
    keep_alive: float = 60.0
    """The vendor's own library speaks up after as much silence."""
    probe: float = 70.0
    """A keep-alive need not be answered; when nothing came for so long, ask what must be.

    With `death` it is the longest time for which a dead connection may look alive: 90 seconds.
    """
    death: float = 20.0
    """Patience with a peer that may be dead, also with one that no longer reads."""
    farewell: float = 2.0
    """A close frame is a courtesy, nobody waits long for the answer."""
    diversions: float = 900.0
    """The PBX does not tell of diversions, and many people have three of them each."""
    diversion_made: float = 3.0
    """The PBX says that a change can be made, not that it is; so it is looked at once more."""
    conditions: float = 30.0
    """How often Boolean objects are read: somebody may wait for the night to begin."""
    linger: float = 2.0
    """A call that was sent elsewhere may be gone here before it is told there."""
    stray: float = 10.0
    """How long a call may be told when the list of users says that there is none."""
    call_changed: float = 5.0
    """How long a phone may take to do what it was told."""
    window: int = 20
    """Subscriptions sent and not yet answered; the PBX's limit is not documented."""
