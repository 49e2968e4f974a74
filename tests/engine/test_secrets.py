"""What a mask keeps of a value, what stays visible, and what never prints itself."""

import pickle
import traceback
from pathlib import Path
from unittest import TestCase

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Login
from diagnostics.engine.masking.secretlines import NOTHING_OPEN, Work
from diagnostics.engine.masking.secretliterals import active_tokens
from diagnostics.engine.masking.secrets import HIDDEN, MASK_RE, Secret, mask, mask_text
from diagnostics.engine.masking.secretscan import Suspects, scan
from diagnostics.engine.source import Document, Kind
from diagnostics.engine.values import is_placeholder
from tests.guards import it_ends

from .secret_corpus import ordinary_lines, secret_lines
from .secret_pieces import texts

ROOT = Path(__file__).resolve().parents[2]
BODY = "DUMMYdummy0123456789" * 5
KEY = f"sk-ant-api03-{BODY}"
OTHER = f"vck_{BODY[:40]}"
MASKED = f"‹anthropic-api-key, {len(KEY)} characters, #1›"


def kinds(text: str) -> list[str]:
    return [found.kind for found in mask((Document("~/.zshrc", text, Kind.ZSH),))[1]]


class KeptTests(TestCase):
    def test_a_mask_tells_kind_and_length(self) -> None:
        self.assertEqual(mask_text(f"export ANTHROPIC_API_KEY={KEY}\n"), f"export ANTHROPIC_API_KEY={MASKED}\n")

    def test_a_mask_keeps_what_is_wrong_around_the_value(self) -> None:
        for around in (
            '"{}"',
            "'{}'",
            "“{}”",
            "{}\r",
            '"{} "',
            '" {}"',
            '"Bearer {}"',
            '"Bearer Bearer {}"',
            '"bearer  {}"',
            '"{}\\n"',
            '"{}"“',
            "$'{}'",
            '"x-api-key: {}"',
            '"a: b\\nx-api-key: {}"',
            "{}\u00a0",
        ):
            with self.subTest(around):
                line = f"export ANTHROPIC_CUSTOM_HEADERS={around}"
                self.assertEqual(mask_text(line.format(KEY)), line.format(MASKED))
                if "x-api-key" not in around:
                    named = f"export ANTHROPIC_API_KEY={around}"
                    self.assertEqual(mask_text(named.format(KEY)), named.format(MASKED))

    def test_an_empty_value_stays_empty(self) -> None:
        for text in (
            "ANTHROPIC_API_KEY=",
            'ANTHROPIC_API_KEY=""',
            "ANTHROPIC_API_KEY=' '",
            '"apiKey": ""',
            "A_KEY= ls",
        ):
            with self.subTest(text):
                self.assertEqual(mask_text(text), text)

    def test_equal_values_have_equal_numbers_over_all_documents_and_others_do_not(self) -> None:
        first = Document("~/.zshrc", f"A_KEY={KEY}\nB_KEY={OTHER}\nC_KEY={KEY}\n", Kind.ZSH)
        second = Document("~/.zprofile", f"D_KEY={OTHER}\n", Kind.ZSH)
        _, masks = mask((first, second))
        self.assertEqual([(each.number, each.span.document, each.span.line) for each in masks], [
            (1, "~/.zshrc", 1), (2, "~/.zshrc", 2), (1, "~/.zshrc", 3), (2, "~/.zprofile", 1),
        ])  # fmt: skip

    def test_the_place_of_a_mask_is_where_it_stands_in_the_masked_text(self) -> None:
        text = f"a\n\nA_KEY={KEY}\nb=1\nB_KEY='***'\nC_KEY={OTHER} D_KEY={KEY}\nE_KEY=xxxx"
        (masked,), masks = mask((Document("~/.zshrc", text, Kind.ZSH),))
        cut = [masked.text[each.span.begin : each.span.stop] for each in masks]
        self.assertEqual([each.span.line for each in masks], [3, 5, 6, 6, 7])
        other = f"‹vercel-ai-gateway-key, {len(OTHER)} characters, #2›"
        self.assertEqual(cut, [MASKED, "***", other, MASKED, "xxxx"])

    def test_numbers_that_stand_in_a_text_already_are_left_free(self) -> None:
        text = f"A_KEY=‹secret, 9 characters, #1›\nB_KEY={KEY}\n"
        self.assertIn(f"B_KEY=‹anthropic-api-key, {len(KEY)} characters, #2›", mask_text(text))

    def test_characters_beyond_the_first_plane_count_once(self) -> None:
        self.assertEqual(mask_text("🏠 A_PASSWORD=häuser"), "🏠 A_PASSWORD=‹secret, 6 characters, #1›")
        self.assertIn("‹masked-by-you, 3 characters, #1›", mask_text("‹masked-by-you, 3 characters, #1›🏠"))

    def test_a_reference_a_path_and_a_command_stay(self) -> None:
        for value in (
            "$OTHER_KEY",
            "${OTHER_KEY}",
            "$(pass show key)",
            "`pass show key`",
            "~/.config/key",
            "op://a/b/c d",
        ):
            with self.subTest(value):
                self.assertEqual(mask_text(f'export A_TOKEN="{value}"'), f'export A_TOKEN="{value}"')

    def test_the_value_before_a_reference_is_masked(self) -> None:
        self.assertEqual(mask_text('A_TOKEN="hunter22${B}"'), 'A_TOKEN="‹secret, 8 characters, #1›${B}"')


class RedactedByYouTests(TestCase):
    SHAPES = (
        "[REDACTED :)]",
        "***",
        "xxxx",
        "<your key>",
        "sk-…",
        "sk-ant-...",
        "[removed]",
        "<redacted>",
        "••••",
        "sk-ant-xxxx",
        "sk-…\\n",
    )

    def test_what_the_person_hid_stays_and_is_said_to_be_redacted_by_them(self) -> None:
        for shape in self.SHAPES:
            for line in (f'export ANTHROPIC_API_KEY="{shape}"', f'export H="x-api-key: Bearer {shape}"'):
                with self.subTest(line):
                    self.assertEqual(mask_text(line), line)
                    self.assertEqual(kinds(line), [HIDDEN])

    def test_it_remains_evidence_of_a_value_that_is_set(self) -> None:
        for shape in ("[REDACTED :)]", "***", "xxxx"):
            with self.subTest(shape):
                text = (
                    f'export ANTHROPIC_AUTH_TOKEN="{shape}"\nexport ANTHROPIC_BASE_URL=https://ai-gateway.vercel.sh\n'
                )
                report = analyse((Document("~/.zshrc", text, Kind.ZSH),), rules=(), login=Login.NONE)
                self.assertEqual(report.requests[0].headers.get("authorization"), "ANTHROPIC_AUTH_TOKEN")

    def test_a_guides_placeholder_in_another_language_stays_and_counts_as_one(self) -> None:
        for value in (
            "你的key",
            "sk-ant-api03-你的密钥",
            "ваш-ключ",
            "<ваш ключ>",
            "ここにキーを入力",
            "여기에_키_입력",
            "TU_API_KEY_AQUI",
        ):
            with self.subTest(value):
                self.assertEqual(
                    mask_text(f'export ANTHROPIC_API_KEY="{value}"'), f'export ANTHROPIC_API_KEY="{value}"'
                )
                self.assertTrue(is_placeholder(value))
        for value in ("密钥a8f7d60b4c2e", "ключ7a8f7d60b4c2e", "пароль", "Kennwort-Berlin"):
            with self.subTest(value):
                self.assertNotIn(value, mask_text(f'export A_PASSWORD="{value}"'))
                self.assertFalse(is_placeholder(value))

    def test_brackets_around_a_real_value_stay_to_be_seen(self) -> None:
        for around in ("[{}]", "<{}>", '"<{}>"', "Bearer <{}>"):
            with self.subTest(around):
                line = f"export ANTHROPIC_API_KEY='{around}'"
                self.assertEqual(mask_text(line.format(KEY)), line.format(MASKED))

    def test_brackets_around_a_real_value_hide_nothing(self) -> None:
        for value in ("[a8f7d60b4c2e]", "<a8f7d60b4c2e>"):
            self.assertNotIn("a8f7d60b4c2e", mask_text(f"A_PASSWORD='{value}'"))


class SecretTests(TestCase):
    def test_a_secret_never_prints_itself(self) -> None:
        secret = Secret(KEY)
        for shown in (str(secret), repr(secret), f"{secret}", f"{secret:>200}", f"{secret!r}", str([secret])):
            self.assertNotIn("DUMMY", shown)
        self.assertEqual((len(secret), secret.reveal()), (len(KEY), KEY))

    def test_it_equals_another_with_the_same_value_and_nothing_else(self) -> None:
        self.assertEqual((Secret("abc") == Secret("abc"), Secret("abc") == Secret("abx")), (True, False))
        self.assertNotEqual(Secret("abc"), "abc")

    def test_a_secret_is_not_to_be_stored(self) -> None:
        self.assertRaises(TypeError, pickle.dumps, Secret(KEY))

    def test_a_traceback_with_the_values_of_variables_does_not_show_it(self) -> None:
        secret = Secret(KEY)
        try:
            raise ValueError(f"{secret}")
        except ValueError as error:
            shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
        self.assertNotIn(repr(secret.reveal()), shown.replace(repr(KEY), ""))
        self.assertIn("Secret(", shown)


class PropertyTests(TestCase):
    @settings(max_examples=400, deadline=None)
    @given(texts)
    @example("-----BEGIN PRIVATE KEY-----machine h login l password p-----END PRIVATE KEY-----A_KEY=")
    @example("-----BEGIN PRIVATE KEY-----\n$\nsshpass -p-----END")
    @example("a\n-----BEGIN PRIVATE KEY-----\nA_TOKEN=ab-----cd\n-----END PRIVATE KEY-----\nb")
    def test_masking_twice_gives_what_masking_once_gives(self, text: str) -> None:
        once = mask_text(text)
        self.assertEqual(mask_text(once), once)

    @settings(max_examples=200, deadline=None)
    @given(texts, st.sampled_from(["", '"', "'"]), texts)
    def test_a_key_of_a_known_form_is_seen_nowhere(self, before: str, quote: str, after: str) -> None:
        text = f"{before}\nexport ANTHROPIC_API_KEY={quote}{KEY}{quote}\n{after}"
        self.assertNotIn(BODY[:20], mask_text(text))

    @settings(max_examples=200, deadline=None)
    @given(texts)
    def test_what_is_not_masked_stays_as_it_is(self, text: str) -> None:
        document = Document("~/.zshrc", text, Kind.ZSH)
        (masked,), masks = mask((document,))
        if any(each.kind.endswith("-file") for each in masks):
            return
        position = 0
        for piece in MASK_RE.split(masked.text)[::4]:  # every fourth is text; the others are a mask's three groups
            found = text.find(piece, position)
            self.assertGreaterEqual(found, 0)
            position = found + len(piece)

    @settings(max_examples=200, deadline=None)
    @given(texts)
    def test_a_line_stays_the_line_that_it_was(self, text: str) -> None:
        (masked,), masks = mask((Document("~/.zshrc", text, Kind.ZSH),))
        if not any(each.kind.endswith("-file") for each in masks):
            self.assertEqual(masked.text.count("\n"), text.count("\n"))

    @settings(max_examples=200, deadline=None)
    @given(texts)
    def test_each_mask_stands_where_it_is_said_to_stand(self, text: str) -> None:
        (masked,), masks = mask((Document("~/.zshrc", text, Kind.ZSH),))
        for each in masks:
            if each.length:
                begin = masked.line_start(each.span.line) + each.span.start - 1
                self.assertTrue(masked.text.startswith(f"‹{each.kind}, {each.length} character", begin))


class SuspectTests(TestCase):
    """Lines that are not scanned hold nothing that a scan would find, and leave nothing open."""

    def assert_nothing_is_passed_over(self, text: str) -> int:
        tokens = active_tokens(text)
        suspects = Suspects(text, tokens)
        passed = [line for line in text.split("\n") if not suspects.may_hold(line)]
        for line in passed:
            self.assertEqual(scan(line, tokens, NOTHING_OPEN, Work()), ([], NOTHING_OPEN), line)
        return len(passed)

    def test_no_secret_and_no_beginning_of_one_is_passed_over(self) -> None:
        found = [line.text for line in secret_lines()]
        found += ["\n".join(found), "\n".join(ordinary_lines())]
        found += [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests/cases").rglob("*.toml"))]
        self.assertGreater(sum(map(self.assert_nothing_is_passed_over, found)), 1_000)

    @settings(max_examples=400, deadline=None)
    @given(texts)
    def test_whatever_decides_how_a_line_is_read_makes_it_be_read(self, text: str) -> None:
        self.assert_nothing_is_passed_over(text)

    def test_most_lines_of_a_start_up_file_need_no_scan(self) -> None:
        lines = [
            *("# a remark", "alias ll='ls -la'", 'export PATH="$HOME/bin:$PATH"', "if [[ -f ~/.x ]]; then", "fi"),
            *("ANTHROPIC_API_KEY=x", "echo my password", "login me"),
        ]
        suspects = Suspects("\n".join(lines), ())
        self.assertEqual([line for line in lines if suspects.may_hold(line)], lines[-3:])


class TimeTests(TestCase):
    """256 KB of any text are masked in well under a second; what is measured is in script/bench."""

    UNITS = (
        *("KEY=", "A_KEY=", 'A_KEY="', "A_KEY='", "A_KEY=a,", "A_KEY: ", "export A_KEY=", "A_KEY=Bearer "),
        *("${A_KEY:-", "$(", "sk-ant-api03-", "eyJaaaaaaaaa.", "://a:b@", "://a:", "AIza", "JQQJ99", "a8Q~", "‹"),
        *("‹a, 1 characters, #1›", "-----BEGIN ", "-----BEGIN PRIVATE KEY-----", "Cookie: a;", "set A_KEY "),
        *("--api-key ", "\\", '"', "'", "`", "{{", "A_KEY=<", "A_KEY=[", "é", "A_KEY=é", "0123456789abcdefABCDEF"),
        *('{"\n', '{"claudeAiOauth" oken"\n', '{"auth.json"}\n', "-----BEGIN PRIVATE KEY-----\n", " " * 4_000 + "x"),
        *(
            "printf 'A_KEY=%s' ",
            "a REG_SZ ",
            "a /d ",
            "read A_KEY <<< ",
            "set A_KEY \\\n",
            '"--a-key",\n',
            "A_KEY (",
            "`A_KEY=",
        ),
        *("mysql a -p", "add-generic-password a -w ", "A_KEY=你的", "A_KEY=tu_key_", "A_KEY=[a]", "A_KEY=$(cat <<a"),
        *("machine a ", "sig=", "aaaaaaaaaaaa.atlasv1.", "a", " ", "	", "=", ":", '{"'),
        *(
            "A_KEY%3Da",
            "| A_KEY | ",
            "A_KEY is a1b2c3d4 ",
            "'A_KEY', 'a1b2c3d4', ",
            "<A_KEY>a1b2</A_KEY>",
            "\x1b[0m",
            "a–",
        ),
        *(
            "A_KEY:\n- a1b2\n",
            'A_KEY: \\\\\\"',
            "echo aaaa | ",
            "name: A_KEY value: ",
            '"approved":[',
            '"rejected":["abcdefghij0123456789",',
            '"approved":[]',
            "ldapsearch -x ",
            "apiKeys:{",
            "apiKeys:{a:'abcdef',",
            "api_keys:\n  a: ab12\n",
            "htpasswd -b a ",
            "sk-ant-aBcdefgh ",
            "sk-ant-api03- aBcdefghi-",
            "sftp a:b",
            "lftp -u a,b ",
            'OpenAI("a1',
            "API key: a1",
            "{pwd:'",
            "a2b3c4d5",
            "‹secret, 3 characters, #2›\nAb1\n",
        ),
    )

    WORST = ('A_KEY="', "A_KEY=a,", "Cookie: a;", "://a:b@", "-----BEGIN PRIVATE KEY-----")

    @pytest.mark.once
    def test_hostile_texts_take_linear_time(self) -> None:
        for size, units in ((32_768, self.UNITS), (262_144, self.WORST)):
            for unit in units:
                for text in ((unit * size)[:size], (f"{unit * 8}\n" * size)[:size]):
                    with self.subTest(unit, size=size), it_ends():
                        mask_text(text)

    def test_a_text_with_too_many_places_is_masked_line_by_line(self) -> None:
        masked = mask_text("A_TOKEN=hunter22;B_TOKEN=hunter23\n" * 5_000)
        self.assertNotIn("hunter", masked)
        self.assertIn("‹unread-text, 33 characters, ", masked)
        self.assertEqual(mask_text(masked), masked)
