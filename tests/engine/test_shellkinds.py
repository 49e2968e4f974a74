"""How a start-up file of fish, PowerShell or the Windows command prompt is told."""

from __future__ import annotations

import unittest

from diagnostics.engine.kinds import recognise
from diagnostics.engine.source import Kind

KINDS = [
    ("~/.config/fish/config.fish", "", Kind.FISH),
    ("~/.config/fish/conf.d/keys.fish", "export A=1", Kind.FISH),
    ("~/.config/fish/fish_variables", "", Kind.FISH),
    ("Microsoft.PowerShell_profile.ps1", "", Kind.POWERSHELL),
    ("C:\\Users\\alice\\Documents\\PowerShell\\profile.ps1", "$x = 1", Kind.POWERSHELL),
    ("$PROFILE", "$x = 1", Kind.POWERSHELL),
    ("$PROFILE.CurrentUserAllHosts", "", Kind.POWERSHELL),
    ("start.bat", "", Kind.CMD),
    ("C:\\tools\\claude.CMD", "set A=1", Kind.CMD),
    ("pasted", "set -gx A 1\n", Kind.FISH),
    ("pasted", "#!/usr/bin/env fish\nls\n", Kind.FISH),
    ("pasted", "if status is-interactive\n  set -x A 1\nend\n", Kind.FISH),
    ("pasted", "# This file contains fish universal variable definitions.\n", Kind.FISH),
    ("pasted", '$env:ANTHROPIC_API_KEY = "x"\n', Kind.POWERSHELL),
    ("pasted", "[Environment]::SetEnvironmentVariable('A', '1', 'User')\n", Kind.POWERSHELL),
    ("pasted", "#!/usr/bin/env pwsh\nls\n", Kind.POWERSHELL),
    ("pasted", "@echo off\nset A=1\nclaude\n", Kind.CMD),
    ("pasted", "setx A 1\n", Kind.CMD),
    ("pasted", 'set "A=1"\n', Kind.CMD),
    ("pasted", "export A=1\nexport B=2\nif test -n x\n  set -gx C 3\nend\n", Kind.FISH),
    ("pasted", "function ll --wraps ls\n  ls -l $argv\nend\n", Kind.FISH),
    ("pasted", "if x then\n  return 1\nend\n", Kind.ZSH),
    ("pasted", "param([string]$x)\n$y = Get-Item $x\nWrite-Host $y\n", Kind.POWERSHELL),
    ("pasted", "def f\n  x\nend\nclass C\nend\n", Kind.TEXT),
    ("pasted", "Call the API with your key.\nRem is a band.\n", Kind.TEXT),
    ("pasted", "Start-up files are read first.\nadd-ons too\n", Kind.TEXT),
    ("pasted", "$a = 1;\n$b = 2;\n", Kind.TEXT),
    ("pasted", "Set the variable, then start the client.\n", Kind.TEXT),
    # A name that people know is believed, and lines that bash and zsh read outweigh a slip.
    ("~/.zshrc", "set -gx A 1\n", Kind.ZSH),
    ("~/.bashrc", "set A=1\n", Kind.BASH),
    ("pasted", "export A=1\nexport B=2\nset -gx C 3\n", Kind.ZSH),
    ("pasted", "set -x\nexport A=1\n", Kind.ZSH),
    ("pasted", "set -e\nset -u\necho hi\n", Kind.TEXT),
]


class ShellKinds(unittest.TestCase):
    def test_name_and_lines_tell_the_shell(self) -> None:
        for name, text, kind in KINDS:
            with self.subTest(name=name, text=text):
                self.assertEqual(recognise(name, text), kind)
