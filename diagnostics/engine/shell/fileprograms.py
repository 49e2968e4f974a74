"""Programs that make or change files: tee, touch, cp, mv, mkdir, and what may change any."""

from __future__ import annotations

from ..host import Place
from ..records import replace
from .commands import Call
from .computer import place_at
from .machine import Machine
from .redirects import changed_file, file_text_at, normal_path
from .textprograms import unknown_output
from .values import Roughly, Text, Unknown, Var, joined

_LISTS_ONE = frozenset(("-1", "-d", "-a", "-A", "-1d", "-d1", "--"))
_MKDIR_FLAGS = frozenset(("-p", "-pv", "-vp", "-v", "--parents", "--"))


def may_change(m: Machine, call: Call) -> None:
    """Remember that a program may make or remove the files that its arguments name."""
    for argument in call.arguments:
        key = "q:*"
        if isinstance(argument, str):
            if "/" not in argument and not argument.startswith("~"):
                continue
            key = "q:" + normal_path(m, argument.rstrip("/"))
        if m.cells.get(key) is None:
            m.cells.put(key, Var("changed"))


def tee(m: Machine, call: Call) -> None:
    """Write what is read to the files named, or behind what they hold, and hand it on."""
    text: Text = m.stdin.take() if m.stdin else Unknown("")
    for file in call.arguments:
        if isinstance(file, str) and not file.startswith("-"):
            m.writes = True
            path, made = normal_path(m, file), text
            if "-a" in call.arguments or "--append" in call.arguments:
                before = file_text_at(m, path, call.begin)
                made = joined([before, text])
                if isinstance(made, Unknown):
                    made = changed_file(m, call.begin, "adds to a file", before, text)
            m.cells.put("w:" + path, Var(made))
    m.status = 0
    m.write(text)


def ls(m: Machine, call: Call) -> None:
    """`ls PATH…`: it fails where nothing is there, and says nothing of that on its output."""
    from .filetests import file_test
    from .programs import unknown_program  # where all programs are named, these too

    texts = [text for text in call.arguments if isinstance(text, str)]
    names = [text for text in texts if text[:1] != "-"]
    there = [file_test(m, "-e", name, call.begin) for name in names]
    if not names or len(texts) != len(call.arguments) or any(isinstance(one, Unknown) for one in there):
        unknown_program(m, call)
        return
    if not all(there) and m.err is not None:
        m.err.append(m.unknown(call.begin, "complains of what is not there", filled=True))
    if not any(there):
        m.status = Roughly(2)
        return
    only = len(names) == 1 and {text for text in texts if text[:1] == "-"} <= _LISTS_ONE
    is_file = only and file_test(m, "-f", names[0], call.begin) is True
    m.write(f"{names[0]}\n" if is_file else m.unknown(call.begin, "runs a command", is_set=False))
    m.status = 0 if all(there) else Roughly(2)


def touched(m: Machine, call: Call) -> None:
    """`rm`, `mv`, `cp` and their kin: the files they name are no longer what the text wrote."""
    if call.name in ("cp", "mv", "ln") and _copied(m, call):
        return
    paths = [normal_path(m, argument) for argument in call.arguments if isinstance(argument, str)]
    held = [file_text_at(m, path, call.begin) for path in paths] if m.writes and call.name != "rm" else []
    why = changed_file(m, call.begin, "changes a file", *(text for text in held if isinstance(text, str) or text.sets))
    for path in paths:
        if m.cells.get("w:" + path) is not None or why.sets:
            m.cells.put("w:" + path, Var(why))
        m.budget.spend(1 + len(m.cells.values) // 16)
        folder = "d:" + path
        for made in [one for one in m.cells.values if one == folder or one.startswith(folder + "/")]:
            m.cells.put(made, Var(replace(why, sets="")))
    unknown_output(m, call)


def _copied(m: Machine, call: Call) -> bool:
    """Copy or move a file whose text is known to another name; tell whether that is what is asked for."""
    texts = [text for text in call.arguments if isinstance(text, str)]
    plain = [normal_path(m, text) for text in texts if text[:1] != "-"]
    flags = {text for text in texts if text[:1] == "-"}
    if len(texts) != len(call.arguments) or len(plain) != 2 or not flags <= {"-f", "-p", "-a", "-v", "--"}:
        return False
    source, target = plain
    text = file_text_at(m, source, call.begin)
    folder = target.endswith("/") or target in ("~", ".") or place_at(m, target) is Place.FOLDER
    if call.name == "ln" or not isinstance(text, str) or folder or "d:" + target in m.cells.values:
        return False
    m.writes = True
    m.cells.put("w:" + target, Var(text))
    if call.name == "mv":
        m.cells.put("w:" + source, Var(m.unknown(call.begin, "changes a file", is_set=False)))
    m.status = 0
    return True


def mkdir(m: Machine, call: Call) -> None:
    """`mkdir -p`: the folders are there afterwards, where a person may make some: below the home folder, in /tmp."""
    names = [text for text in call.arguments if isinstance(text, str) and text[:1] != "-"]
    flags = {text for text in call.arguments if isinstance(text, str) and text[:1] == "-"}
    paths = [normal_path(m, name) for name in names]
    known = paths and len(names) + len(flags) == len(call.arguments) and flags <= _MKDIR_FLAGS
    makes = known and "p" in "".join(flags)
    if not makes or not all(path.startswith(("~/", "/tmp/")) and ".." not in path for path in paths):  # noqa: S108
        from .programs import unknown_program  # where all programs are named, these too

        unknown_program(m, call)  # which may make them, or fail
        return
    m.status = 0
    for path in paths:
        pieces = path.rstrip("/").split("/")
        for count in range(2, min(len(pieces), 20) + 1):
            m.cells.put("d:" + "/".join(pieces[:count]), Var("made"))
