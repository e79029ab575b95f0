"""Callers who hear a machine: menus and prompts."""

from collections.abc import Sequence
from typing import override

from .calls import Call, Direction, Leg, LegState, Machine, Outcome, Role
from .errors import NotConnected, NotPermitted, NoTrunk
from .events import KeyPressed, PromptEnded
from .talks import Talks


class Machines(Talks):
    """Let callers press keys and hear prompts."""

    def press(self, who: Call | str, key: str) -> Call:
        """Let the caller of a call, or whoever talks on a number, press a key."""
        if isinstance(who, Call):
            call, leg = who, who.caller
        else:
            call, leg = self._find(who, None, (LegState.TALKING,))
        if call not in self.calls or leg.state is not LegState.TALKING:
            raise NotConnected(leg.number)
        call.keys += key
        index = len(call.keys) - 1
        if call.machine is not Machine.MENU:
            self._tell(KeyPressed(call, leg, key, index, ""))
            return call
        complete, to = self._chosen(call)
        self._tell(KeyPressed(call, leg, key, index, call.keys if complete else ""))
        if complete:
            call.keys = ""
        if to:
            self._leave_menu(call, to)
        return call

    def _chosen(self, call: Call) -> tuple[bool, str]:
        """Tell whether an input is complete, and where it leads if it leads anywhere."""
        menu = self.menu(call.menu)
        if to := menu.keys.get(call.keys):
            return True, to
        if not menu.dials_extensions:
            return True, ""
        if call.keys in self.people:
            return True, call.keys
        return not any(number.startswith(call.keys) for number in self.people), ""

    def _leave_menu(self, call: Call, to: str) -> None:
        # The menu has answered the line, which stays so, but nobody has answered the caller.
        call.outcome = Outcome.NO_ANSWER
        self._send(call, to)

    def play_prompt(self, to: str, prompts: Sequence[str], permission: str | None = None) -> Call:
        """Ring a phone here or outside; whoever picks up hears prompts, and then it is over."""
        self.check_prompts(*prompts)
        outside = self.is_outside(to)
        if not outside:
            self.person(to)
        if permission and not self.person(permission).may_dial_out:
            raise NotPermitted(permission)
        line = self._up() if outside else None
        if outside and line is None:
            raise NoTrunk("none is up")
        leg = Leg(to, Role.CALLER, LegState.RINGING, line, outside, rang=self.clock.now())
        direction = Direction.OUTBOUND if outside else Direction.INTERNAL
        call = self._place(direction, leg, to, line)
        call.prompts = tuple(prompts)
        call.click_to_dial = True
        self._show(to)
        return call

    @override
    def _picked_up(self, call: Call) -> None:
        if call.prompts:
            self._connect(call, Machine.PROMPT)
        else:
            super()._picked_up(call)

    def prompt_over(self, call: Call) -> None:
        """Let a machine finish what it says; a call that was made for it is over then."""
        if call not in self.calls or call.caller.state is not LegState.TALKING:
            raise NotConnected(call.dialed)
        match call.machine:
            case Machine.MENU:
                prompt = self.menu(call.menu).prompt
                self._tell(PromptEnded(call, call.caller, prompt, call.menu))
            case Machine.PROMPT:
                self._tell(PromptEnded(call, call.caller, "+".join(call.prompts), ""))
                self._finish(call)
            case _:
                raise NotConnected(call.dialed)
