"""The part of the fold about what there is: extensions, trunks, queues."""

from dataclasses import replace

from .facts import ExtensionIs, ExtensionsAre, PresenceIs, QueueIs, QueuesAre, TrunksAre
from .model import Extension, Hook, Trunk
from .queue import Queue
from .state import Changes, PbxState, note


def put_extension(state: PbxState, new: Extension, changes: Changes) -> None:
    """Replace an extension, if that changes anything."""
    old = state.extensions.get(new.id)
    if old != new:
        state.put_extension(new)
        note(changes.extensions, new.id, old, new)


def extension_is(state: PbxState, fact: ExtensionIs, changes: Changes) -> None:
    """Learn something of a known extension."""
    if (old := state.extensions.get(fact.id)) is not None:
        said = {
            key: value
            for key in ("number", "name", "registered", "hook", "settings", "host")
            if (value := getattr(fact, key)) is not None
        }
        if fact.hook is Hook.UNKNOWN:
            # Of a phone that nobody tells of, an old registration says nothing either.
            said["registered"] = fact.registered
        if fact.settings is not None and old.settings is not None:
            said["settings"] = fact.settings.completed_by(old.settings)
        put_extension(state, replace(old, **said), changes)


def extensions_are(state: PbxState, fact: ExtensionsAre, changes: Changes) -> None:
    """Take a whole roster; what the list does not say is kept."""
    listed = {extension.id: extension for extension in fact.extensions}
    for gone in [old for old in state.extensions.values() if old.id not in listed]:
        state.drop_extension(gone)
        note(changes.extensions, gone.id, gone, None)
        for favourite in state.favourites_of(gone.id):
            state.drop_favourite(favourite)
            note(changes.favourites, favourite.id, favourite, None)
    for new in listed.values():
        put_extension(state, _filled(new, state.extensions.get(new.id, new)), changes)


def _filled(new: Extension, old: Extension) -> Extension:
    """Complete a listed extension by what was known of it."""
    told = new if new.presence is not None or new.reason is not None else old
    return replace(
        new,
        number=old.number if new.number is None else new.number,
        name=old.name if new.name is None else new.name,
        registered=old.registered if new.registered is None else new.registered,
        hook=old.hook if new.hook is None else new.hook,
        settings=old.settings if new.settings is None else new.settings,
        host=old.host if new.host is None else new.host,
        presence=told.presence,
        reason=told.reason if told.presence is None else None,
    )


def presence_is(state: PbxState, fact: PresenceIs, changes: Changes) -> None:
    """Take the presence of a known extension."""
    if (old := state.extensions.get(fact.id)) is not None:
        reason = fact.reason if fact.presence is None else None
        put_extension(state, replace(old, presence=fact.presence, reason=reason), changes)


def put_trunk(state: PbxState, new: Trunk, changes: Changes) -> None:
    """Replace a trunk, if that changes anything."""
    old = state.trunks.get(new.id)
    if old != new:
        state.put_trunk(new)
        note(changes.trunks, new.id, old, new)


def trunks_are(state: PbxState, fact: TrunksAre, changes: Changes) -> None:
    """Take the whole list of trunks."""
    listed = {trunk.id for trunk in fact.trunks}
    for gone in [old for old in state.trunks.values() if old.id not in listed]:
        state.drop_trunk(gone.id)
        note(changes.trunks, gone.id, gone, None)
    for trunk in fact.trunks:
        put_trunk(state, trunk, changes)


def queue_is(state: PbxState, fact: QueueIs, changes: Changes) -> None:
    """Learn something of a known queue."""
    if (old := state.queues.get(fact.queue.id)) is not None:
        _put_queue(state, _known(fact.queue, old), changes)


def queues_are(state: PbxState, fact: QueuesAre, changes: Changes) -> None:
    """Take the whole list of queues; what it does not say is kept."""
    listed = {queue.id for queue in fact.queues}
    for gone in [old for old in state.queues.values() if old.id not in listed]:
        state.drop_queue(gone.id)
        note(changes.queues, gone.id, gone, None)
    for queue in fact.queues:
        _put_queue(state, _known(queue, state.queues.get(queue.id, queue)), changes)


def _known(new: Queue, old: Queue) -> Queue:
    """Complete a queue by what was known of it."""
    return replace(
        new,
        name=old.name if new.name is None else new.name,
        waiting=old.waiting if new.waiting is None else new.waiting,
        agents=old.agents if new.agents is None else new.agents,
    )


def _put_queue(state: PbxState, new: Queue, changes: Changes) -> None:
    """Replace a queue, if that changes anything."""
    old = state.queues.get(new.id)
    if old != new:
        state.put_queue(new)
        note(changes.queues, new.id, old, new)
