"""Values that people write for credentials and addresses: right, odd and wrong ones."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Any

Case = dict[str, Any]


def shell_text(variables: Mapping[str, str]) -> str:
    """Return a .zshrc that exports the variables."""
    return "".join(f"export {name}={_quoted(value)}\n" for name, value in variables.items())


def _quoted(value: str) -> str:
    if any(character in value for character in "\r\t"):
        escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\r", "\\r").replace("\t", "\\t")
        return f"$'{escaped}'".replace("\n", "\\n")
    return "'" + value.replace("'", "'\\''") + "'"


def credential(random: Random, name: str) -> str:
    """Return a value for a credential: mostly a plain one, sometimes one of the forms in which it goes wrong."""
    plain = f"{name}-DUMMY-{random.randrange(10**6)}"
    odd = (
        *("", " ", "\t", "\n"),
        *(f'"{plain}"', f"'{plain}'", f"Bearer {plain}", f"“{plain}”", f"$(echo {plain})", f"op://vault/{plain}/key"),
        *(f" {plain}", f"{plain} ", f"{plain}\n", f"{plain}\r", f"\n{plain}", f"{plain}\u00a0", f"\ufeff{plain}"),
        *(f"{plain}\u200b", f"{plain[:5]}\n{plain[5:]}", f"{plain[:5]}\r\n{plain[5:]}", f"{plain[:5]}\t{plain[5:]}"),
        *(f"{plain}é", f"{plain}\x7f", f"{plain}\x01", f"{plain}…", f"{plain}—x", f"{plain},x", f"{plain} # mine"),
        *("0", "false", "none", "null", "undefined", "your-api-key-here", "<token>", "xxx", f"{plain}=", f"x:{plain}"),
    )
    return plain if random.random() < 0.6 else random.choice(odd)


def url(random: Random) -> str:
    """Return a base URL, put together of parts that are right, odd or wrong."""
    good = random.random() < 0.5
    scheme = random.choice(("https://", "https://", "http://")) if good else random.choice(_SCHEMES)
    host = random.choice(_HOSTS[:6]) if good else random.choice(_HOSTS)
    port = random.choice(("", "", "", ":8080")) if good else random.choice(_PORTS)
    user = "" if good or random.random() < 0.8 else random.choice(("u:p@", "u@", ":p@", "u:p%40q@", "@", "u:p:q@"))
    path = random.choice(_PATHS[:7]) if random.random() < 0.7 else random.choice(_PATHS)
    tail = random.choice(("?k=v", "#part", "?", "#", "?a=b#c", "/?x")) if random.random() < 0.1 else ""
    text = f"{scheme}{user}{host}{port}{path}{tail}"
    return text if random.random() < 0.85 else random.choice(_AROUND).replace("%", text)


_SCHEMES = (
    *("https://", "http://", "HTTPS://", "Http://", "https:/", "https:", "https:///", "https:\\\\", "//", "", ""),
    *("ftp://", "ws://", "wss://", "socks5://", "htp://", "https//", "https;//", "http//:", "https://https://"),
    *("https ://", "localhost:"),
)

_HOSTS = (
    *("gw.example.test", "ai-gateway.vercel.sh", "openrouter.ai", "localhost", "127.0.0.1", "api.anthropic.com"),
    *("GW.Example.TEST", "gw.example.test.", "[::1]", "[::ffff:10.0.0.1]", "[::1", "10.0.0.5", "127.1", "0x7f.1"),
    *("bücher.test", "gw_x.test", "-gw.test", "gw..test", "gw%2etest", "$HOST", "${HOST}", "<host>", "gw test"),
    *("“gw.test”", "host.docker.internal", "2130706433", "256.1.1.1", "1.2.3.4.5", "gw", "gw.test,other.test", ""),
    *("api.anthropic.com.evil.test", "xn--bcher-kva.test", "ｇｗ.test", "gw。test", "fe80::1", "[fe80::1%25lo]"),
)

_PORTS = ("", "", "", ":80", ":443", ":8080", ":4000", ":", ":0080", ":99999", ":80a", ":-1", ":8080:9", ": 80", ":0")

_PATHS = (
    *("", "", "/", "/v1", "/api", "/anthropic", "/v1/"),
    *("//", "/v1/messages", "/v1/messages/", "/a b", "/ä", "/a%20b", "/../x", "/./x", "/a/..", "/a/%2e%2e/b", "\\x"),
    *('/"', "/{x}", "/[x]", "/a;b", "/a|b", "/a^b", "/`a`", "/<x>", "/%zz", "/a:b", "/@x", "/'q'", "/a//b", "/%", "/~"),
    *("/v1#", "/*", "/a,b", "/a=b&c", "/..", "/.", "/a/./b/../c", "/\u200b", "/€"),
)

_AROUND = (
    *(
        " %",
        "% ",
        "%\n",
        "\n%",
        "%\r",
        "\t%",
        '"%"',
        "'%'",
        "“%”",
        "% # mine",
        "%\u00a0",
        "\ufeff%",
        "%,https://b.test",
    ),
    *("<%>", "(%)", "%;", "%.", "% /v1", "%\nX", "[%](%)", "`%`", "%\\n"),
)


def some(random: Random, choices: Mapping[str, tuple[str, ...]], share: float) -> dict[str, str]:
    """Return some of the variables, each with one of its values."""
    return {name: random.choice(values) for name, values in choices.items() if random.random() < share}


def odd(name: str) -> tuple[str, ...]:
    """Return values for a credential, most of them plain."""
    plain = f"{name}-DUMMY"
    return (
        plain,
        plain,
        plain,
        plain,
        "",
        " ",
        f"{plain} ",
        f" {plain}",
        f"“{plain}”",
        f'"{plain}"',
        f"Bearer {plain}",
        "$KEY",
    )


BASES = (
    *(
        "https://gw.test/v1",
        "https://gw.test/v1",
        "https://gw.test",
        "http://localhost:8080/v1",
        "https://gw.test/v1/",
        "",
    ),
    *(
        "gw.test/v1",
        "localhost:8080",
        "https://gw.test/v1?x=1",
        " https://gw.test/v1 ",
        "https://gw.test//v1",
        '"https://gw.test"',
    ),
    *("https://u:p@gw.test/v1", "HTTPS://GW.test/V1", "https://gw.test/v1#x", "https://gw.test/a b"),
)


# Proxies: most change nothing of what is sent; some clients stop at one.
_PROXIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "HTTPS_PROXY": (
            *("http://proxy.test:8080", "http://proxy.test:8080", "proxy.test:8080", "10.0.0.1:8080", ""),
            *("socks5://proxy.test:8080", "http://u:p@proxy.test:8080"),
        ),
        "https_proxy": ("http://proxy.test:8080", "socks5h://proxy.test:8080", "proxy.test:8080"),
        "HTTP_PROXY": ("http://proxy.test:8080", "proxy.test:8080"),
        "ALL_PROXY": ("socks5://proxy.test:8080", "http://proxy.test:8080"),
        "NO_PROXY": ("*", "localhost,127.0.0.1", "gw.test", ".test"),
    }
)


def beside(random: Random) -> dict[str, str]:
    """Return variables of the network that stand beside a client's own."""
    return some(random, _PROXIES, 0.35) if random.random() < 0.15 else {}


def of_shell(variables: Mapping[str, str], *files: tuple[str, str], login: str = "none") -> Case:
    """Return a case of a start-up file and of further files."""
    documents = [{"name": "~/.zshrc", "text": shell_text(variables) or "# nothing\n"}]
    return {"login": login, "documents": [*documents, *({"name": name, "text": text} for name, text in files)]}
