"""The words about how things are written: values, wrappers, lines that never run, proxies. Real texts, real facts."""

from __future__ import annotations

import unittest

from diagnostics.engine.clientnames import DECISIVE, READ_BY_OTHERS, UNREAD_BY_OTHERS, meant_for_others
from diagnostics.engine.factsof import facts_of
from diagnostics.engine.findings import Login, Mode
from diagnostics.engine.kinds import recognise
from diagnostics.engine.names import READ
from diagnostics.engine.rules.answers import Maybe, No, Yes
from diagnostics.engine.rules.conditions import ask, parse_condition
from diagnostics.engine.source import Document

ZSH, BASH = "~/.zshrc", "~/.bashrc"
KEY = "OPENAI_API_KEY"

# word with its parameters, document, text, lines of the yes (None: no)
COMPOSE = "services:\n  a:\n    environment:\n      OPENAI_BASE_URL: http://localhost:1234/v1\n"
CASES = (
    ({"is": "has-blank-at-edge"}, ZSH, f'export {KEY}="x "\n', [1]),
    ({"is": "has-blank-at-edge"}, ZSH, f'export {KEY}=" "\nexport OTHER="x "\n', None),
    ({"is": "has-blank-at-edge"}, ZSH, f'export {KEY}="$(cat f) "\n', None),
    ({"is": "is-wrapped-in-quotes"}, ZSH, f'export {KEY}=\\"x\\"\n', [1]),
    ({"is": "is-wrapped-in-quotes"}, ZSH, f'export {KEY}="x"\n', None),
    ({"is": "ends-in-comma"}, ZSH, f"export {KEY}=x, OTHER=y\n", [1]),
    ({"is": "ends-in-comma", "var": "NO_PROXY"}, ZSH, "export NO_PROXY=a,\n", None),
    ({"is": "is-cut-at-blank"}, BASH, "export HDR=Authorization: Bearer\n", [1]),
    ({"is": "is-cut-at-blank"}, BASH, "export HDR=a sk-1 x\n", [1]),
    ({"is": "is-cut-at-blank"}, BASH, "export A=1 B=2 C\nexport D=1 # a-b\nexport E=1; a-b\n", None),
    ({"is": "is-cut-at-blank"}, ZSH, "() { export A=anon }\n[[ -n $X ]] && export B=1 \n", None),
    ({"is": "is-cut-at-blank"}, BASH, 'export HDR="a: b c-d" X\nHDR=a: run-it now\n', None),
    ({"is": "is-unexpanded"}, ZSH, f"export {KEY}='$OTHER'\n", [1]),
    ({"is": "is-unexpanded"}, ZSH, f"export {KEY}='$(op read x)'\n", [1]),
    ({"is": "is-unexpanded", "var": "FILE"}, ZSH, "export FILE='$HOME/key.json'\n", [1]),
    ({"is": "is-unexpanded"}, ZSH, f"export {KEY}='a$b'\n", None),
    ({"is": "is-unexpanded"}, "~/.claude/settings.json", f'{{"env": {{"{KEY}": "$OTHER"}}}}', None),
    ({"is": "begins-with-tilde", "var": "CODEX_HOME"}, ZSH, 'export CODEX_HOME="~/x"\n', [1]),
    ({"is": "begins-with-tilde", "var": "CODEX_HOME"}, ZSH, "export CODEX_HOME=~/x\n", None),
    ({"is": "uses-name-set-later"}, ZSH, f'export {KEY}="$OTHER"\nexport OTHER=x\n', [1]),
    ({"is": "uses-name-set-later"}, ZSH, f'export OTHER=x\nexport {KEY}="$OTHER"\nexport OTHER=y\n', None),
    ({"is": "uses-name-set-later"}, ZSH, f'export {KEY}="${{OTHER:-y}}"\nexport OTHER=x\n', None),
    ({"is": "uses-name-set-later"}, ZSH, f"export {KEY}='$OTHER'\nexport OTHER=x\n", None),
    ({"is": "uses-name-set-later"}, ZSH, f'export {KEY}="$OTHER"\n', None),
    ({"is": "is-misspelt"}, ZSH, "export OPEN_AI_API_KEY=x\n", [1]),
    ({"is": "is-misspelt"}, ZSH, 'export OPENAI_KEY=x\nexport OPENAI_API_KEY="$OPENAI_KEY"\n', None),
    ({"is": "is-emptied", "var": KEY}, ZSH, f'export {KEY}=""\n', [1]),
    ({"is": "is-emptied", "var": KEY}, ZSH, f'export {KEY}="$(op read x)"\n', None),
    ({"is": "is-known-to-start-with", "var": KEY, "text": "bearer "}, ZSH, f'export {KEY}="Bearer x"\n', [1]),
    ({"is": "is-known-to-start-with", "var": KEY, "text": "bearer "}, ZSH, f"export {KEY}=x\n", None),
    (
        {"is": "is-known-secret", "var": KEY, "kinds": "api-key"},
        ZSH,
        f"export {KEY}=‹api-key, 20 characters, #1›\n",
        [1],
    ),
    ({"is": "is-known-secret", "var": KEY, "kinds": "api-key"}, ZSH, f"export {KEY}=$(op read x)\n", None),
    ({"is": "is-secret-reference"}, ZSH, f'export {KEY}="op://Private/OpenAI/key"\n', [1]),
    ({"is": "is-secret-reference"}, ZSH, f'export {KEY}="$(op read op://Private/OpenAI/key)"\n', None),
    ({"is": "is-foreign-to-powershell"}, "profile.ps1", f'export {KEY}="x"\n${KEY} = "x"\n', [1, 2]),
    ({"is": "is-foreign-to-powershell"}, "profile.ps1", f'$env:{KEY} = "x"\n# export {KEY}=x\n$mine = 1\n', None),
    ({"is": "is-misquoted-for-cmd"}, "start.bat", f'set {KEY}="x"\nset {KEY} = x\n', [1, 2]),
    ({"is": "is-misquoted-for-cmd"}, "start.bat", f'set "{KEY}=x"\nset {KEY}=x\nset MINE="x"\n', None),
    ({"is": "is-set-for-later-windows"}, "start.bat", f"setx {KEY} x\ncodex\n", [1]),
    ({"is": "is-set-for-later-windows"}, "start.bat", f"setx {KEY} x\nset {KEY}=x\ncodex\n", None),
    ({"is": "is-set-for-later-windows"}, "start.bat", f"setx {KEY} x\n", None),
    ({"is": "is-foreign-to-cmd"}, "start.bat", f"export {KEY}=x\n$env:{KEY} = x\n{KEY}=x codex\n", [1, 2, 3]),
    ({"is": "is-foreign-to-cmd"}, "start.bat", f'set {KEY}=x\nset "{KEY}=x"\nsetx {KEY} x\n$env:MINE=x\n', None),
    ({"is": "begins-with-tilde", "var": "CODEX_HOME"}, "~/.config/fish/config.fish", 'set -gx CODEX_HOME "~/x"\n', [1]),
    (
        {"is": "is-set-in-a-copy"},
        ZSH,
        f'( export {KEY}=x )\n(cd "$HOME" && export {KEY}=y)\n( echo "; export {KEY}=z" )\n',
        [1, 2],
    ),
    ({"is": "is-set-in-a-copy"}, ZSH, f"( export {KEY}=x )\nexport {KEY}=x\n", None),
    ({"is": "is-set-in-a-copy"}, ZSH, "( export MINE=x )\n", None),
    ({"is": "names-a-variable"}, ZSH, f"export GATEWAY_X=x\nexport {KEY}=GATEWAY_X\n", [2]),
    ({"is": "names-a-variable"}, ZSH, f"export {KEY}={KEY}\nexport OPENAI_MODEL=NO_KEY\n", [1]),
    ({"is": "names-a-variable"}, ZSH, f"export {KEY}=NOT_NEEDED\nexport OPENAI_MODEL={KEY}\n", None),
    ({"is": "appends-to-itself"}, ZSH, 'printf "%s\\n" "a;b" >> "$HOME/.zshrc" # once\n', [1]),
    (
        {"is": "appends-to-itself"},
        ZSH,
        "f() {\necho a >> ~/.zshrc\n}\n[ -f x ] || echo a >> ~/.zshrc\necho a >> ~/.zprofile\n  echo a >> ~/.zshrc\n",
        None,
    ),
    ({"is": "is-secret-for-everybody"}, ZSH, "export VITE_KEY=‹openai-api-key, 40 characters, #1›\n", [1]),
    (
        {"is": "is-secret-for-everybody"},
        ZSH,
        "export VITE_KEY=abc\nexport KEY=‹openai-api-key, 40 characters, #1›\n",
        None,
    ),
    ({"is": "looks-like-ci"}, ZSH, "export CI_TOKEN=x\n", [1]),
    ({"is": "looks-like-ci"}, ZSH, "CI_TOKEN=x\nexport CIRCLE=1\n", None),
    ({"is": "replaces-path"}, ZSH, 'export PATH="/opt/tool/bin"\n', [1]),
    ({"is": "replaces-path"}, ZSH, 'export PATH="/opt/tool/bin:$PATH"\n', None),
    ({"is": "replaces-path"}, ZSH, 'export PATH="/opt/tool/bin:/usr/bin:/bin"\n', None),
    ({"is": "has-recipe", "recipe": "exports a command's words"}, ZSH, "export $(cat .env | xargs)\n", [1]),
    ({"is": "has-recipe", "recipe": "exports a command's words"}, ZSH, "export $(grep -v '^#' .env)\n", [1]),
    (
        {"is": "has-recipe", "recipe": "exports a command's words"},
        ZSH,
        '# export $(cat .env)\nexport A="$(date)"\n',
        None,
    ),
    ({"is": "has-recipe", "recipe": "stops at the first failure"}, BASH, "set -euo pipefail\n", [1]),
    ({"is": "has-recipe", "recipe": "stops at the first failure"}, "install.sh", "set -e\n", None),
    ({"is": "has-recipe", "recipe": "stops at the first failure"}, BASH, "set -o vi\nset +e\n", None),
    ({"is": "alias-beats-variable"}, ZSH, f"export {KEY}=new\nalias codex='{KEY}=old codex'\n", [2]),
    ({"is": "alias-beats-variable"}, ZSH, f"export {KEY}=new\nalias codex='env {KEY}=old command codex'\n", [2]),
    ({"is": "alias-beats-variable"}, ZSH, f"export {KEY}=new\nalias codex-old='{KEY}=old codex'\n", None),
    ({"is": "alias-beats-variable"}, ZSH, f"export {KEY}=new\nalias codex='{KEY}=new codex'\n", None),
    ({"is": "alias-beats-variable"}, ZSH, f"alias codex='{KEY}=old codex'\n", None),
    ({"is": "stops-by-mistake"}, ZSH, "export A-B=1\n", [1]),
    ({"is": "stops-by-mistake"}, ZSH, "export A = 1\n", None),
    ({"is": "stops-by-mistake"}, BASH, "export A-B=1\n", None),
    ({"is": "stops-by-mistake"}, ZSH, "exec fish\n", None),
    ({"is": "is-never-run"}, BASH, f"exec fish\nexport {KEY}=x\n", [2]),
    ({"is": "is-never-run"}, BASH, f"export {KEY}=x\nexec fish\n", None),
    ({"is": "is-never-run"}, BASH, f"exec fish\nsetup() {{\nexport {KEY}=x\n}}\n", None),
    ({"is": "is-never-run"}, BASH, f"exec fish\ncat <<EOF\nexport {KEY}=x\nEOF\n", None),
    ({"is": "names-its-own-container"}, "compose.yaml", COMPOSE, [4]),
    ({"is": "names-its-own-container"}, "compose.yaml", f"{COMPOSE}    network_mode: host\n", None),
    ({"is": "names-its-own-container"}, "compose.yaml", COMPOSE.replace("localhost", "ollama"), None),
    ({"is": "names-its-own-container"}, ZSH, "export OPENAI_BASE_URL=http://localhost:1234/v1\n", None),
    (
        {"is": "goes-through-proxy", "var": "OPENAI_BASE_URL"},
        ZSH,
        "export HTTPS_PROXY=http://p:8080\nexport OPENAI_BASE_URL=http://127.0.0.1:4000/v1\n",
        [2],
    ),
    (
        {"is": "goes-through-proxy", "var": "OPENAI_BASE_URL"},
        ZSH,
        "export HTTPS_PROXY=http://p:8080 NO_PROXY=localhost,127.0.0.1\nexport OPENAI_BASE_URL=http://127.0.0.1:4000/v1\n",
        None,
    ),
    (
        {"is": "goes-through-proxy", "var": "OPENAI_BASE_URL"},
        ZSH,
        "export HTTPS_PROXY=http://p:8080\nexport OPENAI_BASE_URL=https://api.openai.com/v1\n",
        None,
    ),
    ({"is": "has-url-in-no-proxy"}, ZSH, "export NO_PROXY=http://localhost,a.example\n", [1]),
    ({"is": "has-url-in-no-proxy"}, ZSH, "export NO_PROXY=localhost,10.0.0.0/8\n", None),
    ({"is": "proxy-has-no-scheme"}, ZSH, "export HTTPS_PROXY=proxy.example:8080\n", [1]),
    ({"is": "proxy-has-no-scheme"}, ZSH, "export HTTPS_PROXY=http://proxy.example:8080\n", None),
    ({"is": "proxy-is-a-gateway"}, ZSH, "export HTTPS_PROXY=https://my-litellm.example\n", [1]),
    ({"is": "proxy-is-a-gateway"}, ZSH, "export HTTPS_PROXY=https://gw.example/v1\n", [1]),
    ({"is": "proxy-is-a-gateway"}, ZSH, "export HTTPS_PROXY=http://proxy.corp.example:8080/\n", None),
)


class WrittenWordTests(unittest.TestCase):
    def test_each_word_finds_its_lines_and_no_others(self):
        for condition, name, text, expected in CASES:
            with self.subTest(condition=condition, text=text):
                document = Document(name, text, recognise(name, text))
                facts = facts_of([document], login=Login.NONE, mode=Mode.PRINT)
                answer = ask(parse_condition(condition), facts)
                self.assertNotIsInstance(answer, Maybe)
                if expected is None:
                    self.assertIsInstance(answer, No)
                else:
                    self.assertIsInstance(answer, Yes)
                    self.assertEqual([line.span.line for line in answer.lines], expected)

    def test_every_word_here_is_tried_both_ways(self):
        hits = {case[0]["is"] for case in CASES if case[3] is not None}
        self.assertEqual(hits, {case[0]["is"] for case in CASES if case[3] is None})


class LoginFileTests(unittest.TestCase):
    def test_bash_reads_the_first_of_its_login_files_only(self):
        export = f"export {KEY}=x\n"
        for others, expected in (
            ({"~/.bash_profile": "export A=1\n"}, [1]),
            ({"~/.bash_profile": ". ~/.profile\n"}, None),
            ({"~/.bash_login": "export A=1\n"}, [1]),
            ({"~/.bashrc": "export A=1\n"}, None),
            ({"~/.bash_profile": "export A=1\n", "~/.zshrc": "export A=1\n"}, None),
        ):
            with self.subTest(others=others):
                texts = {**others, "~/.profile": export}
                documents = [Document(name, text, recognise(name, text)) for name, text in texts.items()]
                facts = facts_of(documents, login=Login.NONE, mode=Mode.PRINT)
                answer = ask(parse_condition({"is": "is-not-read-at-login"}), facts)
                found = [line.span.line for line in answer.lines] if isinstance(answer, Yes) else None
                self.assertEqual(found, expected)


class NameTests(unittest.TestCase):
    def test_a_look_alike_is_never_a_name_that_is_read(self):
        self.assertFalse(set(UNREAD_BY_OTHERS) & {*READ, *READ_BY_OTHERS})
        self.assertLessEqual(set(UNREAD_BY_OTHERS.values()), set(READ_BY_OTHERS))

    def test_names_that_are_read_mean_themselves(self):
        for name in (*DECISIVE, "ANTHROPIC_API_KEY", "PATH", "OPENAI_API_KEY2"):
            with self.subTest(name=name):
                self.assertIsNone(meant_for_others(name))

    def test_one_slip_and_small_letters_are_recognised(self):
        for name, meant in (
            ("OPENAI_APl_KEY", "OPENAI_API_KEY"),
            ("OPENAI_BASE_ULR", "OPENAI_BASE_URL"),
            ("openai_api_key", "OPENAI_API_KEY"),
        ):
            with self.subTest(name=name):
                self.assertEqual(meant_for_others(name), meant)
