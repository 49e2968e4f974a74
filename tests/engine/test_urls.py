"""Base URLs as the client's runtime reads them."""

from __future__ import annotations

import unittest

from diagnostics.engine.clients.urls import INVALID, NO_URL, NOT_FOUND, UNREACHABLE, BadUrl, join
from diagnostics.engine.clients.urls import REFUSED as REFUSED_PORT

GOES_TO = [
    ("https://gw.example.test", "https://gw.example.test", "/v1/messages"),
    ("https://gw.example.test/", "https://gw.example.test", "/v1/messages"),
    ("https://gw.example.test/v1", "https://gw.example.test", "/v1/v1/messages"),
    ("  https://gw.example.test/a/ \r\n", "https://gw.example.test", "/a/v1/messages"),
    ("HTTPS://GW.Example.Test:443", "https://gw.example.test", "/v1/messages"),
    ("http://gw.example.test:80", "http://gw.example.test", "/v1/messages"),
    ("https://gw.example.test:0443/", "https://gw.example.test", "/v1/messages"),
    ("https://gw.example.test:8443", "https://gw.example.test:8443", "/v1/messages"),
    ("https:gw.example.test", "https://gw.example.test", "/v1/messages"),
    ("https:\\\\gw.example.test\\a", "https://gw.example.test", "/a/v1/messages"),
    ("https://user:pw@gw.example.test", "https://gw.example.test", "/v1/messages"),
    ("https://gw.exa\nmple.test", "https://gw.example.test", "/v1/messages"),
    ("https://gw.example.test/a/../b/./c d", "https://gw.example.test", "/b/c%20d/v1/messages"),
    ("localhost:8080", "http://localhost:8080", "/v1/messages"),
    ("localhost:8080/pre", "http://localhost:8080", "/pre/v1/messages"),
    ("localhost:abc/pre", "http://localhost", "/pre/v1/messages"),
    ("gw.example.test:/v1", "http://gw.example.test", "/v1/v1/messages"),
    ("gw.example.test:80800", "http://gw.example.test", "/v1/messages"),
    ("user:pw@gw.example.test/v1", "http://user", "/v1/v1/messages"),
    ("https://gw.example.test//a//b", "https://gw.example.test", "/a//b/v1/messages"),
    ("https://gw.-example.test-", "https://gw.-example.test-", "/v1/messages"),
    ("http://127.1:4000", "http://127.0.0.1:4000", "/v1/messages"),
    ("http://0x7f.1", "http://127.0.0.1", "/v1/messages"),
    ("http://[::0:1]:4000", "http://[::1]:4000", "/v1/messages"),
    ("https://bücher.example", "https://xn--bcher-kva.example", "/v1/messages"),
]
REFUSED = [
    ("gw.example.test", INVALID),
    ('"https://gw.example.test"', INVALID),
    ("“https://gw.example.test”", INVALID),
    ("$GATEWAY_URL", INVALID),
    ("127.0.0.1:8080", INVALID),
    ("https://gw. example.test", INVALID),
    ("https://gw.example.test # gateway", INVALID),
    ("https://gw.example.test:80800", INVALID),
    ("https://gw.example.test:80a", INVALID),
    ("https://[::1", INVALID),
    ("https://[::g]", INVALID),
    ("https://1.2.3.400", INVALID),
    ("https://1.2.3.4.5", INVALID),
    ("https://%zz^.test", INVALID),
    ("htps://gw.example.test", UNREACHABLE),
    ("ftp://gw.example.test", UNREACHABLE),
    ("htps://gw.example.test:80800", INVALID),
    ("localhost: 80", NO_URL),
    ("https://gw.example.test:0", REFUSED_PORT),
    ("gw.example.test:0", REFUSED_PORT),
    ("https://", NOT_FOUND),
    ("https://gw.example.test;", NOT_FOUND),
    ("https://${HOST}", NOT_FOUND),
    ("https://-gw.example.test", NOT_FOUND),
    ("https://-gw.example.test:0", NOT_FOUND),
    ("https://.gw.example.test", NOT_FOUND),
    ("https://" + "a" * 64 + ".test", NOT_FOUND),
    ("https://“gw.example.test”:80a", INVALID),
    ("https://gw.example.test”", NOT_FOUND),
    ("https://" + "ü" * 300 + ".test", NOT_FOUND),
]


class BaseUrls(unittest.TestCase):
    def test_a_url_leads_where_the_runtime_takes_it(self) -> None:
        for base, endpoint, path in GOES_TO:
            with self.subTest(base=base):
                target = join(base, "/v1/messages")
                self.assertEqual((target.endpoint, target.path), (endpoint, path))

    def test_a_url_that_leads_nowhere_gets_the_clients_words(self) -> None:
        for base, message in REFUSED:
            with self.subTest(base=base):
                with self.assertRaises(BadUrl) as caught:
                    join(base, "/v1/messages")
                self.assertEqual(str(caught.exception), message)

    def test_a_query_or_fragment_swallows_the_path(self) -> None:
        for base in ("https://gw.example.test?x=1", "https://gw.example.test#x", "localhost:8080?x"):
            with self.subTest(base=base):
                self.assertTrue(join(base, "/v1/messages").swallows_path)
