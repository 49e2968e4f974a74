"""`export`, `typeset`, `declare`, `local`, `readonly`, `integer`, `float`."""

from __future__ import annotations

import re

from ..environment import Act, ProblemKind
from ..records import replace
from ..source import Span
from . import tree
from .assigning import Place, assign, refuse_readonly, shows_array
from .commands import IDENTIFIER, Call
from .control import Signal
from .declaredtypes import retyped
from .homes import may_abort
from .machine import Machine
from .numbertext import written_base
from .owned import is_fixed
from .sessionnames import TIES
from .specials import special
from .targets import Options, Target, may_be_read, names_like, names_matching, read_targets, refuse
from .typedvalues import table, typed
from .values import Array, Table, Unknown, Var


def declare(m: Machine, call: Call) -> None:
    """Carry out a declaration."""
    m.budget.spend(4)
    options = _options_of(m, call.name)
    nowhere = call.name == "local" and not m.frames and not m.zsh
    if nowhere and not any(isinstance(node, tree.Assign) for node in call.nodes):
        m.status = 1
        return
    targets = _targets(m, call, options)
    m.status = 0
    if nowhere or (options.bad and not m.zsh):
        _give_lists(m, targets, options, call)
        m.status = 1 if nowhere else 2
        return
    if call.name == "local" and not m.zsh and _keeps_options(call):
        m.cells.put(f"m:local-{len(m.frames)}", Var("on"))  # the function's end puts the options of `set` back
        if not targets:
            return
    if options.bad:
        m.status = 1
        return
    if options.matching and m.zsh:
        targets = _matching(m, targets, call)
        options.lists = options.lists or options == Options(matching=True, local=options.local)
    if _shows(m, call, targets, options):
        return
    options.local = bool(m.frames) and not options.everywhere
    if (
        m.zsh
        and options.local
        and options.export is not None
        and call.name not in ("local", "private")
        and m.option("globalexport")
    ):
        options.local = False
    if options.tie:
        _tie(m, targets, options)
        return
    if len(targets) == 1 and not (len(call.nodes) == 1 and isinstance(call.nodes[0], tree.Assign)):
        targets[0].place.span = m.span(call.begin, call.stop)
    _apply_all(m, targets, options, call)
    if options.appended:
        refuse(m, call, "a declaration cannot append", options.appended)


def _give_lists(m: Machine, targets: list[Target], options: Options, call: Call) -> None:
    """Give bash's lists their elements, which is done before the declaration fails: `typeset -U path=(/a /b)`."""
    here = bool(m.frames) and not options.everywhere
    kept = Options(kind=options.kind or "a", local=here, globally=options.globally, integer=options.integer)
    _apply_all(m, [target for target in targets if isinstance(target.value, Array | Table)], kept, call)


def _options_of(m: Machine, name: str) -> Options:
    """Return the options that a declaration has by its name alone."""
    options = Options()
    if name == "export":
        options.export = True
        options.everywhere = True
    elif name == "readonly":
        options.readonly = True
        options.everywhere = not m.zsh or m.option("posixbuiltins")
    elif name == "integer":
        options.integer = 10
    elif name == "float":
        options.decimals = "E"
    elif name == "private":
        options.private = True
    return options


def _keeps_options(call: Call) -> bool:
    return any(isinstance(one, tree.Word) and one.plain == "-" for one in call.nodes)


def _shows(m: Machine, call: Call, targets: list[Target], options: Options) -> bool:
    """Write what a declaration shows that declares nothing; tell whether it is one."""
    if not (options.lists or options.functions or (not targets and not options.appended)):
        return False
    flags = replace(options, export=None, integer=0)
    plain = call.name in ("declare", "typeset") and flags == Options(lists=True, local=options.local)
    if plain and targets and all(IDENTIFIER.fullmatch(target.name) for target in targets):
        from .described import describe

        if not m.zsh:
            _give_lists(m, targets, options, call)
        describe(m, call, targets)
        return True
    if options.lists and targets and call.name in ("export", "readonly"):
        m.status = 1 if m.zsh else 0
        return m.zsh  # measured: bash passes over -p beside names
    lists = (Options(lists=True, export=True, everywhere=True), Options(export=True, everywhere=True))
    if options in (*lists, Options(lists=True, export=True, local=options.local)) and not targets:
        from .described import described

        m.write(described(m, call))
        return True
    from .described import function_text

    if plain and any(target.name and not IDENTIFIER.fullmatch(target.name) for target in targets):
        m.status = 1  # one of the names is none
    m.write(m.unknown(call.begin, "lists variables") if not options.functions else function_text(m, call, targets))
    if options.functions and any(m.function(target.name) is None for target in targets):
        m.status = m.unknown(call.begin, "asks for a function") if m.foreign() else 1
    return True


def _apply_all(m: Machine, targets: list[Target], options: Options, call: Call) -> None:
    refused: Signal | None = None
    for target in targets:
        old = m.variable(target.name)
        if refused and target.value is not None and (old.integer or old.decimals):
            target = replace(target, value="0")  # zsh calculates no more behind an error
        try:
            _apply(m, target, options, call)
            if m.temporary and not m.zsh and (options.export or options.readonly):
                _outlasts(m, target.name, call.name)
        except Signal as signal:
            if not m.zsh or signal.kind != "abort":
                raise
            refused = refused or signal  # zsh goes on with the other names, then gives up the file
    if refused:
        raise refused


def _matching(m: Machine, targets: list[Target], call: Call) -> list[Target]:
    """Return the variables whose names match, zsh's `typeset -m`."""
    names = names_matching(m, [target.name for target in targets])
    place = Place(m.span(call.begin, call.stop))
    return [Target(name, None, False, None, place, call.begin, call.stop) for name in names]


def _targets(m: Machine, call: Call, options: Options) -> list[Target]:
    """Read the words; bash expands them before the assignments in front of the command: `A=1 export B=$A`."""
    if m.zsh or not call.assigned or not m.temporary:
        return read_targets(m, call, options)
    given = {key: m.cells.get(key) for key in m.temporary[-1]}
    for key, cell in m.temporary[-1].items():
        m.cells.put(key, cell)
    try:
        return read_targets(m, call, options)
    finally:
        for key, after in given.items():
            m.cells.put(key, after)


def _apply(m: Machine, target: Target, options: Options, call: Call) -> None:
    """Declare one name, and give it its value."""
    name = target.name
    if not name:
        _apply_to_any(m, target, options, call)
        return
    if not IDENTIFIER.fullmatch(name):
        _bad_name(m, target, call)
        return
    if not (m.zsh or options.reference or options.local):
        name = m.resolve(name)
        if not IDENTIFIER.fullmatch(name):
            m.status = 1  # a reference to an element, which cannot be exported
            return
    if _is_done_in_its_scope(m, name, target, options):
        return
    scalar = m.tied(name) if m.zsh else ""
    if scalar and options.export is not None:
        options = replace(options, export=None)  # measured with zsh 5.9: `export cdpath` says nothing of CDPATH
        if target.value is None and options == Options(local=options.local, globally=options.globally):
            return
    old = m.variable(scalar or name)
    if (old.readonly or is_fixed(m, name)) and target.value is not None:
        if call.name == "export" and options.export and not m.zsh:
            own = special(m, name, target.begin) if old.value is None else None
            m.put_variable(name, replace(old, exported=True, value=own or old.value))
        refuse_readonly(m, name, call.begin, call.stop, statement=False)
        return
    if options.reference:
        _refer(m, name, target)
        return
    changed = retyped(m, target, old, options, call)
    if changed is None:
        m.status = 1
    elif target.value is None:
        _without_value(m, scalar or name, old, changed, target, options)
    else:
        if changed is not old:
            m.put_variable(scalar or name, replace(changed, readonly=False))
        _give(m, name, target, options, call)


def _apply_to_any(m: Machine, target: Target, options: Options, call: Call) -> None:
    """Remember a declaration of a variable whose name is not known; it may be any that its words are like."""
    from .unseen import make_foreign

    why_not = "sets a variable whose name is not known"
    why = m.unknown(target.begin, why_not)
    make_foreign(m, why, sets="")
    if len(m.documents) > 1:
        from .flow import forget_given

        forget_given(m, call, why, any_env=True)
    raw = next((node.raw for node in call.nodes if node.begin == target.begin), "")
    if (options.export or m.option("allexport")) and may_be_read(raw):
        text = "This sets variables whose names only the machine knows."
        m.problem(ProblemKind.SETS_UNKNOWN_NAMES, call.begin, call.stop, text)
    for possible in names_like(m, raw):
        value = m.unknown(target.begin, why_not, is_set=False)
        _apply(m, replace(target, name=possible, value=value), options, call)
    if m.zsh:
        may_abort(m, why)  # what is no name ends the file


def _is_done_in_its_scope(m: Machine, name: str, target: Target, options: Options) -> bool:
    """Make a name local, or find it outside a function (`-g`); tell whether nothing more is to be done with it."""
    if options.local:
        fixed = not m.zsh and (is_fixed(m, name) or m.variable(name).readonly)
        if fixed and name not in m.frames[-1].names:
            m.status = 1  # bash complains, and the name stays what it is
            return True
        from .localnames import make_local

        inherit = not m.zsh and (options.inherit or m.option("localvarinherit"))
        make_local(m, name, hidden=options.hidden, private=options.private, inherit=inherit)
    elif options.globally and not m.zsh:
        from .localnames import set_outside

        return set_outside(m, target, options)
    return False


def _refer(m: Machine, name: str, target: Target) -> None:
    """Make bash's reference to another variable, `declare -n`."""
    to = target.value if isinstance(target.value, str) else None
    held = m.variable(name).value if target.value is None else None
    if isinstance(held, Array | Table) or (isinstance(held, str) and not IDENTIFIER.fullmatch(held)):
        m.status = 1  # no reference is made of it
        return
    m.put_variable(name, Var(to, reference=True, text_wins=True))


def _give(m: Machine, name: str, target: Target, options: Options, call: Call) -> None:
    """Give a declared variable its value, and the flags that come after it."""
    if options.kind and not m.zsh and isinstance(target.value, str) and target.value[:1] == "(":
        from .writtenlists import read_list

        target = read_list(m, target, keyed=options.kind == "A")
    key = (m.tied(name) if m.zsh else "") or name
    if not m.zsh and options.export and options.integer:
        m.put_variable(key, replace(m.variable(key), exported=True))  # whatever becomes of the value
    value = table(m, target.value) if options.kind == "A" and isinstance(target.value, Array) else target.value
    allowed = assign(
        m, name, value, target.place, append=target.append, subscript=target.subscript, exported=options.export
    )
    if not allowed:
        refuse_readonly(m, name, call.begin, call.stop, statement=False)
    if options.readonly:
        m.put_variable(key, replace(m.variable(key), readonly=True))


def _outlasts(m: Machine, name: str, command: str) -> None:
    """bash: note that a variable which stands before a running command is exported, or made read-only, in it."""
    local = next((frame.depth for frame in reversed(m.frames) if name in frame.names), 0)
    for kept, depth in zip(reversed(m.temporary), reversed(m.temporary_at), strict=True):
        if "v:" + name in kept:
            if local <= depth + 1:
                m.cells.put("p:" + name, Var("export" if command in ("export", "readonly") else "declare"))
            return


def _bad_name(m: Machine, target: Target, call: Call) -> None:
    if m.zsh and target.name.partition("=")[0].isidentifier() and not m.option("posixidentifiers"):
        return  # letters of every language may stand in a name of zsh
    found = re.match(r"([A-Za-z_]\w*)", target.name)
    name = found.group(1) if found else None
    if m.zsh and target.name in ("@", "*", "?", "-", "$", "!", "#") and target.value is None:
        return  # the shell's own parameters
    if m.zsh:
        refuse(m, call, "this is not the name of a variable", name)
    m.status = 1
    if re.fullmatch(r"[A-Za-z_]\w*:", target.name):
        text = "A colon does not set a variable in this shell."
        m.problem(ProblemKind.FOREIGN_SYNTAX, call.begin, call.stop, text, name)


_FULL = ("FPATH", "MODULE_PATH")  # what zsh fills itself, whoever declares it


def _without_value(m: Machine, name: str, old: Var, changed: Var, target: Target, options: Options) -> None:
    if m.zsh and m.out is not None and options == Options(local=options.local) and old.value is not None:
        plain = isinstance(old.value, str) and re.fullmatch(r"[\w./:@%+-]+", old.value, re.ASCII)
        m.write(f"{name}={old.value}\n" if plain else m.unknown(target.begin, "prints a variable", filled=True))
    exported = changed.exported if options.export is None else options.export
    depends = changed.depends if options.export is None else ""
    value = changed.value
    if value is None and (options.export or name in _FULL):
        own = special(m, name, target.begin)
        value = own if isinstance(own, str | Unknown) else None  # the shell has set it
    declared = changed.declared
    if m.zsh and old.case and not changed.case and isinstance(value, str) and value.lower() != value.upper():
        value = m.unknown(target.begin, "shows a value in the letters that it was given with", filled=True)
    if options.kind == "a" and (isinstance(value, str | None) or (m.zsh and isinstance(value, Table))):
        value = Array((value,)) if isinstance(value, str) and not m.zsh else Array()  # measured: zsh makes an empty one
    elif value is None and m.zsh and m.option("posixbuiltins"):
        value = "" if old.exported and options.export else None
    elif value is None and m.zsh and not options.functions:
        value, declared = ("0" if options.integer else typed(m, changed, "0") if options.decimals else ""), True
    elif m.zsh and (options.export or options.integer or options.case or options.unique or options.pads is not None):
        declared = False  # measured with zsh 5.9: the second `export NAME` puts it into the environment
    if options.unique and isinstance(value, str) and m.zsh and shows_array(m, name):
        value = _unique_text(value, changed.separator)
    if (
        options.unique
        and isinstance(value, Array)
        and m.zsh
        and not any(isinstance(one, Unknown) for one in value.items)
    ):
        value = Array(tuple(dict.fromkeys(value.items)))
    if m.zsh and (options.integer or options.decimals) and isinstance(value, Array | Table):
        value = "0"
    if m.zsh and (options.integer or options.decimals) and isinstance(value, str) and not declared:
        if changed.integer == 10:
            changed = replace(changed, integer=written_base(value) or 10)
        try:
            value = typed(m, changed, value)
        except Signal:
            m.put_variable(name, replace(changed, value=typed(m, changed, "0"), exported=exported, text_wins=True))
            raise
    if options.case and isinstance(value, str) and m.zsh:
        value = value.upper() if options.case == "u" else value.lower()
    new = replace(changed, value=value, exported=exported, depends=depends, declared=declared)
    if options.export is not None:
        new = replace(new, text_wins=new.text_wins or (value is not None and not isinstance(value, Unknown)))
    if options.export is None:
        if value != old.value:
            new = replace(new, text_wins=True)
        m.put_variable(name, new)
        return
    act = Act.EXPORT if options.export else Act.UNEXPORT
    place: Span = target.place.span
    if new.set_at is None:
        new = replace(new, set_at=place)
    m.put_variable(name, new)
    m.record(name, act, new, place, None)


def _unique_text(text: str, separator: str) -> str:
    return separator.join(dict.fromkeys(text.split(separator)))


def _tie(m: Machine, targets: list[Target], options: Options) -> None:
    """zsh: `typeset -T SCALAR array separator`."""
    if len(targets) < 2:
        m.status = 1
        return
    scalar, array = targets[0], targets[1]
    if options.local and not options.globally:
        from .localnames import make_local

        for each in (scalar, array):
            make_local(m, each.name, hidden=True)
        m.frames[-1].untied.setdefault(array.name, m.cells.get("t:" + array.name))
    separator = targets[2].name if len(targets) > 2 else ":"
    m.cells.put("t:" + array.name, Var(scalar.name))
    m.cells.put("T:" + scalar.name, Var(array.name))
    old = m.variable(scalar.name)
    exported = old.exported if options.export is None else options.export
    unset_yet = old.value is None
    own = special(m, scalar.name, scalar.begin) if unset_yet and TIES.get(array.name) == scalar.name else None
    held = old.value if own is None else own
    value = "" if not isinstance(held, str | Unknown) or old.decimals else held
    declared = unset_yet and own is None and old.exported is not True and bool(options.export)  # nobody is given it yet
    made = replace(
        old,
        pad="",
        value=value,
        separator=separator[:1],
        text_wins=True,
        exported=exported,
        unique="sa" if options.unique else "",
        declared=declared,
    )
    m.put_variable(scalar.name, made)
    for target in (scalar, array):
        if target.value is not None:
            assign(m, target.name, target.value, target.place)
