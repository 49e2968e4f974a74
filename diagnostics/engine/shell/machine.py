"""The shell that is imagined while reading: its state, and the ways that a text may have taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..source import Span
from .budget import FORK, SUBSHELL, TooDeep, TooMuch
from .control import Pending, Signal
from .state import State
from .values import Cell, Line, Text, Unknown, Var, joined

_FILES = ("w:", "q:", "k:")  # the keys of what stays of a subshell
_PUT_BACK = (
    "loops",
    "out",
    "err",
    "pipe",
    "stdin",
    "source",
    "zero",
    "tested",
    "uncertain",
    "in_child",
    "statement",
    "subshells",
)


class Machine(State):
    """Bookkeeping of the ways; what statements and words mean is written in the other modules."""

    def fork(self, branches: Sequence[Callable[[], None]], why: Unknown) -> None:
        """Run each branch from here as if it alone were taken, then keep what all agree on."""
        self.budget.spend(FORK)
        mark, first = self.cells.mark(), len(self.pendings)
        live: list[tuple[dict[str, Cell | None], int | Unknown, list[Text]]] = []
        out, err = self.out, self.err
        status = self.status
        for branch in branches:
            self.out = [] if out is not None else None
            self.err = self.out if err is out else [] if err is not None else None
            self.status = status
            ended = self._try(branch)
            if self.err and err is not None and err is not out:
                err.append(why)
            changes = self.cells.changes(mark)
            self.budget.spend(len(changes))
            self._rebase(first, mark)
            self.cells.rollback(mark)
            if ended:
                if self.out and out is not None:
                    out.append(why)  # that way wrote more than the others
                self.pendings.append(Pending(ended, changes, mark, why))
            else:
                live.append((changes, self.status, self.out or []))
        self.out, self.err = out, err
        if not live:
            last = self.pendings.pop()
            self.cells.apply(last.changes)
            raise last.signal
        for changes in (one[0] for one in live[1:]):
            self._blend(live[0][0], changes, why)
        self.cells.apply(live[0][0])
        self.status = live[-1][1] if all(one[1] == live[0][1] for one in live) else why
        if out is not None:
            same = all(one[2] == live[0][2] for one in live)
            out.extend(live[0][2] if same else [why])

    def _try(self, branch: Callable[[], None]) -> Signal | None:
        self.uncertain += 1
        try:
            branch()
        except Signal as signal:
            return signal
        finally:
            self.uncertain -= 1
        return None

    def _blend(self, into: dict[str, Cell | None], other: dict[str, Cell | None], why: Unknown) -> None:
        """Merge two sets of changes since the same place, into the first."""
        self.budget.spend(len(into) + len(other))
        for key in dict.fromkeys((*into, *other)):
            base = self.cells.get(key)
            from .merging import merged

            into[key] = merged(key, into.get(key, base), other.get(key, base), why)

    def _rebase(self, first: int, mark: int) -> None:
        """Express the pending ways since `first` as changes since an earlier mark."""
        for pending in self.pendings[first:]:
            if pending.mark <= mark:
                continue
            later = self.cells.before(pending.mark)
            self.budget.spend(4 + (len(self.cells.journal) - mark) // 2)
            there: dict[str, Cell | None] = {}
            for key, _ in self.cells.journal[mark : pending.mark]:
                there[key] = later[key] if key in later else self.cells.get(key)
            there.update(pending.changes)
            pending.changes, pending.mark = there, mark

    def boundary(self, run: Callable[[], object], *kinds: str) -> bool:
        """Run something that ends the signals of these kinds, and merge the ways that may have led here.

        Returns whether it was such a signal that ended it.
        """
        mark, first = self.cells.mark(), len(self.pendings)
        ended: Signal | None = None
        try:
            run()
        except Signal as signal:
            ended = signal
        if len(self.pendings) == first:
            if ended and ended.kind not in kinds:
                raise ended
            return ended is not None
        self._rebase(first, mark)
        # A way on which a script ends before it starts the client does not count for that.
        dead = "exit" if self.launch else ""
        mine = [each for each in self.pendings[first:] if each.signal.kind in kinds and each.signal.kind != dead]
        rest = [pending for pending in self.pendings[first:] if pending.signal.kind not in kinds]
        del self.pendings[first:]
        self.pendings.extend(rest)
        changes = self.cells.changes(mark)
        self.cells.rollback(mark)
        if ended and ended.kind not in kinds:
            if not mine:
                self.cells.apply(changes)
                raise ended
            self.pendings.append(Pending(ended, changes, mark, mine[0].why))
            changes = mine.pop().changes
            ended = None
        for pending in mine:
            self._blend(changes, pending.changes, pending.why)
            self.status = pending.why
        self.cells.apply(changes)
        return ended is not None and not mine

    def isolated(self, run: Callable[[], None], forks: int | None = 1) -> None:
        """Run something in a subshell: only the files it writes stay. `forks`: what that adds to ZSH_SUBSHELL."""
        self.budget.spend(SUBSHELL)
        mark, first = self.cells.mark(), len(self.pendings)
        frames, sure = list(self.frames), self.sure_ways
        kept = {name: getattr(self, name) for name in _PUT_BACK}
        self.hidden += 1
        self.subshells = None if self.subshells is None or forks is None else self.subshells + forks
        self.sure_ways = first
        try:
            with self.budget:
                self._to_its_end(run)
        except TooDeep:
            if self.hidden > 1 or any(key.startswith(_FILES) for key, _ in self.cells.journal[mark:]):
                raise
            for name, value in kept.items():
                setattr(self, name, value)
            self.status = self.unknown(self.statement[0], "goes too deep to be followed", is_set=False)
            self.write(self.status)
        finally:
            self.hidden -= 1
            self.sure_ways = sure
            self.subshells = kept["subshells"]
        self.frames, self.loops = frames, kept["loops"]
        if isinstance(self.status, int):
            self.status &= 255
        files = {key: cell for key, cell in self.cells.changes(mark).items() if key.startswith(_FILES)}
        if len(self.pendings) > first:
            self.status = self.pendings[first].why  # it may have ended in another way
        del self.pendings[first:]
        self.cells.rollback(mark)
        self.cells.apply(files)

    def _to_its_end(self, run: Callable[[], None]) -> None:
        """Run a subshell and what it set a trap for at its end."""
        outer = self.cells.get(self.at_end)
        if outer is not None:
            self.cells.put(self.at_end, None)
        for name, option in (("ERR", "errtrace"), ("DEBUG", "functrace")):
            if not self.zsh and self.cells.values.get("e:" + name) is not None and not self.option(option):
                self.cells.put("e:" + name, None)  # bash: a subshell does not inherit it
        for each in (run, lambda: self.run_trap(self.at_end)):
            try:
                each()
            except Signal as signal:
                if signal.kind in ("abort", "end", "discard") and self.status == 0:
                    self.status = 1

    @property
    def at_end(self) -> str:
        """The cell of what is run at the end of the subshell, in zsh of the function."""
        return f"e:{len(self.frames) if self.zsh else 0}"

    def capture(self, run: Callable[[], None], forks: int | None = 1) -> Text:
        """Return what something writes in a subshell."""
        out, self.out = self.out, []
        try:
            self.isolated(run, forks)
            return joined(self.out)
        finally:
            self.out = out

    def write(self, text: Text) -> None:
        """Write to where output goes."""
        if self.out is not None:
            if len(self.pendings) > self.sure_ways:
                text = self.pendings[-1].why  # it may have ended before
            self.out.append(text)
            if isinstance(text, str):
                self.budget.spend(1 + len(text) // 64)

    def give_up(self) -> TooMuch:
        """Return the error for a text that asks too much."""
        return TooMuch("the files ask for more work than a reader does")

    def next_line_of(self, earlier: Var, span: Span | None) -> Line | None:
        """Return the history of a variable that is touched again."""
        return Line(earlier.set_at, earlier.history) if earlier.set_at and earlier.set_at != span else earlier.history
