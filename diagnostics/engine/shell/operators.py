"""The operators of `${NAME<operator>word}` that zsh and bash share, and bash's own."""

from __future__ import annotations

from collections.abc import Callable

from ..records import replace
from ..regexes import regex
from . import tree
from .braces import expand_braces
from .control import Signal, failure
from .found import Found
from .machine import Machine
from .mixedwords import mixed_words
from .patterns import Pattern, UnsureError
from .values import MASKED, Array, Table, Text, Unknown, Value, is_masked
from .zshflags import flag_letters

_ACTIVE = regex(r"[*?\[\]()|<>#^]")
_UNSURE = "a pattern remembers what its parts matched"


def apply_operator(m: Machine, part: tree.Parameter, name: str, found: Found, *, assigning: bool = True) -> Found:
    """Return what the operator makes of a value; where it is `assigning`, nothing is cut into words."""
    operator = part.operator
    if operator.lstrip(":") in ("-", "=", "+", "?"):
        return _default(m, part, name, found, assigning=assigning)
    if isinstance(found.value, Unknown):
        if found.value.code and operator in ("/", "#"):
            return _of_function(m, part, found.value, name)
        return found if found.value.listing is None else _listed(m, part, found)
    if found.value is None and not m.zsh and operator[0] in "/#%^,:":
        return found
    if operator in ("#", "##", "%", "%%"):
        pattern = _pattern(m, part.argument)
        letters = flag_letters(part.flags)
        if any(letter in letters for letter in "SRBENI"):
            from .partmatches import trimmed

            unread = m.unknown(part.begin, "uses an expansion flag that is not read here")
            return each(found, lambda text: trimmed(text, pattern, operator, letters, unread))
        return each(found, lambda text: _trim(m, text, pattern, operator, matched="M" in letters))
    if operator[0] == "/" or operator == ":/":
        return _replace(m, part, found)
    if operator == ":":
        from .slices import piece

        return piece(m, part, found)
    if operator in ("^", "^^", ",", ",,", "~", "~~") and not m.zsh:
        return _case(m, part, found)
    if operator[0] == "@" and not m.zsh:
        from .transforms import transform

        return transform(m, operator[1:], name, found, part)
    if operator == ":#" and m.zsh:
        return _filter(m, part, found)
    if operator in (":|", ":*", ":^", ":^^") and m.zsh:
        return _with_array(m, part, found)
    return replace(found, value=m.unknown(part.begin, "uses an expansion that is not read here"))


def _argument(m: Machine, part: tree.Parameter) -> Text:
    from .expansion import expand_text  # words hold parameters, parameters hold words

    word = part.argument or tree.Word(())
    if m.zsh and not part.quoted and len(expand_braces(word, m.budget, zsh=True, classes=m.option("braceccl"))) > 1:
        return m.unknown(part.begin, "makes several words of one value", many=True)
    if m.zsh and not part.quoted and _prints(word):
        return _printed_words(m, part, word).as_text(m, quoted=True)
    colons = m.colons and not part.quoted and not part.operator.endswith("=")
    return expand_text(m, word, tilde=not part.quoted, assigning=colons)


def _prints(word: tree.Word) -> bool:
    """Tell whether a word holds a substitution outside quotes."""
    return any(isinstance(one, tree.Substitution) and not one.quoted for one in word.parts)


def _printed_words(m: Machine, part: tree.Parameter, word: tree.Word) -> Found:
    """Return the words that zsh cuts `$(…)` into, even in `A=${B:-$(…)}`, which joins them with IFS's first letter."""
    from .expansion import expand_fields

    if m.option("shwordsplit") and any(isinstance(one, tree.Parameter) and not one.quoted for one in word.parts):
        return Found(m.unknown(part.begin, "cuts what is printed, and what stands beside it or not", many=True))
    fields = expand_fields(m, [word], glob=False, assigning=True)
    if len(fields) == 1:
        text = fields[0]
        active = isinstance(text, Unknown) or _ACTIVE.search(text)
        return _zsh_pattern(m, part, text) if active else Found(text, ready=True)
    if any(isinstance(text, str) and _ACTIVE.search(text) for text in fields):
        return Found(m.unknown(part.begin, "makes patterns of what is printed", many=True))
    return Found(Array(tuple(fields)), ready=True)


def _default(m: Machine, part: tree.Parameter, name: str, found: Found, *, assigning: bool) -> Found:
    """`:-` `:=` `:+` `:?` and the same without the colon."""
    from .assigning import assign_text

    value = found.value
    colon = part.operator[0] == ":"
    kind = part.operator.lstrip(":")
    there: bool | None
    if isinstance(value, Unknown):
        there = True if value.filled or (not colon and value.is_set) else None
    elif isinstance(value, Array | Table):
        texts = found.items()
        apart = not part.quoted or (m.zsh and found.separate)  # then a single empty element will do, too
        there = bool(texts) and (not colon or apart or any(texts) or len(texts) > 1)
        there = there or (m.zsh and not colon)  # a list without elements is set all the same
    else:
        there = bool(value) if colon else value is not None
    if kind == "+":
        if there is None:
            return replace(found, value=_either(value, "", _argument(m, part)))
        return _word(m, part, assigning=assigning) if there else replace(found, value="")
    if there and part.operator != "::=":
        return found
    if kind == "?":
        if there is None:
            return found
        failure(m, part.begin, part.begin, f"{name} has to be set", name, kind="end")
    if part.operator == "::=":
        there = False
    if there is None:
        text: Text = _either(value, None, _argument(m, part))
    else:
        if kind == "-":
            return _word(m, part, assigning=assigning)
        text = _argument(m, part)
    if kind == "=" and name and not assign_text(m, name, text):
        m.status = 1
        raise Signal("discard")
    return replace(found, value=text)


def _either(value: Value, one: Text | None, other: Text) -> Text:
    """Return what is known where it is not known whether a variable is set."""
    assert isinstance(value, Unknown)
    if one is not None and one == other:
        return other
    filled = bool(other) if isinstance(other, str) else other.filled
    return replace(value, filled=filled and one is None, is_set=True)


def _word(m: Machine, part: tree.Parameter, *, assigning: bool) -> Found:
    """Return the word behind the operator: quotes in it protect it from being split."""
    word = part.argument or tree.Word(())
    if m.zsh and not part.quoted and _prints(word):
        return _printed_words(m, part, word)
    parts = [one for one in word.parts if not (isinstance(one, tree.Literal) and not one.text)]
    if len(parts) == 1 and isinstance(parts[0], tree.Parameter | tree.Substitution):
        from .expansion import part_value

        inner = part_value(m, parts[0], assigning=True)
        if not parts[0].quoted:
            return inner
        if inner.separate and isinstance(inner.value, Array | Table):  # ${1+"$@"}
            return replace(inner, ready=True, keep_empty=True)
        return Found(inner.as_text(m, quoted=True), keep_empty=True, ready=True, split=not m.zsh)
    whole = bool(word.parts) and all(not isinstance(one, tree.ProcessSubstitution) and one.quoted for one in word.parts)
    if not (m.zsh or whole or assigning or part.quoted) and (mixed := mixed_words(m, word)) is not None:
        return mixed
    text = _argument(m, part)
    if m.zsh and not part.quoted and (isinstance(text, Unknown) or _ACTIVE.search(text)):
        return _zsh_pattern(m, part, text)
    return Found(text, keep_empty=whole, ready=whole, split=not m.zsh)


def _zsh_pattern(m: Machine, part: tree.Parameter, text: Text) -> Found:
    """Return a word whose signs of a pattern mean more in zsh where they stand in it outside quotes."""
    parts = part.argument.parts if part.argument else ()
    written = "".join(one.text for one in parts if isinstance(one, tree.Literal) and not one.quoted)
    active = len(_ACTIVE.findall(written))
    if isinstance(text, str) and active and active != len(_ACTIVE.findall(text)):
        text = m.unknown(part.begin, "makes a pattern of what is none in part", many=True)
    whole = bool(parts) and all(not isinstance(one, tree.ProcessSubstitution) and one.quoted for one in parts)
    return Found(text, glob=active > 0, keep_empty=whole, ready=whole)


def each(found: Found, change: Callable[[str], Text]) -> Found:
    """Apply a change to the value, or to each element."""
    value = found.value
    if isinstance(value, Array | Table):
        return replace(found, value=Array(tuple(_one(item, change) for item in found.items())))
    return replace(found, value=_one(value if isinstance(value, str | Unknown) else "", change))


def _one(text: Text, change: Callable[[str], Text]) -> Text:
    if isinstance(text, Unknown):
        return text
    try:
        return Unknown(MASKED) if is_masked(text) else change(text)
    except UnsureError:
        return Unknown("which of several ways a pattern matches is not known")


def _pattern(m: Machine, word: tree.Word | None) -> Pattern | Unknown:
    from .patternwords import expand_pattern

    return expand_pattern(m, word or tree.Word(()))


def _trim(m: Machine, text: str, pattern: Pattern | Unknown, operator: str, *, matched: bool) -> Text:
    """Return a text without what matches at its start or end; with `matched` only that."""
    if isinstance(pattern, Unknown):
        return pattern
    if is_masked(pattern.text):
        return Unknown(MASKED)
    if operator[0] == "#":
        end = pattern.prefix(text, longest=operator == "##")
        if end is not None and not _keep(m, pattern, text, 0, end, free=operator == "##"):
            return Unknown(_UNSURE)
        if matched:
            return text[: end or 0]
        return text if end is None else text[end:]
    begin = pattern.suffix(text, longest=operator == "%%")
    if begin is not None and not _keep(m, pattern, text, begin, len(text)):
        return Unknown(_UNSURE)
    if matched:
        return "" if begin is None else text[begin:]
    return text if begin is None else text[:begin]


def _keep(m: Machine, pattern: Pattern, text: str, begin: int, stop: int, *, free: bool = False) -> bool:
    """Keep what was matched where the pattern asks for it; tell whether it is sure."""
    if not pattern.remembers:
        return True
    from .patternwords import keep_pattern_match

    return keep_pattern_match(m, pattern, text, begin, stop, free=free)


def _replace(m: Machine, part: tree.Parameter, found: Found) -> Found:
    from .expansion import expand_text

    pattern = _pattern(m, part.argument)
    operator = part.operator
    replacement = part.replacement or tree.Word(())
    if not m.zsh and m.option("nocasematch"):
        pattern = m.unknown(part.begin, "replaces letters whose case does not count")
    if not m.zsh and operator == "/" and isinstance(pattern, Pattern) and _names_an_end(part.argument, pattern.text):
        pattern = m.unknown(part.begin, "replaces at an end that a variable names")
    letters = flag_letters(part.flags)
    shortest = m.zsh and "S" in letters and operator in ("/", "//")
    whole = operator.startswith(":") and (part.argument is None or part.argument.raw[:1] not in ("#", "%"))
    if m.zsh and ("I" in letters or ("S" in letters and not shortest) or (operator.startswith(":") and not whole)):
        pattern = m.unknown(part.begin, "uses an expansion flag that is not read here")

    def written() -> Text:
        return expand_text(m, replacement)

    if not isinstance(pattern, Unknown) and pattern.remembers:
        again: Callable[[], Text] = written  # for each match anew, which it may speak of
    else:
        made = written()
        if not m.zsh and _holds_the_match(replacement, made) and m.option("patsubreplacement"):
            made = Unknown(f"{m.line(part.begin)} puts what was matched into the replacement")
        again = lambda: made  # noqa: E731 - it stands for `written`

    def change(text: str) -> Text:
        if isinstance(pattern, Unknown):
            return pattern
        if operator == ":/":
            return again() if (pattern.text and _matches(m, pattern, text)) else text
        if m.zsh and not pattern.text and operator == "//" and not pattern.remembers:
            made = again()  # before each character
            return made if isinstance(made, Unknown) else "".join(made + c for c in text) if text else made
        if shortest:
            return _all(m, text, pattern, again, once=operator == "/", longest=False)
        return _replaced(m, text, pattern, again, operator)

    return each(found, change)


def _names_an_end(argument: tree.Word | None, text: str) -> bool:
    """Tell whether bash's pattern has its `#` or `%` out of an expansion: it counts there, too."""
    first = argument.parts[0] if argument and argument.parts else None
    return text[:1] in ("#", "%") and isinstance(first, tree.Parameter | tree.Substitution) and not first.quoted


def _holds_the_match(replacement: tree.Word, made: Text) -> bool:
    """Tell whether bash's `&` for what matched is in a replacement: unquoted, or out of what is expanded unquoted."""
    bare = [part for part in replacement.parts if isinstance(part, tree.ProcessSubstitution) or not part.quoted]
    if any(isinstance(part, tree.Literal) and "&" in part.text for part in bare):
        return True
    return isinstance(made, str) and "&" in made and any(not isinstance(part, tree.Literal) for part in bare)


def _replaced(m: Machine, text: str, pattern: Pattern, again: Callable[[], Text], operator: str) -> Text:
    """Return a text with other words for what matches in it."""
    if operator[-1] == "#":
        end = pattern.prefix(text, longest=True)
        spans = [] if end is None else [(0, end)]
    elif operator[-1] == "%":
        begin = pattern.suffix(text, longest=True)
        spans = [] if begin is None else [(begin, len(text))]
    else:
        return _all(m, text, pattern, again, once=operator == "/")
    for begin, end in spans:
        made = again() if _keep(m, pattern, text, begin, end, free=operator[-1] == "#") else Unknown(_UNSURE)
        return made if isinstance(made, Unknown) else text[:begin] + made + text[end:]
    return text


def _all(
    m: Machine, text: str, pattern: Pattern, again: Callable[[], Text], *, once: bool, longest: bool = True
) -> Text:
    pieces: list[str] = []
    position = 0
    while True:
        match = pattern.search(text, position) if longest else pattern.occurrence(text, position, longest=False)
        if match is None:
            break
        if not longest and (match[0] == match[1] or pattern.remembers):
            return Unknown("a pattern that may match nothing is not read here")
        replacement = again() if _keep(m, pattern, text, *match, free=True) else Unknown(_UNSURE)
        if isinstance(replacement, Unknown):
            return replacement
        m.budget.spend(1 + len(replacement) // 64)
        pieces.extend((text[position : match[0]], replacement))
        position = match[1]
        if match[0] == match[1] and not once:
            pieces.append(text[position : position + 1])
            position += 1
        if once or not text:
            break
    return "".join((*pieces, text[position:]))


def _case(m: Machine, part: tree.Parameter, found: Found) -> Found:
    pattern = _pattern(m, part.argument) if part.argument and part.argument.parts else None
    kind, every = part.operator[0], len(part.operator) == 2
    turned = {"^": str.upper, ",": str.lower, "~": str.swapcase}[kind]

    def change(text: str) -> Text:
        if isinstance(pattern, Unknown):
            return pattern
        made = [
            turned(c) if (every or index == 0) and (pattern is None or pattern.matches(c)) else c
            for index, c in enumerate(text)
        ]
        return "".join(made)

    return each(found, change)


def _with_array(m: Machine, part: tree.Parameter, found: Found) -> Found:
    """zsh: `${A:|B}` leaves out what B holds, `${A:*B}` the rest, `${A:^B}` and `${A:^^B}` take turns."""
    from .parameters import named

    name = part.argument.plain if part.argument is not None else None
    other = named(m, name, tree.Parameter(name, begin=part.begin)) if name and name.isidentifier() else None
    unknown = replace(found, value=m.unknown(part.begin, "compares arrays", many=True))
    if other is None or any(isinstance(text, Unknown) or is_masked(text) for text in (*found.items(), *other.items())):
        return unknown
    mine, others = found.items(), other.items()
    if part.operator in (":|", ":*"):
        wanted = part.operator == ":*"
        if not isinstance(found.value, Array | Table):
            return replace(found, value=(found.value or "") if (found.value in others) == wanted else "")
        return replace(found, value=Array(tuple(text for text in mine if (text in others) == wanted)))
    if not isinstance(found.value, Array | str) or not isinstance(other.value, Array | str):
        return unknown
    found = replace(found, separate=True)  # measured with zsh 5.9: in quotes, too, though mine are one text there
    if part.operator == ":^^" and mine and others:
        size = max(len(mine), len(others))
        mine, others = ((texts * size)[:size] for texts in (mine, others))
    elif part.operator == ":^^":
        return replace(found, value=Array(mine or others))
    m.budget.spend(len(mine) + len(others))
    return replace(found, value=Array(tuple(text for pair in zip(mine, others, strict=False) for text in pair)))


def _filter(m: Machine, part: tree.Parameter, found: Found) -> Found:
    pattern = _pattern(m, part.argument)
    if isinstance(pattern, Unknown):
        return replace(found, value=pattern)
    keep = "M" in part.flags
    if isinstance(found.value, Array | Table):
        items = tuple(item for item in found.items() if isinstance(item, str) and _matches(m, pattern, item) == keep)
        if any(isinstance(item, Unknown) for item in found.items()):
            return replace(found, value=m.unknown(part.begin, "filters values that are not known", many=True))
        return replace(found, value=Array(items))
    text = found.value if isinstance(found.value, str) else ""
    if is_masked(text):
        return replace(found, value=Unknown(MASKED))
    return replace(found, value=text if _matches(m, pattern, text) == keep else "")


def _listed(m: Machine, part: tree.Parameter, found: Found) -> Found:
    """`${(M)LIST:#pattern}` over names whose order is not known."""
    from .listings import matching

    pattern = _pattern(m, part.argument)
    assert isinstance(found.value, Unknown)
    if isinstance(pattern, Unknown) or part.operator != ":#":
        return replace(found, value=replace(found.value, listing=None))
    return replace(found, value=matching(m, found.value, pattern, keep="M" in part.flags))


def _of_function(m: Machine, part: tree.Parameter, value: Unknown, name: str) -> Found:
    """Change how the text of a function begins: what the shell prints there is known, and the rest does the same."""
    made = apply_operator(m, part, name, Found(value.code)).value
    return Found(replace(value, code=made if isinstance(made, str) else ""))


def _matches(m: Machine, pattern: Pattern, text: str) -> bool:
    if not pattern.matches(text):
        return False
    _keep(m, pattern, text, 0, len(text))
    return True
