"""Variables that `eval "$(program …)"` sets for well-known programs: documented names, values that are not known."""

from __future__ import annotations

from collections.abc import Sequence

from . import tree

_SETS = {
    "atuin": "ATUIN_SESSION ATUIN_HISTORY_ID",
    "aws": "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION",
    "brew": "HOMEBREW_PREFIX HOMEBREW_CELLAR HOMEBREW_REPOSITORY PATH MANPATH INFOPATH FPATH",
    "ccr": "ANTHROPIC_BASE_URL ANTHROPIC_AUTH_TOKEN NO_PROXY API_TIMEOUT_MS",
    "conda": "CONDA_EXE CONDA_PYTHON_EXE CONDA_SHLVL _CE_CONDA _CE_M PATH",
    "dircolors": "LS_COLORS",
    "direnv": "",
    "docker": "",
    "docker-machine": "DOCKER_HOST DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_MACHINE_NAME",
    "fnm": "FNM_DIR FNM_MULTISHELL_PATH FNM_VERSION_FILE_STRATEGY FNM_LOGLEVEL FNM_NODE_DIST_MIRROR FNM_ARCH PATH",
    "fzf": "",
    "gdircolors": "LS_COLORS",
    "gh": "",
    "gnome-keyring-daemon": "SSH_AUTH_SOCK GNOME_KEYRING_CONTROL",
    "goenv": "GOENV_SHELL GOROOT GOPATH PATH",
    "gpg-agent": "GPG_AGENT_INFO SSH_AUTH_SOCK SSH_AGENT_PID",
    "helm": "",
    "jenv": "JENV_SHELL JENV_LOADED PATH",
    "keychain": "SSH_AUTH_SOCK SSH_AGENT_PID GPG_AGENT_INFO",
    "kubectl": "",
    "lessfile": "LESSOPEN LESSCLOSE",
    "lesspipe": "LESSOPEN LESSCLOSE",
    "lesspipe.sh": "LESSOPEN LESSCLOSE",
    "luarocks": "LUA_PATH LUA_CPATH PATH",
    "minikube": "DOCKER_HOST DOCKER_TLS_VERIFY DOCKER_CERT_PATH MINIKUBE_ACTIVE_DOCKERD",
    "mise": "MISE_SHELL __MISE_ORIG_PATH PATH",
    "nodenv": "NODENV_SHELL PATH",
    "npm": "",
    "oh-my-posh": "POSH_THEME POSH_SHELL POSH_SHELL_VERSION POSH_SESSION_ID",
    "op": "",
    "opam": "OPAM_SWITCH_PREFIX CAML_LD_LIBRARY_PATH OCAML_TOPLEVEL_PATH MANPATH PATH",
    "perl": "PERL5LIB PERL_LOCAL_LIB_ROOT PERL_MB_OPT PERL_MM_OPT PATH",
    "pip": "",
    "pip3": "",
    "pyenv": "PYENV_SHELL PATH",
    "rbenv": "RBENV_SHELL PATH",
    "register-python-argcomplete": "",
    "rustup": "",
    "ssh-agent": "SSH_AUTH_SOCK SSH_AGENT_PID",
    "starship": "STARSHIP_SHELL STARSHIP_SESSION_KEY",
    "thefuck": "",
    "uv": "",
    "uvx": "",
    "zoxide": "",
}
# What these print sets nothing besides, where they are asked for the word behind them.
_NOTHING_ELSE = {
    **dict.fromkeys(
        ("dircolors", "gdircolors", "lesspipe", "lesspipe.sh", "lessfile", "ssh-agent", "fzf", "thefuck"), ""
    ),
    **dict.fromkeys(("docker", "gh", "helm", "kubectl", "npm", "pip", "pip3"), "completion"),
    **dict.fromkeys(("starship", "zoxide", "pyenv", "rbenv", "nodenv"), "init"),
    "fnm": "env",
    **dict.fromkeys(("uv", "uvx"), "generate-shell-completion"),
    "brew": "shellenv",
    "register-python-argcomplete": "",
    "rustup": "completions",
}


def sets_of(program: str) -> str:
    """Return the variables that a program's output sets when it is run, with blanks between them."""
    return _SETS.get(program.rpartition("/")[2], "")


def sets_of_output(program: str) -> str | None:
    """Return what `sets_of` does; None where nothing is known of the program."""
    return _SETS.get(program.rpartition("/")[2])


def names_set(word: tree.Word) -> tuple[str, ...]:
    """Return the variables that the output of the commands in a word sets when it is run."""
    names = " ".join(_SETS.get(program, "") for program in _programs(word)).split()
    return tuple(dict.fromkeys(names))


def documented(nodes: Sequence[tree.Word | tree.Assign]) -> str | None:
    """Return the variables that the output of all commands in some words sets, with blanks between them.

    None where one of the commands, or what it prints, is not known.
    """
    programs = [program for node in nodes if isinstance(node, tree.Word) for program in _programs(node)]
    if not programs or any(program not in _SETS for program in programs):
        return None
    return " ".join(_SETS[program] for program in programs)


def _programs(word: tree.Word) -> list[str]:
    """Return the names of the first programs of each pipeline in `$(…)` and `<(…)`."""
    programs: list[str] = []
    for part in word.parts:
        body = part.body if isinstance(part, tree.Substitution | tree.ProcessSubstitution) else None
        for chain in body.chains if body is not None else ():
            programs += [_program(pipeline) for pipeline in (chain.first, *(one for _, one in chain.links))]
    return programs


def sets_nothing_else(word: tree.Word) -> bool:
    """Tell whether the output of the commands in a word is documented to set only `names_set`."""
    parts = [part for part in word.parts if isinstance(part, tree.Substitution | tree.ProcessSubstitution)]
    body = parts[0].body if len(parts) == 1 else None
    if body is None or any(isinstance(part, tree.Parameter | tree.Arithmetic) for part in word.parts):
        return False
    pipelines = [each for chain in body.chains for each in (chain.first, *(one for _, one in chain.links))]
    return all(len(each.commands) == 1 and _is_harmless(each) for each in pipelines)


def _is_harmless(pipeline: tree.Pipeline) -> bool:
    program = _program(pipeline)
    body = pipeline.commands[0].body
    words = [node.plain for node in body.words if isinstance(node, tree.Word)] if isinstance(body, tree.Simple) else []
    return program in _NOTHING_ELSE and _NOTHING_ELSE[program] in ("", *words)


def _program(pipeline: tree.Pipeline) -> str:
    """Return the name of a pipeline's first program, without its folder."""
    body = pipeline.commands[0].body
    if not isinstance(body, tree.Simple):
        return ""
    for node in body.words:
        text = (node.plain or "") if isinstance(node, tree.Word) else ""
        if text not in ("command", "builtin", "sudo", "env"):
            raw = node.raw if isinstance(node, tree.Word) else ""
            return (text or raw.strip("'\"")).rpartition("/")[2]
    return ""
