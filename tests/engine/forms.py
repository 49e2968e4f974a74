"""The same variables in every form in which people have them and post them; what a client sends must be the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence

Variables = Mapping[str, str]
KEY = "sk-ant-api03-abcDEF123456ghiJKL789"  # nobody's
SETTINGS: Mapping[str, Variables] = {
    "a gateway and its token": {
        "ANTHROPIC_BASE_URL": "https://api.z.ai/api/anthropic",
        "ANTHROPIC_AUTH_TOKEN": "abc123.def456ghi",
    },
    "a gateway's header": {
        "ANTHROPIC_BASE_URL": "https://ai-gateway.vercel.sh",
        "ANTHROPIC_CUSTOM_HEADERS": "x-ai-gateway-api-key: Bearer vck_abc123def456",
    },
    "a key": {"ANTHROPIC_API_KEY": KEY},
    "a cloud": {
        "CLAUDE_CODE_USE_BEDROCK": "1",
        "AWS_REGION": "us-east-1",
        "AWS_BEARER_TOKEN_BEDROCK": "ABSKabcdef123456",
    },
    "a model": {
        "ANTHROPIC_BASE_URL": "https://api.moonshot.ai/anthropic",
        "ANTHROPIC_AUTH_TOKEN": "sk-abc123def456",
        "ANTHROPIC_MODEL": "kimi-k2-turbo-preview",
    },
}


def _lines(form: str) -> Callable[[Variables], str]:
    """Return what writes a line for each variable; `{k}` is its name, `{v}` its value, `{q}` that in quotes."""
    return lambda given: "".join(form.format(k=k, v=v, q=f'"{v}"') + "\n" for k, v in given.items())


def _around(head: str, form: str, tail: str, *, between: str = "\n") -> Callable[[Variables], str]:
    def write(given: Variables) -> str:
        return head + between.join(form.format(k=k, v=v, q=f'"{v}"') for k, v in given.items()) + tail

    return write


def _object(key: str) -> Callable[[Variables], str]:
    return lambda given: json.dumps({key: dict(given)}, indent=2) + "\n"


def _plist(given: Variables) -> str:
    pairs = "".join(f"<key>{k}</key><string>{v}</string>\n" for k, v in given.items())
    return (
        '<?xml version="1.0"?>\n<plist version="1.0"><dict><key>ProgramArguments</key>\n'
        "<array><string>claude</string><string>-p</string></array>\n"
        f"<key>EnvironmentVariables</key><dict>\n{pairs}</dict></dict></plist>\n"
    )


# Other clients: the name, the command with which they are started once, the package, and what they are given.
OTHERS: Mapping[str, tuple[str, str, str, Sequence[Variables]]] = {
    "codex": ("Codex CLI", "codex exec hi", "@openai/codex", [{"CODEX_API_KEY": "sk-proj-abc123def456"}]),
    "gemini": (
        "Gemini CLI",
        "gemini -p hi",
        "@google/gemini-cli",
        [{"GEMINI_API_KEY": "AIzaSyAbc123def456", "GEMINI_MODEL": "gemini-2.5-pro"}],
    ),
    "opencode": (
        "opencode",
        "opencode run hi",
        "opencode-ai",
        [{"ANTHROPIC_API_KEY": KEY}, {"OPENROUTER_API_KEY": "sk-or-v1-abc123def456"}],
    ),
    "aider": (
        "aider",
        "aider --message hi",
        "aider-chat",
        [{"AIDER_MODEL": "sonnet", "ANTHROPIC_API_KEY": KEY}],
    ),
    "qwen-code": (
        "Qwen Code",
        "qwen -p hi",
        "@qwen-code/qwen-code",
        [
            {
                "OPENAI_API_KEY": "sk-abc123def456",
                "OPENAI_BASE_URL": "https://dashscope.aliyuncs.com/compatible-mode/v1",
                "OPENAI_MODEL": "qwen3-coder-plus",
            }
        ],
    ),
    "copilot-cli": (
        "GitHub Copilot CLI",
        "copilot -p hi",
        "@github/copilot",
        [{"COPILOT_GITHUB_TOKEN": "github_pat_abc123DEF456"}],
    ),
}


def for_other(text: str, client: str) -> str:
    """Return a text that starts and names another client in place of Claude Code."""
    name, run, package, _ = OTHERS[client]
    words = run.split()
    text = text.replace("Claude Code", name).replace("@anthropic-ai/claude-code", package)
    text = text.replace("claude -p hi", run).replace("claude -p 'hi'", run)
    text = text.replace('["claude", "-p", "hi"]', json.dumps(words)).replace(
        "[claude, -p, hi]", f"[{', '.join(words)}]"
    )
    elements = "".join(f"<string>{word}</string>" for word in words)
    text = text.replace("<string>claude</string><string>-p</string>", elements)
    return re.sub(r"(?<![\w.])claude(?![\w.])", words[0], text)


EXPORTS = "lines of zsh"
# What writes the form; each is known by its lines, under whatever name.
FORMS: Mapping[str, Callable[[Variables], str]] = {
    EXPORTS: _lines("export {k}={q}"),
    "first set, then exported": _lines("{k}={q}\nexport {k}"),
    "on one line": _around("export ", "{k}={q}", "\n", between=" "),
    "bash's declare": _lines("declare -x {k}={q}"),
    "between set -a and set +a": _around("set -a\n", "{k}={q}", "\nset +a\n"),
    "an alias": _around("alias claude='", "{k}={q}", " claude'\n", between=" "),
    "a function": _around("claude() {\n", "  export {k}={q}", '\n  command claude "$@"\n}\n'),
    "a script": _around("#!/bin/bash\n", "export {k}={q}", '\nexec claude "$@"\n'),
    "fish": _lines("set -gx {k} {q}"),
    "fish's universal": _lines("set -Ux {k} {q}"),
    "PowerShell": _lines("$env:{k} = '{v}'"),
    "PowerShell's store": _lines("[Environment]::SetEnvironmentVariable('{k}', '{v}', 'User')"),
    "PowerShell's items": _lines("Set-Item -Path Env:{k} -Value '{v}'"),
    "the command prompt": _lines("set {k}={v}"),
    "setx": _lines('setx {k} "{v}"'),
    "a batch file": _around("@echo off\n", 'set "{k}={v}"', "\nclaude\n"),
    "Claude Code's settings": _object("env"),
    "VS Code's terminal": _object("terminal.integrated.env.osx"),
    "what env printed": _around("$ env\nHOME=/home/u\nSHELL=/bin/zsh\n", "{k}={v}", "\n"),
    "what export -p printed": _around("$ export -p\n", "declare -x {k}={q}", "\n"),
    "what Get-ChildItem printed": _around(
        f"PS C:\\> gci env:\n\n{'Name':30} Value\n{'----':30} -----\n", "{k:<30} {v}", "\n"
    ),
    "what printenv printed": _lines("$ printenv {k}\n{v}"),
    "the registry": _around(
        "C:\\> reg query HKCU\\Environment\n\nHKEY_CURRENT_USER\\Environment\n", "    {k}    REG_SZ    {v}", "\n"
    ),
    "typed": _around("", "$ export {k}={q}", "\n$ claude\n"),
    "in front of the client": _around("", "{k}={q}", " claude -p hi\n", between=" "),
    "in front, over several lines": _around("", "{k}={q}", " \\\n  claude -p hi\n", between=" \\\n"),
    "behind env": _around("env ", "{k}={q}", " claude -p hi\n", between=" "),
    "docker run": _around("docker run -it --rm \\\n", "  -e {k}={q} \\", "\n  node:22 claude -p hi\n"),
    "a file that is sourced": _around("$ cat .env\n", "{k}={q}", "\n$ set -a; source .env; set +a\n$ claude\n"),
    "mise": _around("[env]\n", "{k} = {q}", "\n"),
    "a compose file": _around(
        "services:\n  claude:\n    image: node:22\n    command: claude -p hi\n    environment:\n",
        "      {k}: {q}",
        "\n",
    ),
    "a Dockerfile": _around(
        "FROM node:22\nRUN npm i -g @anthropic-ai/claude-code\n", "ENV {k}={q}", '\nCMD ["claude", "-p", "hi"]\n'
    ),
    "systemd": _around("[Service]\n", 'Environment="{k}={v}"', "\nExecStart=/usr/bin/claude -p hi\n"),
    "launchd": _plist,
    "a workflow": _around(
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    env:\n",
        "      {k}: {q}",
        "\n    steps:\n      - run: claude -p hi\n",
    ),
    "Kubernetes": _around(
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: c\n    image: x\n"
        "    command: [claude, -p, hi]\n    env:\n",
        "    - name: {k}\n      value: {q}",
        "\n",
    ),
    "cron": _around("", "{k}={v}", "\n0 9 * * * claude -p 'hi' >> /tmp/log\n"),
    "a here-document": _around("cat >> ~/.zshrc <<'EOF'\n", "export {k}={q}", "\nEOF\nsource ~/.zshrc\n"),
    "echo into the file": _lines("echo 'export {k}={q}' >> ~/.zshrc"),
    "a table": _around("| Variable | Value |\n|---|---|\n", "| `{k}` | `{v}` |", "\n"),
    "a list": _around("My environment variables:\n\n", "- `{k}`: `{v}`", "\n"),
}


def _fenced(text: str) -> str:
    return f"```\n{text}```\n"


def _moved(text: str, by: str) -> str:
    return "".join(by + line if line.strip() else line for line in text.splitlines(keepends=True))


ASKS = "\nClaude Code is the latest version on a Mac. Any ideas?\n"
TELLS = "Hi all,\n\nsince yesterday I get errors and do not know why. This is my configuration:\n\n"


# How it is pasted.
def _glued(text: str) -> str:
    """Return a block whose marks stand on its own lines; those of tables and lists are no code."""
    return _fenced(text) if text.startswith(("|", "My ")) else f"```{text.rstrip()}```\n"


PASTES: Mapping[str, Callable[[str], str]] = {
    "by itself": lambda text: text,
    "in a fence": lambda text: TELLS + _fenced(text) + ASKS,
    "in a fence of a list": lambda text: f"Steps:\n\n1. I set this:\n{_moved(_fenced(text), '   ')}2. I ran `claude`\n",
    "between sentences": lambda text: TELLS + text + ASKS,
    "set in": lambda text: TELLS + _moved(text, "    ") + ASKS,
    "quoted": lambda text: "".join(f"> {line}".rstrip(" ") for line in text.splitlines(keepends=True)),
    "in a mail's answer": lambda text: f"Bob wrote:\n> Please show your config.\n\nHere it is:\n\n{_fenced(text)}",
    "in German": lambda text: f"Hallo zusammen,\n\nwer zahlt hier? Meine Einstellungen:\n\n{_fenced(text)}\nDanke!\n",
    "as HTML": lambda text: f"<p>My file:</p>\n<pre>\n{text}</pre>\n<p>Why does Claude Code not work?</p>\n",
    "glued to its fence": lambda text: TELLS + _glued(text) + ASKS,
    "set in by a tab": lambda text: _moved(text, "\t"),
    "between rulers": lambda text: f"---\n{text}---\n",
    "in Chinese": lambda text: f"你好，我的 Claude Code 配置如下：\n\n{text}\n为什么会扣费\n",
    "in Arabic": lambda text: f"مرحبا، هذه إعدادات Claude Code:\n\n{text}\nلماذا يتم خصم الرصيد؟\n",
    "in Polish": lambda text: f"Cześć, oto moja konfiguracja Claude Code:\n\n{text}\nDlaczego pobiera środki\n",
    "with line ends of Windows": lambda text: (TELLS + _fenced(text) + ASKS).replace("\n", "\r\n"),
}
