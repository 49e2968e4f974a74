"""Variables that `eval "$(program …)"` sets for well-known programs: documented names, values that are not known."""

from __future__ import annotations

from . import tree

_SETS = {
    "atuin": "ATUIN_SESSION ATUIN_HISTORY_ID",
    "aws": "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION",
    "brew": "HOMEBREW_PREFIX HOMEBREW_CELLAR HOMEBREW_REPOSITORY PATH MANPATH INFOPATH",
    "conda": "CONDA_EXE CONDA_PYTHON_EXE CONDA_SHLVL _CE_CONDA _CE_M PATH",
    "dircolors": "LS_COLORS",
    "docker-machine": "DOCKER_HOST DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_MACHINE_NAME",
    "fnm": "FNM_DIR FNM_MULTISHELL_PATH FNM_VERSION_FILE_STRATEGY FNM_LOGLEVEL FNM_NODE_DIST_MIRROR FNM_ARCH PATH",
    "gdircolors": "LS_COLORS",
    "gnome-keyring-daemon": "SSH_AUTH_SOCK GNOME_KEYRING_CONTROL",
    "goenv": "GOENV_SHELL GOROOT GOPATH PATH",
    "gpg-agent": "GPG_AGENT_INFO SSH_AUTH_SOCK SSH_AGENT_PID",
    "jenv": "JENV_SHELL JENV_LOADED PATH",
    "keychain": "SSH_AUTH_SOCK SSH_AGENT_PID GPG_AGENT_INFO",
    "lesspipe": "LESSOPEN LESSCLOSE",
    "lesspipe.sh": "LESSOPEN LESSCLOSE",
    "lessfile": "LESSOPEN LESSCLOSE",
    "luarocks": "LUA_PATH LUA_CPATH PATH",
    "minikube": "DOCKER_HOST DOCKER_TLS_VERIFY DOCKER_CERT_PATH MINIKUBE_ACTIVE_DOCKERD",
    "mise": "MISE_SHELL __MISE_ORIG_PATH PATH",
    "nodenv": "NODENV_SHELL PATH",
    "oh-my-posh": "POSH_THEME POSH_SHELL POSH_SHELL_VERSION POSH_SESSION_ID",
    "opam": "OPAM_SWITCH_PREFIX CAML_LD_LIBRARY_PATH OCAML_TOPLEVEL_PATH MANPATH PATH",
    "perl": "PERL5LIB PERL_LOCAL_LIB_ROOT PERL_MB_OPT PERL_MM_OPT PATH",
    "pyenv": "PYENV_SHELL PATH",
    "rbenv": "RBENV_SHELL PATH",
    "ssh-agent": "SSH_AUTH_SOCK SSH_AGENT_PID",
    "starship": "STARSHIP_SHELL STARSHIP_SESSION_KEY",
}


def names_set(word: tree.Word) -> tuple[str, ...]:
    """Return the variables that the output of the commands in a word sets when it is run."""
    names: list[str] = []
    for part in word.parts:
        if isinstance(part, tree.Substitution):
            for chain in part.body.chains:
                for pipeline in (chain.first, *(one for _, one in chain.links)):
                    names.extend(_SETS.get(_program(pipeline), "").split())
    return tuple(dict.fromkeys(names))


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
