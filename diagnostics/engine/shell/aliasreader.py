"""Aliases, put in where a command's first word, or in zsh any word, is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..regexes import regex
from .assignments import AssignmentReader
from .budget import Budget

# A word that may be an alias: one with quotes or an expansion behind it is another word.
# A word ends where no more of it stands behind a backslash at the end of its line, either.
_ALIAS_WORD = regex(r"[^ \t\n'\"\\$`;&|<>(){}#=‹][^ \t\n'\"\\$`;&|<>()]*+(?!(?:\\\n)*+[^ \t\n;&|<>()])")
EMPTY_PARENTHESES = regex(r"[ \t]*\([ \t]*\)")
_GLOBAL_ALIAS_WORD = regex(r"[^ \t\n'\"\\$`;&|<>()]++(?!(?:\\\n)*+[^ \t\n;&|<>()])")


class AliasReader(AssignmentReader):
    """Reads words; `aliases` are looked up as they are met, those of zsh's `alias -g` with a zero in front."""

    def __init__(self, text: str, *, zsh: bool, budget: Budget, aliases: Mapping[str, str]) -> None:
        super().__init__(text, zsh=zsh, budget=budget)
        self.aliases = aliases
        self.alias_functions = False  # whether zsh's `setopt aliasfuncdef` is on
        self.perhaps: Callable[[str], bool] = lambda _: False  # whether there may be an alias of that name
        self.doubtful: int | None = None  # where a function has the name of such a one
        self.renamed: Callable[[], int] = lambda: 0  # how often an alias was made or taken away
        self.global_aliases: Callable[[], bool] = lambda: False  # whether zsh's `alias -g` was met

    def expand_alias(self) -> None:
        """Replace an alias that stands here, as often as there is one."""
        while True:
            begin = self.pos
            found = _ALIAS_WORD.match(self.text, begin)
            name = self._name_of_alias(found.group()) if found else ""
            if not found or not name or self.is_expanding(name, begin):
                if found and not name and self.zsh and self.perhaps(found.group()) and self.peek_after(found.end()):
                    self.doubtful = self.begin_at(begin)
                return
            if self.substituting and self.peek_after(found.end()) == "()":
                return  # bash writes `function NAME` in what it keeps of `$(…)`
            if self.zsh and not self.alias_functions and self.peek_after(found.end()) == "()":
                # Measured: zsh gives up the file; bash puts the alias in, of which one word may be the function's name.
                raise self.fail(f"{found.group()} is an alias, and zsh defines no function under such a name", begin)
            self.replace_alias(name, begin, found.end(), self.aliases[name])
            self.skip_blanks()

    def _name_of_alias(self, word: str) -> str:
        """Return under which name the alias of a command's first word is kept; nothing where there is none."""
        if word in self.aliases:
            return word
        return "\0" + word if self.zsh and self.global_aliases() and "\0" + word in self.aliases else ""

    def peek_after(self, position: int) -> str:
        """Return "()" where an empty pair of parentheses follows `position`, else nothing."""
        return "()" if EMPTY_PARENTHESES.match(self.text, position) else ""

    def alias_open(self) -> bool:
        """Tell once whether the word stands behind an alias that ends with a blank: it may be one too."""
        if self.open_alias is None or self.pos < self.open_alias:
            return False
        self.open_alias = None
        return True

    def expand_global(self) -> bool:
        """Replace a global alias of zsh that stands here; tell whether there was one."""
        found = _GLOBAL_ALIAS_WORD.match(self.text, self.pos)
        name = "\0" + found.group() if found else ""
        if found and name in self.aliases and not self.is_expanding(name, self.pos):
            self.replace_alias(name, self.pos, found.end(), self.aliases[name])
            self.skip_blanks()
            return True
        return False
