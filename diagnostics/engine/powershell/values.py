"""Work out PowerShell's expressions, as far as the text shows them."""

from __future__ import annotations

from ..host import System
from ..shell.values import MASKED, Unknown, is_masked
from . import tree
from .machine import KNOWN, Session, Value, shown

# fmt: off
_AUTOMATIC = frozenset((
    "_", "psitem", "args", "input", "?", "^", "$", "error", "home", "host", "iswindows", "islinux", "ismacos",
    "pid", "profile", "psversiontable", "psscriptroot", "pscommandpath", "pshome", "psedition", "matches",
    "lastexitcode", "myinvocation", "pwd", "psboundparameters", "psculture", "psuiculture", "shellid",
    "executioncontext", "this",
))
# fmt: on
_SYSTEMS: dict[str, tuple[System, ...]] = {
    "ismacos": (System.MACOS,),
    "islinux": (System.LINUX, System.WSL),
    "iswindows": (),
}


def evaluate(m: Session, expression: tree.Expression) -> Value:
    """Return the value of an expression, or why it is not known."""
    m.budget.spend()
    if isinstance(expression, tree.Constant):
        return expression.value
    if isinstance(expression, tree.Name):
        return _name(m, expression)
    if isinstance(expression, tree.Joined):
        with m.budget:
            return _joined(m, expression)
    if isinstance(expression, tree.Operation):
        with m.budget:
            return _operation(m, expression)
    if isinstance(expression, tree.Member):
        return _member(m, expression)
    return m.unknown(expression.begin, expression.what)


def _name(m: Session, expression: tree.Name) -> Value:
    if expression.scope == "env":
        return m.environment(expression.name)
    if expression.scope not in ("", "global", "script", "local", "private"):
        return m.unknown(expression.begin, "reads something that is not in this text")
    name = expression.name.lower()
    if name == "home" and not m.is_own(name):
        return _home(m, expression.begin)
    if name in _SYSTEMS and m.host.system is not None and not m.is_own(name):
        return m.host.system in _SYSTEMS[name]
    if name in _AUTOMATIC and not m.is_own(name):
        filled = name in ("pid", "pshome")
        return m.unknown(expression.begin, f"uses ${expression.name}, which PowerShell sets", filled=filled)
    if not m.is_own(name):
        foreign = m.foreign()
        if name in m.assignable:
            return m.unknown(expression.begin, f"uses ${expression.name}, which is set in a way that is not read here")
        if foreign is None and m.is_piece and expression.name.upper() not in KNOWN:
            return m.unknown(expression.begin, f"uses ${expression.name}, which these lines do not set")
        return Unknown(foreign.why, line=foreign.line) if foreign else None
    return m.own(name)


def _home(m: Session, begin: int) -> Value:
    """Return `$HOME`: USERPROFILE on Windows, HOME elsewhere, where the environment before is given."""
    for wanted in ("USERPROFILE", "HOME"):
        value = m.environment(wanted) if m.given is not None else None
        if isinstance(value, str):
            return value
    return m.unknown(begin, "uses $HOME, which PowerShell sets", filled=True)


def _joined(m: Session, expression: tree.Joined) -> Value:
    values = [evaluate(m, piece) for piece in expression.pieces]
    loose = next((value for value in values if isinstance(value, Unknown)), None)
    if loose is not None:
        rest = any(isinstance(value, str) and value for value in values)
        return Unknown(loose.why, loose.filled or rest, True, False, loose.line)
    if expression.added and not isinstance(values[0], str):
        if values[0] is None and len(values) > 1 and all(isinstance(value, str) for value in values[1:]):
            values[0] = ""
        else:
            return Unknown("a sum is worked out")
    text = "".join(str(shown(value)) for value in values)
    m.budget.spend(1 + len(text) // 64)
    if len(text) > 300_000:
        return Unknown("the value is too long")
    return text


def is_true(value: Value) -> bool | Unknown:
    """Tell whether PowerShell takes a value for true."""
    if isinstance(value, Unknown):
        return True if value.filled else value
    return bool(value)


def _operation(m: Session, expression: tree.Operation) -> Value:
    operator = expression.operator
    if operator == "not":
        truth = is_true(evaluate(m, expression.sides[0]))
        return truth if isinstance(truth, Unknown) else not truth
    left = evaluate(m, expression.sides[0])
    if operator in ("and", "or"):
        return _logical(m, operator, is_true(left), expression)
    right = evaluate(m, expression.sides[1])
    for value in (left, right):
        if isinstance(value, Unknown):
            return value
    assert not isinstance(left, Unknown)
    assert not isinstance(right, Unknown)
    if operator in ("eq", "ieq", "ne", "ine", "ceq", "cne"):
        return (
            _equal(left, right, cases=operator.startswith("c"))
            if "eq" in operator
            else _opposite(_equal(left, right, cases=operator.startswith("c")))
        )
    return Unknown("a comparison is worked out")


def _opposite(truth: bool | Unknown) -> bool | Unknown:
    return truth if isinstance(truth, Unknown) else not truth


def _equal(left: str | int | bool | None, right: str | int | bool | None, *, cases: bool) -> bool | Unknown:
    if left is None or right is None:
        return left is None and right is None
    if isinstance(left, bool) or isinstance(right, bool) or type(left) is not type(right):
        return Unknown("values of different kinds are compared")
    if isinstance(left, str) and isinstance(right, str):
        if left != right and left and right and (is_masked(left) or is_masked(right)):
            return Unknown(MASKED)
        return left == right if cases else left.casefold() == right.casefold()
    return left == right


def _logical(m: Session, operator: str, left: bool | Unknown, expression: tree.Operation) -> Value:
    settles = operator == "or"
    if left is settles:
        return settles
    right = is_true(evaluate(m, expression.sides[1]))
    if right is settles:
        return settles
    if isinstance(left, Unknown):
        return left
    return right


def _member(m: Session, expression: tree.Member) -> Value:
    kind = expression.type.lower().removeprefix("system.")
    name = expression.name.lower()
    arguments = expression.arguments or ()
    if kind == "string" and name in ("isnullorempty", "isnullorwhitespace") and len(arguments) == 1:
        value = evaluate(m, arguments[0])
        if isinstance(value, Unknown):
            return False if value.filled and name == "isnullorempty" else value
        text = str(shown(value))
        return not (text.strip() if name.endswith("space") else text)
    if kind == "environment" and name == "getenvironmentvariable" and len(arguments) == 1:
        wanted = evaluate(m, arguments[0])
        if isinstance(wanted, str):
            return m.environment(wanted)
    if kind == "environment" and name == "newline":
        return Unknown("a line break is another one on each system", filled=True)
    return m.unknown(expression.begin, "calls a method")


__all__ = ["evaluate", "is_true"]
