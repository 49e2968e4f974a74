"""How a document's kind is told."""

from __future__ import annotations

import unittest

from diagnostics.engine.kinds import kind_of, kind_words, recognise
from diagnostics.engine.source import Kind

KINDS = [
    ("~/.zshrc", "", Kind.ZSH),
    ("/home/alice/.zprofile", "export A=1", Kind.ZSH),
    ("~/.bashrc", "export A=1", Kind.BASH),
    ("~/.profile", "export A=1", Kind.SH),
    ("deploy.sh", "A=1", Kind.SH),
    ("./.env", "A=1", Kind.DOTENV),
    (".env.local", "A=1", Kind.DOTENV),
    ("~/.claude/settings.json", "", Kind.CLAUDE_SETTINGS),
    ("./.claude/settings.local.json", "{", Kind.CLAUDE_SETTINGS),
    ("/etc/claude-code/managed-settings.json", "{}", Kind.CLAUDE_SETTINGS),
    ("C:\\Users\\alice\\.claude\\settings.json", "{}", Kind.CLAUDE_SETTINGS),
    ("~/.claude.json", "", Kind.CLAUDE_STATE),
    ("~/.zshrc", '{"env": {"A": "1"}}', Kind.CLAUDE_SETTINGS),
    ("~/.claude-work/settings.json", '{"env": {"A": "1"}}', Kind.CLAUDE_SETTINGS),
    ("home/dot_ccstatusline/settings.json", '{"version": 3, "lines": []}', Kind.TEXT),
    ("~/.claude-mem/settings.json", '{"CLAUDE_MEM_MODEL": "x"}', Kind.TEXT),
    ("~/.zshrc", '\ufeff{\n "primaryApiKey": "x"}', Kind.CLAUDE_STATE),
    ("~/.zshrc", "{ echo; }", Kind.ZSH),
    ("pasted", '{"env": {}}', Kind.CLAUDE_SETTINGS),
    ("package.json", '{"name": "x"}', Kind.TEXT),
    ("~/.wgetrc", "timeout = 60\n", Kind.TEXT),
    ("~/.gitconfig", "[user]\nname = x\n", Kind.TEXT),
    ("setup.sh", "#!/usr/bin/env zsh\npath=(a b)\n", Kind.ZSH),
    ("setup.sh", "#!/bin/bash\na=(1 2)\n", Kind.BASH),
    ("setup.sh", "#!/bin/sh\nA=1\n", Kind.SH),
    ("setup.sh", "A=1\n", Kind.SH),
    ("pasted", "#!/bin/bash\nls", Kind.BASH),
    ("pasted", "#!/usr/bin/env zsh\nls", Kind.ZSH),
    ("pasted", "#!/bin/sh\nls", Kind.SH),
    ("pasted", "setopt autocd", Kind.ZSH),
    ("pasted", "shopt -s globstar", Kind.BASH),
    ("pasted", "export A=1", Kind.ZSH),
    ("pasted", "API Error: 402 Insufficient funds.", Kind.TEXT),
    ("", "", Kind.TEXT),
    ("./.envrc", "export A=1", Kind.BASH),
    ("--env-file .env", "A=1", Kind.DOCKER_ENV),
    ("env.list", "A=1", Kind.DOCKER_ENV),
    ("env", "A=1", Kind.DUMP),
    ("$ env | grep -i claude", "A=1", Kind.DUMP),
    ("printenv ANTHROPIC_BASE_URL", "https://x.example", Kind.DUMP),
    ("export -p", "export A=1", Kind.DUMP),
    ("Get-ChildItem Env:", "", Kind.DUMP),
    (
        "pasted",
        "Name      Value\n----      -----\nAPPDATA   C:\\x\nComSpec   C:\\y\nUSERPROFILE C:\\z\n",
        Kind.DUMP,
    ),
    ("~/.zshrc", "SHELL=/bin/zsh\nUSER=u\nHOME=/home/u\nA=1\n_=/usr/bin/env\n", Kind.DUMP),
    ("pasted", 'declare -x A="1"\ndeclare -x B\n', Kind.DUMP),
    ("~/.zshrc", "export LANG=C\nexport TERM=xterm\nexport PATH=/bin\nexport USER=u\n", Kind.ZSH),
    ("~/.zshrc", "export HOME=/x USER=y\nexport PATH=$HOME/bin\nexport PWD=/\n", Kind.ZSH),
    ("~/.bash_profile", 'declare -x A="1"\nalias b=c\n', Kind.BASH),
    ("~/.codex/config.toml", "", Kind.CODEX_CONFIG),
    ("pasted", '# mine\nmodel = "gpt-5"\n\n[model_providers.gw]\n', Kind.CODEX_CONFIG),
    ("~/.zshrc", 'cat > config.toml <<E\nmodel_provider = "x"\nE\n', Kind.ZSH),
    ("~/.zshrc", "ANTHROPIC_MODEL = opus\n", Kind.ZSH),
    ("opencode.jsonc", "{ // mine\n}", Kind.OPENCODE_CONFIG),
    ("pasted", '{"$schema": "https://opencode.ai/config.json"}', Kind.OPENCODE_CONFIG),
    ("~/.config/Code/User/settings.json", "{}", Kind.VSCODE_SETTINGS),
    ("settings.json", '{\n // mine\n "terminal.integrated.env.osx": {}}', Kind.VSCODE_SETTINGS),
    ("pasted", '// mine\n{"editor.tabSize": 2}', Kind.VSCODE_SETTINGS),
    ("~/.claude/settings.json", '// mine\n{"env": {}}', Kind.CLAUDE_SETTINGS),
    ("~/.gemini/settings.json", "{}", Kind.GEMINI_SETTINGS),
    ("~/.qwen/settings.json", "{}", Kind.QWEN_SETTINGS),
    ("~/.codex/auth.json", '{"OPENAI_API_KEY": null}', Kind.LOGIN_FILE),
    ("/etc/systemd/system/x.service", "", Kind.SYSTEMD_UNIT),
    ("~/.zshrc", "# x\n[Service]\nEnvironment=A=1\n", Kind.SYSTEMD_UNIT),
    ("~/.zshrc", "[[ -n $A ]] && export B=1\n", Kind.ZSH),
    ("/etc/systemd/system/x.service.d/override.conf", "Environment=A=1", Kind.SYSTEMD_UNIT),
    ("~/.config/environment.d/10-x.conf", "A=1", Kind.ENVIRONMENT_D),
    ("/etc/default/x", "A=1", Kind.SYSTEMD_ENV),
    ("/etc/environment", "A=1", Kind.PAM_ENV),
    ("docker-compose.override.yml", "", Kind.COMPOSE),
    ("pasted", "version: '3'\nservices:\n  app:\n    image: x\n", Kind.COMPOSE),
    ("~/.zshrc", "cat <<E\nservices:\n  app:\nE\n", Kind.ZSH),
    ("~/Library/LaunchAgents/x.plist", "", Kind.LAUNCHD),
    ("~/.zshrc", "MAILTO=me\n# nightly\n0 3 * * 1-5 claude -p x\n", Kind.CRONTAB),
    ("pasted", "@daily claude -p x\n", Kind.CRONTAB),
    ("pasted", "0 3 1 jan mon claude -p x\n", Kind.CRONTAB),
    ("/etc/cron.d/review", "A=1\n", Kind.CRONTAB),
    ("~/.zshrc", "A=1\n0 3 * * * claude -p x\nalias b=c\n", Kind.ZSH),
    ("~/.zshrc", "A=1\nB=2\n", Kind.ZSH),
    ("~/.zshrc", "# Dockerfile\nARG V=22\nFROM node:22 AS base\nENV A=1\n", Kind.DOCKERFILE),
    ("~/.zshrc", "FROM=me\nexport A=1\n", Kind.ZSH),
    ("~/.zshrc", "FROM --platform=$BUILDPLATFORM node:22 as a\n", Kind.DOCKERFILE),
    ("pasted", "# in my image\nENV A b\nRUN c\n", Kind.DOCKERFILE),
    ("pasted", "RUN npm ci\nENV A=b\n", Kind.DOCKERFILE),
    ("pasted", "RUN npm ci\n", Kind.TEXT),
    ("~/.zshrc", "export ENV=~/.shrc\nENV=x\n", Kind.ZSH),
    ("docker/Dockerfile.dev", "", Kind.DOCKERFILE),
    ("app.dockerfile", "", Kind.DOCKERFILE),
    ("Containerfile", "", Kind.DOCKERFILE),
    ("dockerfile.md", "", Kind.TEXT),
    (".github/workflows/x.yml", "", Kind.WORKFLOW),
    ("C:\\src\\.github\\workflows\\x.yaml", "", Kind.WORKFLOW),
    ("~/.zshrc", "# mine\non: push\njobs:\n  a:\n    steps:\n      - run: x\n", Kind.WORKFLOW),
    ("pasted", "- uses: anthropics/claude-code-action@v1\n  with:\n    a: b\n", Kind.WORKFLOW),
    ("config.yml", "version: 2.1\njobs:\n  a:\n    steps:\n      - run: x\n", Kind.TEXT),
    ("x.yml", "name: x\nsteps:\n  - script: y\n", Kind.TEXT),
    ("x.yml", "name: x\nuses: y\n", Kind.TEXT),
    ("mise.toml", "", Kind.MISE),
    (".mise.local.toml", "", Kind.MISE),
    ("~/.config/mise/config.toml", "", Kind.MISE),
    ("~/.codex/config.toml", "", Kind.CODEX_CONFIG),
    ("pasted", '[tools]\nnode = "22"\n[env]\nA = "b"\n', Kind.MISE),
    ("pasted", 'model = "gpt-5"\n[env]\nA = "b"\n', Kind.CODEX_CONFIG),
    ("pasted", '{"id": "x", "object": "chat.completion", "model": "y"}', Kind.TEXT),
    ("pasted", '{"$schema": "https://charm.land/crush.json", "providers": {}}', Kind.TEXT),
    ("pasted", '{"model": "opus"}', Kind.CLAUDE_SETTINGS),
    ("pasted", '<?xml version="1.0"?>\n<plist version="1.0">', Kind.LAUNCHD),
]


class Kinds(unittest.TestCase):
    def test_name_and_text_tell_the_kind(self) -> None:
        for name, text, kind in KINDS:
            with self.subTest(name=name, text=text):
                self.assertEqual(recognise(name, text), kind)

    def test_each_kind_has_a_word_of_its_own(self) -> None:
        words = kind_words()
        self.assertEqual(len(set(words)), len(Kind))
        for word, kind in zip(words, Kind, strict=True):
            self.assertNotIn(" ", word)
            self.assertEqual((kind_of(word), kind_of(kind.value), kind_of(kind.value.upper())), (kind, kind, kind))
        self.assertIsNone(kind_of("csh"))
