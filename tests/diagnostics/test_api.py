"""`/api/check` as curl and as a program use it."""

from __future__ import annotations

import json
from unittest import mock

from django.test import Client, override_settings

from .seed import FOUNDING_CASE, KEY, SeededTestCase

URL = "/api/check"
POST = """\
Hi, here is my `~/.zshrc`:

```bash
export ANTHROPIC_BASE_URL="https://openrouter.ai/api/v1"
export ANTHROPIC_AUTH_TOKEN=DUMMY
```

Claude says: API Error: 402 insufficient_funds
"""


class ApiTests(SeededTestCase):
    def post(self, body: str | bytes, query: str = "", content_type: str = "text/plain", **headers: str) -> object:
        data = body.encode() if isinstance(body, str) else body
        return self.client.post(URL + query, data, content_type=content_type, headers=headers)

    def test_a_slash_too_many_is_no_fault(self) -> None:
        for address in (URL, f"{URL}/"):
            answer = self.client.post(address, FOUNDING_CASE, content_type="text/plain")
            self.assertContains(answer, "CC104")

    def test_a_get_is_answered_with_a_manual_page_that_names_the_limits(self) -> None:
        response = self.client.get(URL)
        self.assertEqual(response["Content-Type"], "text/plain; charset=utf-8")
        for words in ("curl", "--data-binary", "256 KB", "15,000 lines", "http://testserver/api/check"):
            self.assertContains(response, words)

    def test_curl_gets_text_and_accept_or_format_choose_another(self) -> None:
        kinds = {
            "text/plain; charset=utf-8": ["", "?format=text", {"Accept": "*/*"}],
            "application/json": ["?format=json", {"Accept": "application/json"}],
            "text/markdown; charset=utf-8": ["?format=markdown", {"Accept": "text/markdown"}],
            "application/sarif+json": ["?format=sarif", {"Accept": "application/sarif+json"}],
        }
        for kind, ways in kinds.items():
            for way in ways:
                with self.subTest(kind=kind, way=way):
                    query, headers = (way, {}) if isinstance(way, str) else ("", way)
                    response = self.post(FOUNDING_CASE, query, **headers)
                    self.assertEqual((response.status_code, response["Content-Type"]), (200, kind))
                    self.assertTrue(response.content.endswith(b"\n"))

    def test_what_curl_sends_by_default_is_read_as_the_file(self) -> None:
        response = self.post(FOUNDING_CASE, "?format=json&login=subscription", "application/x-www-form-urlencoded")
        self.assertEqual([one["rule"] for one in response.json()["findings"]], ["CC104"])

    def test_several_documents_and_the_questions_may_come_as_json(self) -> None:
        body = {
            "login": "subscription",
            "mode": "interactive",
            "documents": [
                {"name": "~/.zshrc", "text": FOUNDING_CASE},
                {"name": "~/.claude/settings.json", "text": '{"env": {"ANTHROPIC_BASE_URL": "http://localhost:4000"}}'},
            ],
        }
        answer = self.post(json.dumps(body), "?format=json", "application/json").json()
        self.assertEqual([one["kind"] for one in answer["documents"]], ["zsh", "claude settings"])
        self.assertEqual([one["endpoint"] for one in answer["requests"]], ["http://localhost:4000"])
        self.assertEqual([one["mode"] for one in answer["requests"]], ["interactive"])

    def test_a_kind_overrules_what_name_and_text_tell(self) -> None:
        for query in ("&kind=docker-env-file", "&kind=docker%20env-file"):
            answer = self.post("A='1'\n", f"?format=json{query}").json()
            self.assertEqual(answer["documents"][0]["kind"], "docker env-file")
            self.assertEqual(answer["environment"]["A"]["value"], "'1'")
        body = {"documents": [{"name": "x", "text": "A=1\n", "kind": "dotenv"}]}
        answer = self.post(json.dumps(body), "?format=json", "application/json").json()
        self.assertEqual(answer["documents"][0]["kind"], "dotenv")
        self.assertContains(self.post("A=1", "?kind=csh"), "“kind” is one of: zsh, ", status_code=422)

    def test_what_one_document_does_with_another_is_known(self) -> None:
        documents = [
            {"name": "./.env", "text": 'ANTHROPIC_API_KEY="DUMMY"\n'},
            {"name": "./run.sh", "text": "docker run --env-file .env image claude\n"},
        ]
        for given in (documents, documents[::-1]):
            response = self.post(json.dumps({"documents": given}), "?format=json", "application/json")
            kinds = {each["name"]: each["kind"] for each in response.json()["documents"]}
            self.assertEqual(kinds["./.env"], "docker env-file")

    def test_a_store_of_credentials_in_a_post_is_refused_and_the_rest_is_read_on_its_own_lines(self) -> None:
        store = '{\n  "tokens": {\n    "id_token": "hunter22",\n    "refresh_token": "hunter23"\n  }\n}'
        for before in ("", "~/.codex/auth.json:\n", "```json\n"):
            fence = "```\n" if before.startswith("```") else ""
            body = f"Hi, this is what I have:\n\n{before}{store}\n{fence}\n```zsh\n{FOUNDING_CASE}```\n"
            with self.subTest(before=before):
                answer = self.post(body, "?format=json&login=subscription").json()
                self.assertNotIn("hunter", json.dumps(answer))
                stores = [each for each in answer["documents"] if each["kind"] == "login file"]
                line = body[: body.index(store)].count("\n") + 1
                self.assertEqual([(each["first_line"], each["masked"]) for each in stores], [(line, 1)])
                [finding] = [each for each in answer["findings"] if each["rule"] == "CC104"]
                text = body.split("\n")[finding["primary"]["line"] - 1]
                self.assertIn("ANTHROPIC_BASE_URL", text)

    def test_masking_is_the_first_that_is_done_with_a_text(self) -> None:
        seen: list[str] = []

        def split(pastes: list[tuple[str, str, object]], **more: object) -> tuple[()]:
            seen.extend(f"{name} {text}" for name, text, _ in pastes)
            return ()

        with mock.patch("diagnostics.checking.read_pastes", split):
            self.post(f"export ANTHROPIC_API_KEY={KEY}\n", f"?name=~/{KEY}")
        self.assertEqual(len(seen), 1)
        self.assertNotIn("DUMMY", seen[0])

    def test_a_text_that_masks_make_longer_than_the_limit_is_read(self) -> None:
        text = "A_TOKEN=x7\n" * 4_900
        self.assertEqual(self.post(text + "# " + "x" * (262_144 - len(text) - 2)).status_code, 200)

    def test_the_system_decides_what_the_text_asks_for(self) -> None:
        text = "[[ $OSTYPE == darwin* ]] && export A=1\n"
        states = [
            self.post(text, f"?format=json{query}").json()["environment"].get("A", {"state": "not set"})["state"]
            for query in ("", "&system=macos", "&system=linux")
        ]
        self.assertEqual(states, ["unknown", "set", "not set"])
        body = json.dumps({"documents": [{"text": text}], "system": "macos"})
        answer = self.post(body, "?format=json", "application/json").json()
        self.assertEqual((answer["system"], answer["environment"]["A"]["state"]), ("macos", "set"))

    def test_a_forum_post_is_split_and_its_lines_stay_those_of_the_post(self) -> None:
        answer = self.post(POST, "?format=json&login=none").json()
        self.assertEqual(
            [(one["name"], one["kind"], one["first_line"]) for one in answer["documents"]],
            [("text on line 1", "text", 1), ("~/.zshrc", "zsh", 4), ("text on line 8", "text", 8)],
        )
        self.assertEqual(answer["environment"]["ANTHROPIC_BASE_URL"]["set_at"]["line"], 4)
        self.assertNotIn("Hi", answer["environment"])
        self.assertIn("signature", [one["why"] for one in answer["articles"]])
        text = self.post(POST, "?login=none").content.decode()
        self.assertIn("lines 4 to 5: ~/.zshrc, read as zsh", text)
        self.assertIn("line 4 of your paste", text)

    def test_fail_gives_a_status_that_a_script_can_use(self) -> None:
        statuses = {"": 200, "?login=subscription&fail=error": 200, "?login=subscription&fail=warning": 422}
        for query, status in statuses.items():
            self.assertEqual(self.post(FOUNDING_CASE, query).status_code, status, query)

    def test_a_client_may_be_asked_for_whatever_the_file_concerns(self) -> None:
        def spoken_of(query: str, body: str = FOUNDING_CASE, content_type: str = "text/plain") -> list[str]:
            answer = self.post(body, f"?format=json&login=none{query}", content_type).json()
            return [request["client"] for request in answer["requests"]]

        body = json.dumps({"documents": [{"text": FOUNDING_CASE}], "clients": ["gemini"]})
        self.assertEqual(spoken_of(""), ["claude-code"])
        self.assertEqual(spoken_of("&client=opencode&client=aider"), ["opencode", "aider"])
        self.assertEqual(spoken_of("", body, "application/json"), ["gemini"])
        self.assertEqual(spoken_of("&client=codex", body, "application/json"), ["codex"])

    def test_what_cannot_be_read_gets_a_status_a_sentence_and_the_line(self) -> None:
        cases = [
            (b"", "", 422, "is empty"),
            (b"A=1\nB=\x00\n", "", 415, "line 2 holds a NUL byte"),
            (b"A=1\n\xff\n", "", 415, "Line 2 of ~/.zshrc"),
            (b"A=1\n" * 15_001, "", 413, "15,001 lines"),
            (b"A" * (256 * 1024 + 1), "", 413, "256 KB"),
            (b"A" * 10_000_000, "", 413, "256 KB"),
            (b"A=1", "?login=max", 422, "“login” is one of"),
            (b"A=1", "?mode=batch", 422, "“mode” is one of"),
            (b"A=1", "?system=beos", 422, "“system” is one of: macos, linux, wsl"),
            (b"A=1", "?client=clippy", 422, "“client” is one or more of: claude-code,"),
            (b"A=1", "?format=xml", 422, "no such format"),
            (b"A=1", "?fail=notice", 422, "“fail” is"),
        ]
        for body, query, status, words in cases:
            with self.subTest(words):
                response = self.post(body, query)
                self.assertContains(response, words, status_code=status)
                self.assertTrue(response.content.startswith(b"error: "))
                again = self.post(body, query + ("&" if query else "?") + "format=json")
                if "format" not in query:
                    self.assertEqual((again.status_code, again.json()["status"]), (status, status))
                    self.assertEqual(again["Content-Type"], "application/problem+json")

    def test_half_a_pair_of_surrogates_in_json_is_read_as_a_question_mark(self) -> None:
        body = r'{"documents": [{"name": "~/.zshrc", "text": "export A_NAME=\ud83dx\ud83d\ude00\n"}]}'
        report = self.client.post(URL, body, content_type="application/json", headers={"accept": "application/json"})
        self.assertEqual(report.json()["environment"]["A_NAME"]["value"], "?x😀")

    def test_json_that_is_no_request_is_refused_with_its_mend(self) -> None:
        bodies = [
            "{",
            "[]",
            "{}",
            '{"documents": []}',
            '{"documents": [{}]}',
            '{"documents": [{"text": 1}]}',
            "[" * 99999,
        ]
        bodies.append(json.dumps({"documents": [{"text": "A=1"}] * 2}))
        bodies.append(json.dumps({"documents": [{"text": "A=1"}], "login": 1}))
        bodies.append(json.dumps({"documents": [{"text": "A=1"}], "clients": "codex"}))
        bodies.append(json.dumps({"documents": [{"text": "A=1"}], "clients": [["codex"]]}))
        bodies.append(json.dumps({"documents": [{"name": str(i), "text": "A=1"} for i in range(21)]}))
        for body in bodies:
            with self.subTest(body[:60]):
                self.assertEqual(self.post(body, content_type="application/json").status_code, 422)
        self.assertEqual(self.client.post(URL, {"file": "x"}).status_code, 415)

    def test_no_answer_is_kept_no_cookie_set_and_no_token_asked_for(self) -> None:
        client = Client(enforce_csrf_checks=True)
        response = client.post(URL, FOUNDING_CASE, content_type="text/plain")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response["Cache-Control"], "no-store")
        self.assertIn("Accept", response["Vary"])
        self.assertFalse(response.cookies)

    def test_a_secret_is_in_no_answer_not_even_as_the_name_of_a_file(self) -> None:
        text = f"export ANTHROPIC_API_KEY={KEY}\nexport ANTHROPIC_BASE_URL = {KEY}\n"
        for form in ("text", "json", "markdown", "sarif"):
            response = self.post(text, f"?format={form}&name={KEY}&error={KEY}")
            self.assertEqual(response.status_code, 200)
            self.assertNotIn(KEY, response.content.decode())

    def test_a_name_cannot_break_a_line(self) -> None:
        answer = self.post("A=1\n", "?format=json&name=~/.zshrc%0aerror:%20x%1b[2J").json()
        self.assertEqual(answer["documents"][0]["name"], "~/.zshrc error: x [2J")

    def test_other_methods_are_refused(self) -> None:
        for method in ("put", "delete", "patch"):
            self.assertEqual(getattr(self.client, method)(URL).status_code, 405)

    @override_settings(DEBUG=False)
    def test_a_paste_that_asks_for_endless_work_is_answered(self) -> None:
        for text in ("f() { f; f; }\nf\n", "a" * 250_000, "(" * 200_000, "$(" * 100_000, "echo {1..99999999}\n"):
            self.assertEqual(self.post(text).status_code, 200)
