"""What is said of the machine that the files are for: its system, and which files and programs it has.

Everything about it is unknown unless it is said. What a system decides is a short list of what is the same on each of
its machines. Where a value differs from machine to machine (`darwin22.6.0`), what holds on each of them holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache

from .environment import Variable
from .records import dataclass, field, replace
from .source import Document, Kind


class System(StrEnum):
    """The systems that can be named. Linux is one with the GNU C library; not Alpine, not Android."""

    MACOS = "macos"
    LINUX = "linux"
    WSL = "wsl"  # Linux below Windows


class Place(StrEnum):
    """What is found at a path."""

    FILE = "file"
    PROGRAM = "program"  # a file that can be run
    FOLDER = "folder"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Host:
    """What is known of the machine. Empty: nothing."""

    system: System | None = None
    files: Mapping[str, Place] = field(default_factory=dict)  # by path, as documents are named: ~/.fzf.zsh
    programs: Mapping[str, str] = field(default_factory=dict)  # name → where it is; "": not installed
    inherited: tuple[Variable, ...] = ()  # what the first file that is read finds set
    script: str = ""  # the document that is run by its name, where that is meant and not the shell

    def place(self, path: str) -> Place | None:
        """Return what is at a path; None where that is not known."""
        told = self.files.get(path)
        return told or (_PLACES[self.system].get(path) if self.system else None)

    def program(self, name: str) -> str | None:
        """Return where a program is, "" where there is none of that name; None where that is not known."""
        told = self.programs.get(name)
        if told is None and self.system:
            return _PROGRAMS[self.system].get(name)
        return told

    def worlds(self, shell: str) -> tuple[Mapping[str, str], ...]:
        """Return every machine of the system: what "OSTYPE", "uname -m" … are there, seen by "zsh" or "bash".

        Nothing where the system is not known, and no entry for what differs too much to be listed.
        """
        if self.system is None:
            return ()
        return _macs(shell) if self.system is System.MACOS else _linuxes(shell)

    def inherits(self, name: str) -> bool | None:
        """Tell whether every shell of the system finds a variable set, or none does; None where that is not known."""
        if not self.system or name not in _INHERITED:
            return None
        return self.system in _INHERITED[name]


def host_of(host: Host | None, documents: Sequence[Document], given: Mapping[str, str] | None) -> Host:
    """Return what is known of the machine, its system added where it was not said but is certain."""
    known = host or Host()
    return known if known.system else replace(known, system=_told_by(documents, given))


def _told_by(documents: Sequence[Document], given: Mapping[str, str] | None) -> System | None:
    """Return the system that is certain from what a process had: `HOME=/Users/…` is a home on macOS only."""
    systems = {_system_of(name, value) for name, value in (given or {}).items()}
    for document in documents:
        if document.kind is Kind.DUMP:
            lines = (line.partition("=") for line in document.text.splitlines())
            systems |= {_system_of(name.split(" ")[-1], value.strip("\"'")) for name, _, value in lines}
    systems.discard(None)
    return next(iter(systems)) if len(systems) == 1 else None


def _system_of(name: str, value: str) -> System | None:
    if name == "HOME" and value.startswith("/Users/"):
        return System.MACOS
    return System.WSL if name == "WSL_DISTRO_NAME" and value else None


_DARWINS = range(15, 27)  # OS X 10.11 to macOS 26
_LINUX_MACHINES = ("x86_64", "aarch64", "armv7l", "armv6l", "i686", "i386", "riscv64", "ppc64le", "s390x", "mips64")


@cache
def _macs(shell: str) -> tuple[Mapping[str, str], ...]:
    kinds = ((".0.0", "arm64"), (".6.0", "x86_64"))
    return tuple(_mac(shell, f"{major}{minor}", machine) for major in _DARWINS for minor, machine in kinds)


def _mac(shell: str, release: str, machine: str) -> Mapping[str, str]:
    seen = {"uname": "Darwin", "uname -s": "Darwin", "uname -m": machine, "uname -r": release}
    # Apple's bash is built on one machine for all: it may say darwin22, one that Homebrew built darwin22.6.0.
    kernel = f"darwin{release}" if shell == "zsh" or not release.endswith(".0.0") else f"darwin{release[:2]}"
    return seen | {"OSTYPE": kernel} | ({"VENDOR": "apple"} if shell == "zsh" else {})


@cache
def _linuxes(shell: str) -> tuple[Mapping[str, str], ...]:
    kinds = ("linux-gnu", "linux-gnueabihf", *(["linux"] if shell == "bash" else []))  # openSUSE's bash says linux
    seen = {"uname": "Linux", "uname -s": "Linux", "uname -o": "GNU/Linux"}
    return tuple(seen | {"OSTYPE": kind, "uname -m": machine} for kind in kinds for machine in _LINUX_MACHINES)


_INHERITED: Mapping[str, tuple[System, ...]] = {
    "WSL_DISTRO_NAME": (System.WSL,),
    "__CF_USER_TEXT_ENCODING": (System.MACOS,),
}


def _all(what: Place, *paths: str) -> dict[str, Place]:
    return dict.fromkeys(paths, what)


_MACOS_FOLDERS = ("/Applications", "/System", "/System/Library")
_MACOS_PROGRAMS = ("/usr/libexec/path_helper", "/usr/libexec/java_home", "/usr/bin/sw_vers", "/usr/bin/osascript")
_HOMEBREW = ("/opt/homebrew", "/opt/homebrew/bin", "/opt/homebrew/bin/brew", "/opt/homebrew/opt")
_LINUXBREW = ("/home/linuxbrew", "/home/linuxbrew/.linuxbrew", "/home/linuxbrew/.linuxbrew/bin/brew")
_LINUX_FILES = ("/proc/version", "/proc/cpuinfo", "/proc/sys/kernel/osrelease")
_LINUX_PLACES = {
    **_all(Place.NOTHING, *_MACOS_FOLDERS, *_MACOS_PROGRAMS, *_HOMEBREW),
    **_all(Place.FOLDER, "/proc", "/sys", "/home"),
    **_all(Place.FILE, *_LINUX_FILES),
}
_PLACES: Mapping[System, Mapping[str, Place]] = {
    System.MACOS: {
        **_all(Place.FOLDER, *_MACOS_FOLDERS, "/Library", "/Users", "/Volumes"),
        **_all(Place.PROGRAM, *_MACOS_PROGRAMS, "/usr/bin/open", "/usr/bin/pbcopy"),
        **_all(Place.NOTHING, "/proc", "/sys", *_LINUX_FILES, *_LINUXBREW),
        **_all(Place.NOTHING, "/etc/os-release", "/etc/debian_version", "/etc/redhat-release", "/etc/arch-release"),
    },
    System.LINUX: {**_LINUX_PLACES, "/proc/sys/fs/binfmt_misc/WSLInterop": Place.NOTHING},
    System.WSL: _LINUX_PLACES,
}
_OF_MACOS = {
    "sw_vers": "/usr/bin/sw_vers",
    "defaults": "/usr/bin/defaults",
    "launchctl": "/bin/launchctl",
    "osascript": "/usr/bin/osascript",
    "pbcopy": "/usr/bin/pbcopy",
    "pbpaste": "/usr/bin/pbpaste",
    "open": "/usr/bin/open",
    "scutil": "/usr/sbin/scutil",
    "dscl": "/usr/bin/dscl",
    "networksetup": "/usr/sbin/networksetup",
    "security": "/usr/bin/security",
}
_NOT_MACOS = ("systemctl", "journalctl", "loginctl", "zypper", "wslpath")  # apt-get and dpkg can be had
_NOT_LINUX = ("sw_vers", "launchctl", "scutil", "dscl", "networksetup")  # pbcopy and open people make themselves
_PROGRAMS: Mapping[System, Mapping[str, str]] = {
    System.MACOS: {**_OF_MACOS, **dict.fromkeys(_NOT_MACOS, "")},
    System.LINUX: dict.fromkeys((*_NOT_LINUX, "wslpath", "wsl.exe", "clip.exe", "explorer.exe"), ""),
    System.WSL: dict.fromkeys(_NOT_LINUX, ""),
}
