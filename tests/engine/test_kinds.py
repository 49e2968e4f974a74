"""How a document's kind is told."""

from __future__ import annotations

import unittest

from diagnostics.engine.kinds import kind_of, kind_words, recognise
from diagnostics.engine.source import Kind

# Files of other programs in which `env` stands, or a key that Claude Code's settings have as well.
OTHER_JSON = (
    ("devbox.json", '{"packages": ["nodejs@22"], "env": {"ANTHROPIC_API_KEY": "k"}, "shell": {"init_hook": []}}'),
    ("launch.json", '{"version": "0.2.0", "configurations": [{"name": "x", "env": {"ANTHROPIC_API_KEY": "k"}}]}'),
    (
        "tasks.json",
        '{"tasks": [{"command": "claude", "options": {"env": {"ANTHROPIC_BASE_URL": "https://x.example"}}}]}',
    ),
    (".mcp.json", '{"mcpServers": {"x": {"command": "npx", "env": {"ANTHROPIC_API_KEY": "k"}}}}'),
    ("claude_desktop_config.json", '{"mcpServers": {"x": {"command": "npx", "env": {"ANTHROPIC_API_KEY": "k"}}}}'),
    ("nodemon.json", '{"watch": ["src"], "env": {"ANTHROPIC_API_KEY": "k"}}'),
    ("vercel.json", '{"env": {"ANTHROPIC_API_KEY": "@key"}, "build": {"env": {"X": "1"}}}'),
    (".eslintrc.json", '{"env": {"node": true}, "extends": ["eslint:recommended"]}'),
    ("ecosystem.config.json", '{"apps": [{"script": "claude", "env": {"ANTHROPIC_API_KEY": "k"}}]}'),
    ("app.json", '{"env": {"ANTHROPIC_API_KEY": {"description": "key", "required": true}}}'),
    (
        "turbo.json",
        '{"$schema": "https://turbo.build/s.json", "tasks": {"build": {"env": ["ANTHROPIC_BASE_URL"]}}}',
    ),
    ("plugin.json", '{"name": "p", "mcpServers": {"x": {"command": "a", "env": {"ANTHROPIC_API_KEY": "k"}}}}'),
    ("acp.json", '{"agent_servers": {"Claude Code": {"env": {"ANTHROPIC_BASE_URL": "https://x.example"}}}}'),
)
# Claude Code's own, whatever they are called, and whatever else stands in them.
OWN_JSON = (
    ("glm.json", '{"env": {"ANTHROPIC_BASE_URL": "https://x.example"}}'),
    ("glm.json", '{"env": {"ANTHROPIC_BASE_URL": "https://x.example"}, "mcpServers": {"x": {"command": "a"}}}'),
    ("glm.json", '{"env": {"ANTHROPIC_AUTH_TOKEN": "t"}, "description": "for work"}'),
    (
        "glm.json",
        '// mine\n{"env": {"A": "{", /* } */ "ANTHROPIC_AUTH_TOKEN": "t"}, "statusLine": {"type": "x"}}',
    ),
    ("glm.json", '{"env": {"ANTHROPIC_AUTH_TOKEN": "t"} "model": "opus"}'),  # with a mistake
    ("~/.claude/work.json", '{"env": {"ANTHROPIC_AUTH_TOKEN": "t"}, "version": 2}'),
    ("settings.json", '{"env": {"ANTHROPIC_AUTH_TOKEN": "t"}, "version": 2}'),
    ("x.json", '{"apiKeyHelper": "get-key"}'),
)

KINDS = [
    ("~/.zshrc", "", Kind.ZSH),
    ("/home/alice/.zprofile", "export A=1", Kind.ZSH),
    ("~/.bashrc", "export A=1", Kind.BASH),
    ("~/.profile", "export A=1", Kind.SH),
    ("work.zshrc", "export A=1", Kind.ZSH),
    ("/tmp/my.bashrc", "export A=1", Kind.BASH),
    ("old.bash_profile", "export A=1", Kind.BASH),
    ("server.profile", "export A=1", Kind.SH),
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
    ("pasted", "launchctl setenv ANTHROPIC_API_KEY k\nopen -a iTerm\n", Kind.ZSH),
    ("pasted", "launchctl setenv is what I tried", Kind.TEXT),
    ("pasted", "API Error: 402 Insufficient funds.", Kind.TEXT),
    ("", "", Kind.TEXT),
    ("./.envrc", "export A=1", Kind.BASH),
    ("Info.plist", "<plist><dict><key>CFBundleName</key><string>x</string></dict></plist>", Kind.TEXT),
    ("x.plist", "<plist><dict><key>Label</key><string>x</string></dict></plist>", Kind.LAUNCHD),
    ("secrets.env.example", "A=", Kind.DOTENV),
    ("env.example", "A=", Kind.DOTENV),
    (".dev.vars", "A=1", Kind.DOTENV),
    ("app.env.ts", "export const A = 1", Kind.TEXT),
    ("/etc/conf.d/agent", "export A=1", Kind.SH),
    ("/etc/security/pam_env.conf", "A DEFAULT=1", Kind.PAM_ENV),
    (".cargo/config.toml", '[env]\nA = "1"\n', Kind.TEXT),
    ("fly.toml", 'app = "x"\n[env]\nA = "1"\n', Kind.TEXT),
    ("pasted", '[env]\nA = "1"\n', Kind.MISE),
    ("mise.toml", '[env]\nA = "1"\n', Kind.MISE),
    ("agent.conf", "; x\n[program:agent]\ncommand=claude\nenvironment=A=1\n", Kind.TEXT),
    ("config.toml", "", Kind.CODEX_CONFIG),
    ("~/.codex/work.config.toml", "", Kind.CODEX_CONFIG),
    ("dotfiles/codex/config.toml", "", Kind.CODEX_CONFIG),
    ("~/.config/helix/config.toml", "theme = 'x'", Kind.TEXT),
    (".cargo/config.toml", "[build]\njobs = 1\n", Kind.TEXT),
    ("declare -p ANTHROPIC_API_KEY", "", Kind.DUMP),
    ('[Environment]::GetEnvironmentVariable("A", "User")', "", Kind.DUMP),
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
    ("pasted", 'model="gpt-5"\nmodel_provider="gw"\n\n[model_providers.gw]\nname="gw"\n', Kind.CODEX_CONFIG),
    ("pasted", 'model="x"\n[[ $model_providers.gw ]]\nexport A=1\n', Kind.ZSH),
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
    ("~/.cline/data/settings/providers.json", "{}", Kind.CLINE_PROVIDERS),
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

    def test_a_file_of_another_program_is_not_taken_for_settings_of_claude_code(self) -> None:
        for name, text in OTHER_JSON:
            for called in (name, "pasted", "~/.zshrc"):
                with self.subTest(name, called=called):
                    self.assertIs(recognise(called, text), Kind.TEXT)

    def test_settings_of_claude_code_are_told_by_what_they_hold(self) -> None:
        for name, text in OWN_JSON:
            with self.subTest(name, text=text):
                self.assertIs(recognise(name, text), Kind.CLAUDE_SETTINGS)
