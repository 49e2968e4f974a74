"""A start-up file that a template engine fills in: what its tags decide is unknown, and the rest is read."""

from __future__ import annotations

import unittest

from diagnostics.engine.environment import State

from .reading import read, variable

BLOCK = (
    'export A=1\n{{ if eq .chezmoi.os "darwin" }}\nexport B=mac\n{{ else }}\nexport B=linux\n{{ end }}\nexport C=2\n'
)

# Each: the text, a name in it, why its value is unknown.
UNKNOWN = [
    (BLOCK, "B", "set on line 3 or on line 5, depending on line 2"),
    ("{{- if .work }}\nexport A=1\n{{- end }}\n", "A", "set on line 2 or not, depending on line 1"),
    ("{{if .work}}\nexport A=1\n{{end}}\n", "A", "set on line 2 or not, depending on line 1"),
    ("{% if work %}\nexport A=1\n{% endif %}\n", "A", "set on line 2 or not, depending on line 1"),
    ("{%- for p in paths %}\nexport A={{ p }}\n{%- endfor %}\n", "A", "set on line 2 or not, depending on line 1"),
    ("<% if work %>\nexport A=1\n<% end %>\n", "A", "set on line 2 or not, depending on line 1"),
    ("export A={{ .key }}\n", "A", "line 1 is filled in by a template"),
    ("\nexport A={{ key }}/v1 B=1\n", "A", "line 2 is filled in by a template"),
    ("export A=<%= key %>\n", "A", "line 1 is filled in by a template"),
    ('{{ if .x }}\n{{ end }}\nexport A="https://{{ .host }}/v1"\n', "A", "line 3 is filled in by a template"),
    ('export A="{{ onepasswordRead "op://x/y/z" }}"\n', "A", "line 1 is filled in by a template"),
    ('export A="{{ .key }}"\n', "A", "line 1 is filled in by a template"),
    ("B=1\nexport A='{{ key | trim }}' # c\n", "A", "line 2 is filled in by a template"),
    (
        "export A={{ if .work }}1{{ else }}2{{ end }}\n{{ if .x }}\n{{ end }}\n",
        "A",
        "line 1 is filled in by a template",
    ),
    ("A=(\n a\n{{ if .work }}\n b\n{{ end }}\n)\nexport B=${A[*]}\n", "B", "line 1 is filled in by a template"),
    ("{{ if .x }}\nexport A=1; ( {{ end }}\n", "A", "line 2 stands in a template that nobody filled in"),
]

# Each: the text, a name in it, and its value: a tag elsewhere does not matter, braces of other programs are none.
KNOWN = [
    (BLOCK, "A", "1"),
    (BLOCK, "C", "2"),
    ("{{ if .x }}\n# nothing\n{{ end }}\nexport A=1\n", "A", "1"),
    ("{{/* why\n it is */}}\nexport A=1\n{{ $x := 1 }}\n", "A", "1"),
    ("{# why #}\n{% set a = 1 %}\nexport A=1\n", "A", "1"),
    ("export A='{{.Names}}'\n", "A", "{{.Names}}"),
    ('export DOCKER_FORMAT="{{ .ID }}"\n', "DOCKER_FORMAT", "{{ .ID }}"),
    ('export A="table {{ .ID }}"\n', "A", "table {{ .ID }}"),
    ("alias d='docker ps --format \"{{.Names}}\"'\nexport A=1\n", "A", "1"),
    ('PS1="%{%F{red}%}%~ %{%f%}"\nexport A=1\n', "A", "1"),
]


class Templates(unittest.TestCase):
    def test_what_a_tag_decides_is_unknown_and_says_why(self) -> None:
        for text, name, why in UNKNOWN:
            for shell in ("zsh", "bash"):
                with self.subTest(text=text, shell=shell):
                    found = variable(text, name, shell)
                    self.assertEqual((found.state, found.why), (State.UNKNOWN, why))

    def test_everything_else_is_read(self) -> None:
        for text, name, value in KNOWN:
            for shell in ("zsh", "bash"):
                with self.subTest(text=text, shell=shell):
                    self.assertEqual(variable(text, name, shell).value, value)

    def test_a_tag_in_the_place_of_a_command_may_set_what_the_text_does_not(self) -> None:
        found = read('{{ template "secrets" . }}\nexport A=${B:-1}\n').environment.get("A")
        self.assertEqual((found.state, found.why), (State.UNKNOWN, "line 1 is filled in by a template"))
