"""Files that hold one or two words and nothing else: what they are called tells that the last is a password."""

from unittest import TestCase

from diagnostics.engine.masking.secrets import mask
from diagnostics.engine.source import Document, Kind

from .test_masked_places import MASK


class LoginFileTests(TestCase):
    CASES = (
        ("~/vpn/auth.txt", "alice\nab12cdef34\n", "alice\n(10)\n"),
        ("/etc/openvpn/login.conf", "alice\r\nab12cdef34", "alice\r\n(10)"),
        (".vault_pass", "abcd%EFG\n", "(8)\n"),
        ("API_KEY.txt", "ab12cdef34", "(10)"),
        ("credentials", "alice\nab12cdef34", "alice\n(10)"),
        ("secret.txt", "ab12cdef34", "(10)"),
        ("token", "ab12cdef34", "(10)"),
        ("~/.zshrc", "alice\nab12cdef34\n", "alice\nab12cdef34\n"),
        ("auth.txt", "model\nclaude-sonnet-4-5-20250929\n", "model\nclaude-sonnet-4-5-20250929\n"),
        ("auth.txt", "alice\nab12cdef34\nbob\n", "alice\nab12cdef34\nbob\n"),
        ("auth.txt", "A=ab12cdef34\nlog /var/ab12cdef34\n", "A=ab12cdef34\nlog /var/ab12cdef34\n"),
        ("auth.txt", "ab12cdef34" * 20, "ab12cdef34" * 20),
    )

    def test_a_word_like_a_key_is_masked_where_the_file_is_called_so(self) -> None:
        for name, text, left in self.CASES:
            with self.subTest(name, text=text):
                masked, _ = mask((Document(name, text, Kind.TEXT),))
                self.assertEqual(MASK.sub(r"(\1)", masked[0].text), left)
