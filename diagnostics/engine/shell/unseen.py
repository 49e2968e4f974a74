"""What code that was not given may have changed: a file that cannot be read, a plugin, text that a program prints.

A name that the text sets keeps the value that the text gave it, unless such code is documented to set it: who writes
`export EDITOR=vim` above `source ~/.extra` means it, and the report says that the file may set any variable. A list
that programs share is made to be added to, so it is not known behind such code, unless that is documented to leave it
alone. Read in the sources of nvm, sdkman, fzf, rustup and oh-my-zsh of July and August 2026; of others as documented.
"""

from __future__ import annotations

import re

from ..records import replace
from ..regexes import regex
from . import tree
from .machine import Machine
from .sessionnames import SHARED_LISTS
from .specials import STANDARD
from .values import Array, Text, Unknown, Var

# os-release(5) of systemd 257: a list of assignments of these names, and of further ones that begin with a vendor's.
_OS_RELEASE = (
    "NAME ID ID_LIKE PRETTY_NAME CPE_NAME VARIANT VARIANT_ID VERSION VERSION_ID VERSION_CODENAME BUILD_ID IMAGE_ID "
    "IMAGE_VERSION RELEASE_TYPE HOME_URL DOCUMENTATION_URL SUPPORT_URL BUG_REPORT_URL PRIVACY_POLICY_URL SUPPORT_END "
    "LOGO ANSI_COLOR VENDOR_NAME VENDOR_URL EXPERIMENT EXPERIMENT_URL DEFAULT_HOSTNAME ARCHITECTURE SYSEXT_LEVEL "
    "CONFEXT_LEVEL SYSEXT_SCOPE CONFEXT_SCOPE PORTABLE_PREFIXES"
)
# By the end of the path: the names that a file sets even where they are set already.
_FILES = {
    **dict.fromkeys(("/.cargo/env", "/.ghcup/env", "/.deno/env", "/.local/bin/env", "/.elan/env"), "PATH"),
    **dict.fromkeys(("/path.zsh.inc", "/path.bash.inc", "/.fzf.zsh", "/.fzf.bash"), "PATH"),
    "/nvm.sh": "NVM_BIN NVM_INC NVM_CD_FLAGS PATH MANPATH",
    "/sdkman-init.sh": "JAVA_HOME GRADLE_HOME MAVEN_HOME KOTLIN_HOME SCALA_HOME GROOVY_HOME PATH",
    "/scripts/rvm": "GEM_HOME GEM_PATH MY_RUBY_HOME IRBRC RUBY_VERSION PATH",
    "/asdf.sh": "ASDF_DIR PATH FPATH",
    "/oh-my-zsh.sh": "LSCOLORS LS_COLORS FPATH",
    "/os-release": _OS_RELEASE,
}
_HARMLESS = regex(
    r"/(?:bash_completion(?:\.sh)?|\.?git-completion\.(?:bash|zsh)|\.?git-prompt\.sh"
    r"|(?:completion|key-bindings)\.(?:zsh|bash)(?:\.inc)?|\.p10k\.zsh|powerlevel10k\.zsh-theme|p10k-instant-prompt-[^/]+\.zsh"
    r"|\.?iterm2_shell_integration\.(?:zsh|bash)|z\.sh|kube-ps1\.sh|aws_(?:zsh|bash)_completer(?:\.sh)?|git-sh-prompt"
    r"|command-not-found\.(?:bash|zsh)|zsh-z\.plugin\.zsh"
    r"|(?:zsh-autosuggestions|(?:zsh|fast)-syntax-highlighting|zsh-history-substring-search)(?:\.plugin)?\.zsh)$"
)
# What people's names for a file, and the folders of programs, tell of it: aliases, functions, completions, keys and
# prompts, plug-ins and their managers, what a program has installed to be read. A key stands in none of them as a rule.
_OTHER_THINGS = regex(
    r"(?:^|[/._-])(?:alias(?:es)?|func(?:tion)?s?|compl(?:etions?)?|comp(?:ctl|init|def)|prompts?|themes?|colou?rs?"
    r"|(?:dir|ls_?)colors|plug-?ins?|key-?bind(?:ing)?s?|bind(?:key|ing)?s?|keymaps?|(?:set|sh)?opt(?:ion)?s?"
    r"|widgets?|hist(?:ory)?|paths?|title|lib|util(?:itie)?s?|utility|helpers?|greeting|motd|logo|welcome|banner"
    r"|git|tmux|fzf|vi-mode|nvm|rvm|asdf|sdkman|pyenv|rbenv|conda|nix|iterm2|kitty|vte|z|zoxide|autojump|fasd"
    r"|bash[_-]it|preexec|ble|p10k|powerlevel(?:9|10)k|powerline|starship|spaceship|pure|liquidprompt"
    r"|oh-my-(?:posh|zsh)|antigen|antibody|antidote|zplug(?:in)?|zinit|zgen(?:om)?|znap|zim(?:fw)?|zpm|sheldon"
    r"|z?prezto|virtualenvwrapper(?:_lazy)?|activate|(?:home|linux)?brew|cargo|ghcup|opam|deno|bun|volta|emsdk_env"
    r"|google-cloud-sdk|travis|tabtab|perlbrew|gvm|kiex|shell_?integration|vcvars\w*)(?=$|[._-][^/]*$)"
    r"|/\.?(?:compl(?:etions?)?|plugins?|themes?|functions?|oh-my-(?:zsh|bash)|bash[_-]it|z?prezto|zim|sdkman|rvm|nvm"
    r"|asdf|pyenv|rbenv|conda|(?:ana|mini)conda\d?|miniforge\d?|nix-profile|opam|cargo|antigen|antidote|antibody|zplug"
    r"|zinit|zgen(?:om)?|znap|emsdk|google-cloud-sdk|Cellar|homebrew|linuxbrew|site-packages|node_modules)/"
    r"|^//(?:etc|usr|opt/local|nix|snap|Library|Applications)/",
    re.IGNORECASE,
)
# oh-my-zsh's own plugins that change PATH, or run what a program prints for them to.
_PLUGINS_WITH_PATHS = frozenset(
    (
        *("asdf", "brew", "cargo", "chruby", "composer", "conda", "conda-env", "direnv", "dotnet", "fnm", "fzf"),
        *("gcloud", "goenv", "gvm", "jenv", "juju", "mise", "nodenv", "npm", "nvm", "osx", "pipenv", "poetry", "pyenv"),
        *("rbenv", "rbfu", "rtx", "rustup", "rvm", "sdk", "shell-proxy", "spackenv", "virtualenv", "virtualenvwrapper"),
        *("volta", "yarn"),
    )
)
# Programs that people start from their files. Any other name may be a function of a file that was not given.
_PROGRAMS = STANDARD | frozenset(
    (
        *("stty", "tput", "clear", "reset", "mesg", "setterm", "tabs", "hostname", "tty", "id", "whoami", "who", "w"),
        *(
            "neofetch",
            "fastfetch",
            "screenfetch",
            "pfetch",
            "archey",
            "fortune",
            "cowsay",
            "figlet",
            "toilet",
            "lolcat",
        ),
        *(
            "git",
            "ssh-add",
            "ssh-agent",
            "gpg",
            "gpgconf",
            "gpg-connect-agent",
            "gpg-agent",
            "keychain",
            "tmux",
            "screen",
        ),
        *("xset", "xrdb", "xmodmap", "setxkbmap", "xhost", "startx", "dircolors", "lesspipe", "defaults", "launchctl"),
        *("systemctl", "brew", "npm", "yarn", "pnpm", "node", "python", "python3", "pip", "pip3", "ruby", "gem", "go"),
        *("cargo", "rustup", "docker", "kubectl", "curl", "wget", "starship", "zoxide", "direnv", "fzf", "bat", "exa"),
        *(
            "eza",
            "lsd",
            "cal",
            "uptime",
            "task",
            "todo.sh",
            "pgrep",
            "pkill",
            "xdg-mime",
            "dbus-update-activation-environment",
        ),
        *("sudo", "doas", "env", "nohup", "timeout", "bash", "zsh", "fish", "vim", "nvim", "less", "man", "sysctl"),
        "complete",  # a function that zsh's own bashcompinit makes, and the builtin of bash
    )
)


def is_harmless(path: Text, node: tree.Word | None) -> bool:
    """Tell whether a file is documented to define completions, keys or a prompt, and to set nothing else."""
    return _HARMLESS.search(_written(path, node)) is not None


def is_named_for_other_things(path: Text, node: tree.Word | None = None) -> bool:
    """Tell whether a file's name or folder says that it holds aliases, a prompt, a plug-in or the like, and no keys."""
    return _OTHER_THINGS.search(_written(path, node).replace("\\", "/")) is not None


def make_foreign(m: Machine, why: Unknown, *, sets: str | None = None) -> None:
    """Remember that from here on, names which the text does not mention may have been set, and lists been added to.

    `sets`: what the code is documented to set, with blanks between the names; None where nothing is known of it.
    """
    if m.foreign() is None:
        m.cells.put("m:foreign", Var(why))
    for name in SHARED_LISTS if sets is None else sets.split():
        _unsettle(m, name, why)


def may_be_function(m: Machine, name: str, why: Unknown) -> None:
    """Remember that a command which the text does not define may be a function of code that was not given."""
    if m.foreign() is not None and "/" not in name and not is_known_program(name):
        make_foreign(m, why)


def is_known_program(name: str) -> bool:
    """Tell whether people start a program of that name from their files."""
    return name in _PROGRAMS


def set_by_file(m: Machine, path: Text, node: tree.Word | None) -> str | None:
    """Return the names that a well-known file sets, told by the end of its path; None where it is any other file."""
    written = _written(path, node)
    if written.endswith("/oh-my-zsh.sh"):
        value = m.variable("plugins").value
        chosen = value.items if isinstance(value, Array) else (value,) if value is not None else ()
        if any(not isinstance(name, str) or name in _PLUGINS_WITH_PATHS for name in chosen):
            return f"{_FILES['/oh-my-zsh.sh']} {' '.join(SHARED_LISTS)}"
    return sets_of_file(written)


def sets_of_file(path: str) -> str | None:
    """Return the names that a well-known file sets, told by the end of its path; None where it is any other file."""
    path = path.removesuffix(".fish")
    return next((names for end, names in _FILES.items() if path.endswith(end)), None)


def _written(path: Text, node: tree.Word | None) -> str:
    """Return a path, as the text writes it where it is not known."""
    return "/" + (path if isinstance(path, str) else node.raw.strip("\"'") if node else "")


def _unsettle(m: Machine, name: str, why: Unknown) -> None:
    """Make a value that is known one that may be another."""
    cell = m.cells.values.get("v:" + name)
    if not isinstance(cell, Var) or not isinstance(cell.value, str) or cell.readonly:
        return
    other = Unknown(why.why, filled=bool(cell.value), is_set=True, line=why.line)
    ways = ((cell.value, cell.exported, cell.set_at), (other, cell.exported, m.span(*m.statement)))
    m.put_variable(name, replace(cell, value=other, ways=ways))
