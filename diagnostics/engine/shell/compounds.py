"""Read compound statements: `if`, `for`, `case`, functions, groups, in the spellings of zsh and bash."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..regexes import regex
from . import tree
from .conditionreader import ConditionReader

if TYPE_CHECKING:
    from .parser import Parser

_CASE_END = regex(r";;&|;;|;&|;\|")
_NAME = regex(r"[^ \t\n;&|()<>{}'\"$`]+")
_LOOP_BODY = regex(r"[ \t\n;]*+((?:do|\{)(?![^ \t\n;]))")
_KEYWORD = regex(r"(?:[a-z]+|[{}])(?![^ \t\n;&|()<>])")
_EMPTY_PARENTHESES = regex(r"\([ \t]*\)")
_PATTERN_PARENTHESIS = regex(r"\\.|[()\n]")
_ALWAYS = regex(r"[ \t]*always[ \t]*\n?[ \t]*(?=\{)")
TWO_BRACES = regex(r"\}\}(?=[ \t\n;&|)]|$)")  # zsh: each of them closes a group
LONE_BRACE = regex(r"\}(?=[ \t\n;&|)]|$)")
_NO_SEPARATOR = regex(r"[ \t]*(?:;;|;&|[)}&|<>])")  # behind zsh's `if test { … }`, which wants one
_CONDITION_END = regex(r"\]\](?=[ \t\n;&|()<>]|$)")
_OPENING = regex(r"\{|\(")


def compound(p: Parser) -> tree.Body | None:
    """Read the compound statement that begins here; None where a simple command does."""
    if p.peek(2) == "((" and p.pos != p.bruised:
        expression = p.arithmetic_command()
        if expression is not None:
            return tree.ArithmeticCommand(expression)
    if p.peek() == "(":
        return _parenthesis(p)
    head = p._head()
    if not head:
        return None
    p.budget.spend()
    if head == "{":
        return _group(p)
    if head == "[[":
        return _condition(p)
    start = p.pos
    p.pos += len(head)
    p.skip_blanks()
    if head == "if":
        return _if(p, start)
    if head in ("while", "until"):
        condition = p.block()
        if p.peek() == ";":
            raise p.fail("this cannot stand here", p.pos)
        return tree.While(condition, _loop_body(p, start), head == "until")
    if head == "case":
        return _case(p, start)
    if head == "function":
        return _function(p, start)
    if head == "repeat" and p.zsh:
        count = p.word()
        if count is not None:
            return tree.Repeat(count, _loop_body(p, start, short=p.short_repeat))
    if head in ("for", "select") or (head == "foreach" and p.zsh):
        return _for(p, start, head)
    p.pos = start
    return None


def _keyword(p: Parser, *words: str) -> str:
    """Move over one of the words if it stands here; return it, or nothing."""
    p.skip_lines()
    if p.ends_anywhere and "}" in words and TWO_BRACES.match(p.text, p.pos):
        p.pos += 1
        return "}"
    found = _KEYWORD.match(p.text, p.pos)
    if found and found.group() in words:
        p.pos = found.end()
        return found.group()
    return ""


def _expect(p: Parser, start: int, *words: str) -> str:
    found = _keyword(p, *words)
    if not found:
        if p.at_end():
            raise p.fail("this is never closed", start, unterminated=False)
        raise p.fail("this cannot stand here", p.pos)
    return found


def _parenthesis(p: Parser) -> tree.Body:
    start = p.pos
    empty = _EMPTY_PARENTHESES.match(p.text, start)
    if empty and p.zsh:
        p.pos = empty.end()
        return _anonymous(p)
    p.pos += 1
    body = p.block()
    if p.peek() != ")":
        if p.at_end():
            raise p.fail("a parenthesis is never closed", start, unterminated=True)
        raise p.fail("this cannot stand here", p.pos)
    p.pos += 1
    if not body.chains and not p.zsh:
        raise p.fail("this cannot stand here", start)
    return tree.Subshell(body)


def _anonymous(p: Parser) -> tree.Body:
    p.skip_lines()
    begin = p.pos
    body = compound(p)
    if body is None:  # one command will do
        alone = tree.Group(_short(p, begin))
        return tree.Function((), tree.Command(alone, p.begin_at(begin), p.stop_at(p.pos)), ())
    command = tree.Command(body, p.begin_at(begin), p.stop_at(p.pos))
    arguments: list[tree.Word] = []
    while True:
        p.skip_blanks()
        word = p.word() if not (p.ends_anywhere and LONE_BRACE.match(p.text, p.pos)) else None
        if word is None:
            return tree.Function((), command, tuple(arguments))
        arguments.append(word)


def _group(p: Parser) -> tree.Body:
    start = p.pos
    p.pos += 1
    body = p.block()
    _expect(p, start, "}")
    if not body.chains and not p.zsh:
        raise p.fail("this cannot stand here", start)
    if p.zsh:
        found = _ALWAYS.match(p.text, p.pos)
        if found:
            p.pos = found.end() + 1
            always = p.block()
            _expect(p, start, "}")
            return tree.Group(body, always)
    return tree.Group(body)


def _braced(p: Parser, start: int) -> tree.Block:
    body = p.block()
    _expect(p, start, "}")
    return body


def _if(p: Parser, start: int) -> tree.Body:
    clauses: list[tuple[tree.Block, tree.Block]] = []
    while True:
        condition = p.block()
        if not condition.chains:
            raise p.fail("this cannot stand here", p.pos if not p.at_end() else start)
        if p.zsh and not _keyword(p, "then"):
            if _keyword(p, "{"):
                clauses.append((condition, _braced(p, start)))
            else:
                _allow_short(p, p.short_loops)
                clauses.append((condition, _short(p, start)))
                return tree.If(tuple(clauses), None)
            if _keyword_after(p, "elif"):
                continue
            otherwise = None
            if _keyword_after(p, r"else(?=[ \t\n]*\{)"):
                _expect(p, start, "{")
                otherwise = _braced(p, start)
            elif closing := _NO_SEPARATOR.match(p.text, p.pos):
                raise p.fail("this cannot stand here", closing.end() - 1)  # measured: zsh waits for a separator
            return tree.If(tuple(clauses), otherwise)
        if not p.zsh:
            _expect(p, start, "then")
        clauses.append((condition, _filled(p)))
        word = _expect(p, start, "elif", "else", "fi")
        if word == "elif":
            continue
        otherwise = None
        if word == "else":
            otherwise = _filled(p)
            _expect(p, start, "fi")
        return tree.If(tuple(clauses), otherwise)


def _keyword_after(p: Parser, word: str) -> bool:
    """Move over a keyword behind a closing brace; leave everything alone where it is not there."""
    here = p.pos
    found = re.compile(r"[ \t]*" + word + r"(?![^ \t\n;&|()<>{\[])").match(p.text, here)
    if found and not p._jumps:
        p.pos = found.end()
        return True
    return False


def _filled(p: Parser) -> tree.Block:
    """Read a block, which in bash may not be empty."""
    body = p.block()
    if not body.chains and not p.zsh:
        raise p.fail("this cannot stand here", p.pos)
    return body


def _short(p: Parser, start: int) -> tree.Block:
    """Read zsh's short form of a body: one statement."""
    if p.at_end() or p.peek() in "\n;)":
        raise p.fail("this is never closed" if p.at_end() else "this cannot stand here", start)
    p.skip_blanks()
    chain = p._chain()
    if chain is None:
        raise p.fail("this cannot stand here", p.pos)
    return tree.Block((chain,))


def _allow_short(p: Parser, allowed: bool) -> None:
    """Refuse a short form where zsh's SHORT_LOOPS is off, as it is under `emulate sh`."""
    if not allowed:
        raise p.fail("this cannot stand here", p.pos)


def _loop_body(p: Parser, start: int, *, short: bool | None = None) -> tree.Block:
    if p.zsh:
        p.skip_lines()
        while p.peek() == ";" and p.peek(2) != ";;":
            p.pos += 1
            p.skip_lines()
    elif p.peek() == ";":
        p.pos += 1
    if _keyword(p, "do"):
        body = _filled(p)
        _expect(p, start, "done")
        return body
    if _keyword(p, "{"):
        return _braced(p, start)
    if p.zsh and not p.at_end():
        _allow_short(p, p.short_loops if short is None else short)
        return _short(p, start)
    raise p.fail("this is never closed" if p.at_end() else "this cannot stand here", start if p.at_end() else p.pos)


def _for(p: Parser, start: int, head: str) -> tree.Body:
    if p.peek(2) == "((":
        return _counting(p, start)
    names: list[str] = []
    while True:
        p.skip_blanks()
        found = _NAME.match(p.text, p.pos)
        if not found or (names and found.group() in ("in", "do")) or (names and not p.zsh):
            break
        names.append(found.group())
        p.pos = found.end()
    if not names:
        raise p.fail("this cannot stand here", p.pos)
    words: tuple[tree.Word, ...] | None = None
    p.skip_blanks()
    if p.zsh and p.peek() == "(":
        words = p._array().items
    else:
        here = p.pos
        if _keyword(p, "in"):
            words = _words(p)
        else:
            p.pos = here
    if head == "foreach" and not _opens_loop(p):
        body = p.block()
        _expect(p, start, "end")
        return tree.For(tuple(names), words, body)
    p.skip_blanks()
    return tree.For(tuple(names), words, _loop_body(p, start), head == "select")


def _opens_loop(p: Parser) -> bool:
    """Tell whether `do` or a brace stands behind the head of a `foreach`, as behind any other: no `end` closes it."""
    found = _LOOP_BODY.match(p.text, p.pos)
    if found:
        p.pos = found.start(1)
    return found is not None


def _words(p: Parser) -> tuple[tree.Word, ...]:
    words: list[tree.Word] = []
    while True:
        p.skip_blanks()
        word = p.word()
        if word is None:
            return tuple(words)
        words.append(word)


def _counting(p: Parser, start: int) -> tree.Body:
    header = p.arithmetic_command()
    pieces = header.raw.split(";") if header is not None else []
    if len(pieces) != 3:
        raise p.fail("this cannot stand here", start)
    read = [p.heredoc_word(start, p.pos, piece) for piece in pieces]
    p.skip_blanks()
    return tree.CountingFor(read[0], read[1], read[2], _loop_body(p, start))


def _case(p: Parser, start: int) -> tree.Body:
    subject = p.word()
    if subject is None:
        raise p.fail("this cannot stand here", p.pos)
    closing = "}" if _expect(p, start, *(("in", "{") if p.zsh else ("in",))) == "{" else "esac"
    while p._empty_statement():  # zsh: `case $a in;`
        p.skip_lines()
    items: list[tuple[tuple[tree.Word, ...], tree.Block, str]] = []
    while True:
        if _keyword(p, closing):
            return tree.Case(subject, tuple(items))
        if p.at_end():
            raise p.fail("this is never closed", start)
        bare = p.peek() != "("
        if not bare and not (p.zsh and _belongs_to_pattern(p)):
            p.pos += 1
        patterns: list[tree.Word] = []
        while True:
            p.skip_blanks()
            pattern = p.word()
            if pattern is None and (not p.zsh or (not patterns and p.peek() != "|")):
                raise p.fail("this cannot stand here", p.pos)
            patterns.append(pattern or tree.Word((), p.begin_at(p.pos), p.stop_at(p.pos)))
            p.skip_blanks()
            if p.peek() != "|":
                break
            p.pos += 1
        if p.peek() != ")":
            raise p.fail(
                "this is never closed" if p.at_end() else "this cannot stand here", start if p.at_end() else p.pos
            )
        p.pos += 1
        body = p.block()
        p.skip_lines()
        found = _CASE_END.match(p.text, p.pos)
        if found and found.group() == (";;&" if p.zsh else ";|"):
            raise p.fail("this cannot stand here", p.pos)  # each is the other shell's
        if found:
            p.pos = found.end()
        items.append((tuple(patterns), body, found.group() if found else ";;"))
        if not found:
            _expect(p, start, closing)
            return tree.Case(subject, tuple(items))


def _belongs_to_pattern(p: Parser) -> bool:
    """Tell whether zsh takes the parenthesis here for the first of a pattern: `(a|b)*)`, not `(a|b)`."""
    level = 0
    for found in _PATTERN_PARENTHESIS.finditer(p.text, p.pos, p.pos + 500):
        if found.group() == "\n":
            break
        level += {"(": 1, ")": -1}.get(found.group(), 0)
        if level == 0:
            return p.text[found.end() : found.end() + 1] not in ("", " ", "\t", "\n", ";")
    return False


def _function(p: Parser, start: int) -> tree.Body:
    names: list[tree.Word] = []
    while not _OPENING.match(p.text, p.pos):
        word = p.word()
        if word is None:
            break
        names.append(word)
        p.skip_blanks()
        if not p.zsh:
            break
    empty = _EMPTY_PARENTHESES.match(p.text, p.pos)
    if empty:
        p.pos = empty.end()
    p.skip_lines()
    if not names:
        if not p.zsh:
            raise p.fail("this cannot stand here", p.pos)
        return _anonymous(p)
    first, text = p.pos, p.text
    if p.zsh and p.peek() != "{":
        _allow_short(p, p.short_loops)
    body = p._command()
    if body is None:
        raise p.fail("this is never closed" if p.at_end() else "this cannot stand here", start)
    if not p.zsh and isinstance(body.body, tree.Simple):
        raise p.fail("this cannot stand here", first)
    return tree.Function(tuple(names), body, (), (text, first, p.pos) if p.text is text else None)


def _condition(p: Parser) -> tree.Body:
    """Read `[[ … ]]`; conditionreader.py says which word may follow which."""
    start = p.pos
    p.pos += 2
    reader = ConditionReader(p)
    while True:
        p.skip_blanks()
        if p.peek() == "\n" and not reader.may_break():
            p.skip_lines()  # what bash throws away reaches into the next line
            raise p.fail("this cannot stand here", p.pos)
        p.skip_lines()
        if p.at_end():
            raise p.fail("this is never closed", start)
        if _CONDITION_END.match(p.text, p.pos):
            if not reader.may_end():
                raise p.fail("this cannot stand here", p.pos)
            p.pos += 2
            return tree.Condition(tuple(reader.items))
        begin = p.pos
        if not reader.sign() and not reader.word():
            raise p.fail("this cannot stand here", begin)
