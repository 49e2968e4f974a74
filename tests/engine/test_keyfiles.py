"""What may set a key and was not given leaves open who pays: a file of keys, or variables whose names are not shown."""

from __future__ import annotations

import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.environment import ProblemKind
from diagnostics.engine.factsof import facts_of
from diagnostics.engine.findings import Login, Mode, Status
from diagnostics.engine.kinds import recognise
from diagnostics.engine.source import Document
from tests.guards import it_ends

ZSH, FISH, BAT = "~/.zshrc", "~/.config/fish/config.fish", "keys.bat"
PS1 = "Microsoft.PowerShell_profile.ps1"
# A file, its line that sets variables of which the text shows no name.
NAMELESS = (
    (ZSH, 'while read -r l; do export "$l"; done < ~/.vars\n', 1),
    (ZSH, 'while IFS="=" read -r k v; do\n  export "$k=$v"\ndone < ~/.vars\n', 2),
    (ZSH, "for line in $(cat ~/.vars); do export $line; done\n", 1),
    (ZSH, "[ -f ~/.vars ] && export $(grep -v '^#' ~/.vars | xargs)\n", 1),
    (ZSH, "load() { export $(xargs < $1); }\nload ~/.vars\n", 1),
    (ZSH, 'for f in ~/.private.d/*; do export ${f:t}="$(<$f)"; done\n', 1),
    (ZSH, "while read -r k v; do eval \"export $k='$v'\"; done < ~/.vars\n", 1),
    (ZSH, 'typeset -gx "$name=1"\n', 1),
    ("~/.bashrc", 'while read -r l; do declare -x "$l"; done < ~/.vars\n', 1),
    ("~/.bashrc", 'set -a\nfor l in $(cat ~/.vars); do declare "$l"; done\n', 2),
    (ZSH, "export ANTHROPIC_$KIND=x\n", 1),
    (FISH, "for line in (cat ~/.vars)\n  set -gx (string split -m1 = $line)\nend\n", 2),
    ("~/.bashrc", "exec env $(cat ~/.vars) bash\n", 1),
    ("~/.bashrc", "exec op run -- zsh\n", 1),
    ("~/.bashrc", "exec bash --rcfile ~/.vars\n", 1),
    (FISH, "export (cat ~/.vars)\n", 1),
    (PS1, "gc .vars | % {\n  $n, $v = $_.Split('=')\n  Set-Content env:\\$n $v\n}\n", 3),
    (PS1, "foreach ($l in gc .vars) { [Environment]::SetEnvironmentVariable($l.Split('=')[0], 'x') }\n", 1),
    (BAT, 'for /f "tokens=1,2 delims==" %%a in (vars.txt) do set %%a=%%b\r\n', 1),
    (BAT, 'for /f "usebackq delims=" %%a in ("vars.txt") do set "%%a"\r\n', 1),
)
# The same, where the names are known, or are none that a client reads, or reach no program.
NAMED = (
    (ZSH, "for n in a b c; do export ${n}_HOME=/x; done\n"),
    (ZSH, 'for i in $(seq 1 $N); do export "WORKER_${i}_URL=http://x"; done\n'),
    (ZSH, "export MY_APP_$(hostname)=1\n"),
    (ZSH, 'setvar() { export "$1"="$2"; }\nsetvar EDITOR vim\n'),
    (ZSH, 'setvar() { export "$1"="$2"; }\n'),
    (ZSH, 'while read -r k v; do typeset -g "$k=$v"; done < ~/.vars\n'),
    ("~/.bashrc", "exec env TERM=xterm HOME=$HOME bash -l\n"),
    ("~/.bashrc", "exec ssh-agent zsh\n"),
    (ZSH, 'for x in $(ls ~/bin); do alias $x="~/bin/$x"; done\n'),
    (FISH, "for i in (seq 3)\n  set -gx APP_$i 1\nend\n"),
    (PS1, 'function Set-It($n, $v) { Set-Item "env:$n" $v }\n'),
    (BAT, "for %%a in (*.txt) do echo %%a\r\n"),
)
# A file of keys that a line runs or hands on, in whatever way; the path as it is told.
FILES = (
    (ZSH, 'eval "$(cat ~/.env)"\n', "~/.env"),
    (ZSH, "eval $(sed 's/^/export /' ~/.env)\n", "~/.env"),
    (ZSH, 'set -a; eval "$(cat ~/.secrets.sh)"; set +a\n', "~/.secrets.sh"),
    (ZSH, "source <(sed 's/^/export /' ~/.env)\n", "~/.env"),
    (ZSH, "load_env ~/.env\n", "~/.env"),
    (ZSH, "source ~/.secrets/anthropic.sh\n", "~/.secrets/anthropic.sh"),
    (ZSH, 'for f in ~/.keys.d/*.sh; do . "$f"; done\n', "~/.keys.d/*.sh"),
    (ZSH, "source ~/.anthropic\n", "~/.anthropic"),
    (ZSH, ". ~/.claude_env\n", "~/.claude_env"),
    (ZSH, '. "$HOME/.claude/env"\n', "$HOME/.claude/env"),
    (ZSH, "source ~/.config/claude-code/active-profile\n", "~/.config/claude-code/active-profile"),
    (ZSH, "source ~/work.env\n", "~/work.env"),
    # What runs behind the start is followed, too.
    (ZSH, "chpwd() { source ./.env; }\n", "./.env"),
    (FISH, "cat ~/.env | source\n", "~/.env"),
    (FISH, "envsource ~/.env\n", "~/.env"),
)
# What prints secrets, told by the name of the program.
STORES = (
    (ZSH, 'eval "$(op inject -i ~/env.tpl)"\n', "op"),
    (ZSH, 'eval "$(pass show dev/env)"\n', "pass"),
    (ZSH, "source <(gpg --quiet --decrypt ~/env.gpg 2>/dev/null)\n", "gpg"),
    (ZSH, "source <(sops -d ~/.secrets.enc.env)\n", "sops"),
    (ZSH, "source <(doppler secrets download --no-file --format env | sed 's/^/export /')\n", "doppler"),
    (ZSH, 'eval "$(security find-generic-password -s env -w)"\n', "security"),
    (ZSH, "eval $(claude-switch env glm)\n", "claude-switch"),
    (FISH, "op inject -i ~/env.tpl | source\n", "op"),
    (ZSH, 'eval "$(curl -fsSL https://a.example.com/env.sh)"\n', "curl"),
    (ZSH, "source <(wget -qO- https://a.example.com/env.sh)\n", "wget"),
    (FISH, "curl -s https://a.example.com/env.fish | source\n", "curl"),
    (PS1, "iex (irm https://a.example.com/env.ps1)\n", "irm"),
    (PS1, "irm https://a.example.com/env.ps1 | iex\n", "irm"),
)
# A person's own file by any other name, or a program of which nothing is known: what is not given or printed.
ANYTHING = (
    (ZSH, "source ~/.zshrc.local\n", "~/.zshrc.local, which line 1 reads and which was not given,"),
    (ZSH, ". ~/.extra\n", "~/.extra, which line 1 reads and which was not given,"),
    (ZSH, "source $DOTFILES/exports.zsh\n", "$DOTFILES/exports.zsh, which line 1 reads and which was not given,"),
    (ZSH, "source ~/git/dotfiles/env.zsh\n", "~/git/dotfiles/env.zsh, which line 1 reads and which was not given,"),
    (
        "~/.bash_profile",
        "[[ -f ~/.bashrc ]] && . ~/.bashrc\n",
        "~/.bashrc, which line 1 reads and which was not given,",
    ),
    ("~/.bashrc", 'for f in ~/.bashrc.d/*; do\n  . "$f"\ndone\n', "what line 2 reads, which was not given,"),
    # One place reads several files, and the first are named for other things.
    (ZSH, "for f in ~/.{aliases,prompt,extra}; do source $f; done\n", "what line 1 reads, which was not given,"),
    (
        FISH,
        "source ~/.config/fish/local.fish\n",
        "~/.config/fish/local.fish, which line 1 reads and which was not given,",
    ),
    (PS1, ". $HOME\\work.ps1\n", "$HOME\\work.ps1, which line 1 reads and which was not given,"),
    (BAT, "call work.bat\r\n", "work.bat, which line 1 reads and which was not given,"),
    (ZSH, 'eval "$(company-env --shell zsh)"\n', "what company-env prints on line 1"),
    (ZSH, "source <(company-env)\n", "what company-env prints on line 1"),
    (ZSH, 'eval "$SETTINGS"\n', "the text that is run on line 1"),
    (FISH, "company-env | source\n", "what company-env prints on line 1"),
    (PS1, 'iex "$(Get-Content ~/env.ps1 -Raw)"\n', "what Get-Content prints on line 1"),
    (ZSH, 'eval "$(direnv export zsh)"\n', "what direnv prints on line 1"),
    (ZSH, 'eval "$(mise env -s zsh)"\n', "what mise prints on line 1"),
)
# A file that a process is given by other files than a shell's; the line that names it.
HANDED = (
    (".envrc", "dotenv\n", 1),
    (".envrc", "PATH_add bin\nsource_up\n", 2),
    (".envrc", "source_env ../.envrc\n", 1),
    ("mise.toml", '[env]\n_.file = ".env"\n', 2),
    ("x.service", "[Service]\nEnvironmentFile=/etc/claude.conf\nExecStart=/usr/bin/claude -p hi\n", 2),
    ("compose.yaml", "services:\n  c:\n    image: claude-code\n    command: claude\n    env_file: .env\n", 5),
    ("crontab", "0 * * * * . ~/vars; claude -p hi\n", 1),
    (
        ".github/workflows/x.yml",
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - run: cat vars >> $GITHUB_ENV\n      - run: claude -p hi\n",
        6,
    ),
)
# Code that Node or Bun loads before the client; the file.
LOADED = (
    ('export NODE_OPTIONS="--require $HOME/hook.js"\n', "$HOME/hook.js"),
    ("export NODE_OPTIONS='--no-warnings --import ./x.mjs'\n", "./x.mjs"),
    ("export BUN_OPTIONS='--preload ./x.js'\n", "./x.js"),
)
NOT_LOADED = (
    "export NODE_OPTIONS=--max-old-space-size=8192\n",
    "export NODE_OPTIONS='--no-warnings --enable-source-maps'\n",
    "NODE_OPTIONS='--require ./x.js'\n",
    "export BUN_INSTALL=~/.bun\n",
)
NO_FILES = (
    (ZSH, 'eval "$(op completion zsh)"\nsource <(sops completion zsh)\neval "$(aws-vault --completion-script-zsh)"\n'),
    (ZSH, 'eval "$(ssh-agent -s)"\neval "$(gnome-keyring-daemon --components=secrets)"\n'),
    (ZSH, "load_env() { :; }\nload_env ~/.env\n"),
    (ZSH, "curl -fsSL https://a.example.com/i.sh | sh\ncurl -s https://wttr.in\n"),
    (ZSH, "source ~/.claude/completions.zsh\n. ~/.cargo/env\n"),
    (".envrc", "use flake\nPATH_add bin\nlayout python\n"),
    (ZSH, "source ~/.config/private/aliases.zsh\nsource ~/src/anthropic/tools/completion.zsh\n"),
    (FISH, "starship init fish | source\n"),
    # By their names: aliases, prompts, plug-ins, what a system or a program has installed.
    (ZSH, "source ~/.aliases\nsource ~/.zsh/functions.zsh\n. ~/.zsh/completion.zsh\nsource ~/.zsh/git-prompt.sh\n"),
    (ZSH, "source ~/.antigen.zsh\nsource ~/.zsh/plugins/x/y.zsh\nsource $ZSH/oh-my-zsh.sh\nsource /etc/profile\n"),
    ("~/.bashrc", "[ -f ~/.bash_aliases ] && . ~/.bash_aliases\n[ -f /etc/bashrc ] && . /etc/bashrc\n"),
    (ZSH, 'eval "$(some-tool init zsh)"\neval "$(other-tool completion bash)"\neval "$(third hook zsh)"\n'),
    (PS1, "Invoke-Expression (&starship init powershell)\n. $PSScriptRoot\\aliases.ps1\n"),
    (BAT, 'call npm install\r\ncall "C:\\VS\\vcvars64.bat"\r\n'),
)


def verdict(name: str, text: str) -> tuple[Status, str]:
    """Return what is said to somebody with a Claude subscription."""
    document = Document(name, text, recognise(name, text))
    said = analyse((document,), rules=(), login=Login.SUBSCRIPTION).verdict
    return said.status, said.sentence


class KeyFileTests(unittest.TestCase):
    def test_variables_whose_names_are_not_shown_leave_open_who_pays(self) -> None:
        for name, text, line in NAMELESS:
            with self.subTest(text):
                status, sentence = verdict(name, text)
                self.assertIs(status, Status.CANNOT_TELL)
                if "ANTHROPIC" not in text:
                    self.assertIn(f"That holds only if line {line} sets no key and no address", sentence)
                document = Document(name, text, recognise(name, text))
                problems = facts_of((document,), login=Login.UNKNOWN, mode=Mode.PRINT).problems
                found = [each.span.line for each in problems if each.kind is ProblemKind.SETS_UNKNOWN_NAMES]
                self.assertEqual(found, [line])

    def test_names_that_no_client_reads_leave_nothing_open(self) -> None:
        for name, text in NAMED:
            with self.subTest(text):
                self.assertIs(verdict(name, text)[0], Status.CLEAR)

    def test_a_name_of_many_unknown_pieces_is_told_quickly(self) -> None:
        for name in ("${a}" * 5_000 + "QZ", "${a}E" * 5_000 + "Q", "${a}_" * 5_000 + "KEY", "AN${a}${a}_KEY"):
            text = f"{'E' * 200}=1\nexport {name}=1\n"
            with self.subTest(name[:20]), it_ends():
                self.assertIs(verdict(ZSH, text)[0], Status.CLEAR if "AN" not in name else Status.CANNOT_TELL)

    def test_a_file_of_keys_that_is_run_leaves_open_who_pays_and_is_named(self) -> None:
        for name, text, path in FILES:
            with self.subTest(text):
                status, sentence = verdict(name, text)
                self.assertIs(status, Status.CANNOT_TELL)
                self.assertIn(f"That holds only if {path}, which line 1 reads and which was not given", sentence)

    def test_a_file_or_a_program_of_which_nothing_is_known_leaves_open_who_pays(self) -> None:
        for name, text, what in ANYTHING:
            with self.subTest(text):
                status, sentence = verdict(name, text)
                self.assertIs(status, Status.CANNOT_TELL)
                self.assertIn(f"That holds only if {what} sets no key and no address", sentence)

    def test_a_store_of_secrets_whose_words_are_run_leaves_open_who_pays_and_is_named(self) -> None:
        for name, text, program in STORES:
            with self.subTest(text):
                status, sentence = verdict(name, text)
                self.assertIs(status, Status.CANNOT_TELL)
                self.assertIn(f"That holds only if what {program} prints on line 1 sets no key", sentence)

    def test_a_file_that_a_process_is_given_leaves_open_who_pays_and_its_line_is_named(self) -> None:
        for name, text, line in HANDED:
            with self.subTest(text):
                status, sentence = verdict(name, text)
                self.assertIs(status, Status.CANNOT_TELL)
                self.assertRegex(
                    sentence, rf"(?:which|that) line {line} reads,? (?:and )?which was not given, sets no key"
                )

    def test_code_that_runs_before_the_client_leaves_open_who_pays(self) -> None:
        for text, file in LOADED:
            with self.subTest(text):
                status, sentence = verdict(ZSH, text)
                self.assertIs(status, Status.CANNOT_TELL)
                self.assertIn(f"That holds only if {file}, which", sentence)
        for text in NOT_LOADED:
            with self.subTest(text):
                self.assertIs(verdict(ZSH, text)[0], Status.CLEAR)

    def test_a_program_that_prints_no_keys_leaves_nothing_open(self) -> None:
        for name, text in NO_FILES:
            with self.subTest(text):
                self.assertIs(verdict(name, text)[0], Status.CLEAR)

    def test_a_file_that_was_given_is_no_longer_open(self) -> None:
        text = "load_env ~/.env\n"
        given = (Document(ZSH, text, recognise(ZSH, text)), Document("~/.env", "A=1\n", recognise("~/.env", "A=1\n")))
        said = analyse(given, rules=(), login=Login.SUBSCRIPTION).verdict
        self.assertNotIn("That holds only if", said.sentence)
