"""The variables that zsh's function `colors` sets: escape sequences, the same on every terminal (zsh 5.9's file)."""

from __future__ import annotations

from .values import Table, Value, in_zsh_order

_CODES = {
    **dict(zip(range(5), ("none", "bold", "faint", "italic", "underline"), strict=True)),
    **{5: "blink", 7: "reverse", 8: "conceal"},
    **dict(zip(range(22, 26), ("normal", "no-italic", "no-underline", "no-blink"), strict=True)),
    **{27: "no-reverse", 28: "no-conceal"},
}
_HUES = {
    **dict(zip("01234567", ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"), strict=True)),
    "9": "default",
}
_STYLES = {"fg": "", "fg_bold": "01;", "fg_no_bold": "22;", "bg": "", "bg_bold": "01;", "bg_no_bold": "22;"}


def color_variables() -> dict[str, Value]:
    """Return what the function leaves: a table of all codes both ways round, and the sequences by name of a colour.

    It is filled in the order of the function, because that decides in which one zsh lists it.
    """
    codes = [(f"{code:02}", name) for code, name in _CODES.items()]
    codes += [("3" + digit, hue) for digit, hue in _HUES.items()]
    codes += [("4" + digit, "bg-" + hue) for digit, hue in _HUES.items()]
    color = in_zsh_order(Table(), codes)
    color = in_zsh_order(color, [(str(name), code) for code, name in color.items])
    color = in_zsh_order(color, [(f"fg-{name}", code) for code, name in color.items if code[0] == "3"])
    for grey in ("grey", "gray"):
        color = in_zsh_order(color, [(grey, "30"), ("fg-" + grey, "30"), ("bg-" + grey, "40")])
    variables: dict[str, Value] = {
        "color": color,
        "colour": in_zsh_order(Table(), color.items),
        "reset_color": "\x1b[00m",
        "bold_color": "\x1b[01m",
    }
    for style, before in _STYLES.items():
        ground = style[:2] + "-"
        shown = [(name.removeprefix(ground), code) for name, code in color.items if name.startswith(ground)]
        variables[style] = in_zsh_order(Table(), [(name, f"\x1b[{before}{code}m") for name, code in shown])
    return variables
