"""`/mcp` as assistants use it: both eras of the Model Context Protocol, its tools, and what is refused."""

from __future__ import annotations

import base64
import http.client
import json
from unittest import mock
from urllib.parse import urlsplit

from django.test import Client, LiveServerTestCase, override_settings

from diagnostics.mcp.protocol import LEGACY, MODERN, SUPPORTED
from kb.models import Article
from tests.schemas import problems
from tests.seeding import seed

from .seed import FOUNDING_CASE, KEY, SeededTestCase

URL = "/mcp"
META = "io.modelcontextprotocol/"
ARTICLE = "api-key-used-instead-of-subscription"
NEWEST = MODERN[0]


def request(method: str, params: dict[str, object] | None = None, request_id: object = 1) -> dict[str, object]:
    """Return a request as clients up to 2025-11-25 send it."""
    return {"jsonrpc": "2.0", "id": request_id, "method": method, "params": params or {}}


def modern(method: str, params: dict[str, object] | None = None) -> tuple[dict[str, object], dict[str, str]]:
    """Return a request of 2026-07-28 with its headers."""
    meta = {f"{META}protocolVersion": NEWEST, f"{META}clientCapabilities": {}}
    headers = {"MCP-Protocol-Version": NEWEST, "Mcp-Method": method}
    if params and "name" in params:
        headers["Mcp-Name"] = str(params["name"])
    return request(method, {**(params or {}), "_meta": meta}), headers


class McpTestCase(SeededTestCase):
    def post(self, message: object, headers: dict[str, str] | None = None, **more: str) -> object:
        body = message if isinstance(message, str | bytes) else json.dumps(message)
        return self.client.post(URL, body, content_type="application/json", headers={**(headers or {}), **more})

    def error(self, response: object) -> tuple[int, int]:
        """Return the status and the code of an error."""
        return response.status_code, response.json()["error"]["code"]

    def call(self, name: str, **arguments: object) -> dict[str, object]:
        """Return the result of a tool."""
        response = self.post(request("tools/call", {"name": name, "arguments": arguments}))
        self.assertEqual(response.status_code, 200)
        return response.json()["result"]

    def said(self, result: dict[str, object]) -> str:
        [content] = result["content"]
        self.assertEqual(content["type"], "text")
        return content["text"]


class LegacyTests(McpTestCase):
    """Revisions up to 2025-11-25."""

    def test_initialize_agrees_on_the_version_asked_for_or_offers_the_newest_of_that_era(self) -> None:
        for asked, agreed in [*((version, version) for version in LEGACY), ("2024-11-05", LEGACY[0]), (7, LEGACY[0])]:
            with self.subTest(asked=asked):
                result = self.post(request("initialize", {"protocolVersion": asked, "capabilities": {}})).json()[
                    "result"
                ]
                self.assertEqual(result["protocolVersion"], agreed)
                self.assertEqual(result["capabilities"], {"tools": {}})
                self.assertEqual(result["serverInfo"]["name"], "verdict")

    def test_an_answer_has_the_id_and_is_one_object_of_json(self) -> None:
        for request_id in (0, 41, "a-b"):
            response = self.post(request("ping", request_id=request_id))
            self.assertEqual(response["Content-Type"], "application/json")
            self.assertEqual(response.json(), {"jsonrpc": "2.0", "id": request_id, "result": {}})

    def test_notifications_and_answers_are_accepted_without_a_body(self) -> None:
        for message in (
            {"jsonrpc": "2.0", "method": "notifications/initialized"},
            {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}},
            {"jsonrpc": "2.0", "id": 3, "result": {}},
        ):
            with self.subTest(message=message):
                response = self.post(message, {"MCP-Protocol-Version": LEGACY[0]})
                self.assertEqual((response.status_code, response.content), (202, b""))

    def test_no_session_is_opened_and_no_cookie_set(self) -> None:
        response = self.post(request("initialize", {"protocolVersion": LEGACY[0]}))
        self.assertNotIn("Mcp-Session-Id", response)
        self.assertEqual(response.cookies, {})
        self.assertEqual(response["Cache-Control"], "no-store")

    def test_a_list_of_messages_is_answered_in_the_one_revision_that_has_them(self) -> None:
        messages = [request("ping", request_id=1), {"jsonrpc": "2.0", "method": "notifications/initialized"}]
        self.assertEqual([each["id"] for each in self.post(messages).json()], [1])
        self.assertEqual(self.post(messages[1:]).status_code, 202)
        for version in ("2025-06-18", NEWEST):
            self.assertEqual(self.error(self.post(messages, {"MCP-Protocol-Version": version})), (400, -32600))
        self.assertEqual(self.error(self.post(messages * 11)), (400, -32600))

    def test_a_version_that_is_not_spoken_is_refused_with_those_that_are(self) -> None:
        response = self.post(request("tools/list"), {"MCP-Protocol-Version": "1900-01-01"})
        self.assertEqual(self.error(response), (400, -32022))
        data = response.json()["error"]["data"]
        self.assertEqual(data, {"supported": list(SUPPORTED), "requested": "1900-01-01"})

    def test_what_is_not_offered_is_no_method(self) -> None:
        for method in ("resources/list", "prompts/list", "logging/setLevel", "tools/forget"):
            self.assertEqual(self.error(self.post(request(method))), (200, -32601))


class ModernTests(McpTestCase):
    """The revision of 2026-07-28, where each request is complete in itself."""

    def test_discover_tells_versions_and_capabilities(self) -> None:
        result = self.post(*modern("server/discover")).json()["result"]
        self.assertEqual(result["supportedVersions"], list(SUPPORTED))
        self.assertEqual((result["capabilities"], result["cacheScope"]), ({"tools": {}}, "public"))
        self.assertEqual((result["resultType"], result["_meta"][f"{META}serverInfo"]["name"]), ("complete", "verdict"))

    def test_tools_are_listed_and_called(self) -> None:
        listed = self.post(*modern("tools/list")).json()["result"]
        self.assertEqual(
            (listed["resultType"], listed["cacheScope"], listed["ttlMs"] > 0), ("complete", "public", True)
        )
        arguments = {"documents": [{"name": "~/.zshrc", "text": FOUNDING_CASE}], "login": "subscription"}
        called = self.post(*modern("tools/call", {"name": "check_configuration", "arguments": arguments})).json()
        self.assertEqual(called["result"]["resultType"], "complete")
        self.assertEqual([each["rule"] for each in called["result"]["structuredContent"]["findings"]], ["CC104"])

    def test_a_name_in_base64_is_read(self) -> None:
        message, headers = modern("tools/call", {"name": "search_articles", "arguments": {"query": "key"}})
        encoded = base64.b64encode(b"search_articles").decode()
        self.assertIn("result", self.post(message, headers | {"Mcp-Name": f"=?base64?{encoded}?="}).json())
        self.assertEqual(self.error(self.post(message, headers | {"Mcp-Name": "=?base64?%%?="})), (400, -32020))

    def test_headers_that_do_not_say_what_the_body_says_are_refused(self) -> None:
        message, headers = modern("tools/call", {"name": "search_articles", "arguments": {"query": "key"}})
        for name in headers:
            for wrong in ("", "2025-11-25", "tools/list"):
                changed = {key: value for key, value in headers.items() if key != name or wrong}
                changed |= {name: wrong} if wrong else {}
                with self.subTest(header=name, wrong=wrong):
                    self.assertEqual(self.error(self.post(message, changed)), (400, -32020))

    def test_a_request_without_its_own_fields_is_malformed(self) -> None:
        for missing in (f"{META}protocolVersion", f"{META}clientCapabilities"):
            message, headers = modern("tools/list")
            del message["params"]["_meta"][missing]
            with self.subTest(missing=missing):
                self.assertEqual(self.error(self.post(message, headers)), (400, -32602))

    def test_a_version_of_the_future_is_refused_with_those_that_are_spoken(self) -> None:
        message, headers = modern("tools/list")
        message["params"]["_meta"][f"{META}protocolVersion"] = headers["MCP-Protocol-Version"] = "2030-01-01"
        response = self.post(message, headers)
        self.assertEqual(self.error(response), (400, -32022))
        self.assertEqual(response.json()["error"]["data"]["supported"], list(SUPPORTED))

    def test_a_method_of_the_era_before_and_an_unknown_tool_are_errors_of_their_status(self) -> None:
        for method in ("ping", "initialize", "resources/list"):
            self.assertEqual(self.error(self.post(*modern(method))), (404, -32601))
        self.assertEqual(self.error(self.post(*modern("tools/call", {"name": "forget"}))), (400, -32602))


class ToolTests(McpTestCase):
    def test_each_tool_says_what_it_takes_gives_and_that_it_only_reads(self) -> None:
        tools = self.post(request("tools/list")).json()["result"]["tools"]
        names = ["check_configuration", "explain_error", "search_articles", "read_article"]
        self.assertEqual([tool["name"] for tool in tools], names)
        for tool in tools:
            with self.subTest(tool["name"]):
                schema = tool["inputSchema"]
                self.assertEqual((schema["type"], schema["additionalProperties"]), ("object", False))
                self.assertLessEqual(set(schema["required"]), set(schema["properties"]))
                self.assertTrue(tool["annotations"]["readOnlyHint"])
                self.assertGreater(len(tool["description"]), 80)
                self.assertEqual(tool.get("outputSchema", {"type": "object"})["type"], "object")

    def test_a_check_gives_the_same_report_as_the_api_in_text_and_as_data(self) -> None:
        documents = [{"name": "~/.zshrc", "text": f"{FOUNDING_CASE}export ANTHROPIC_API_KEY={KEY}\n"}]
        asked = {"documents": documents, "login": "subscription", "mode": "interactive"}
        result = self.call("check_configuration", **asked)
        post = {"data": json.dumps(asked), "content_type": "application/json"}
        self.assertEqual(self.said(result), Client().post("/api/check", **post).content.decode())
        self.assertEqual(result["structuredContent"], Client().post("/api/check?format=json", **post).json())
        self.assertFalse(result["isError"])
        self.assertNotIn("DUMMY", json.dumps(result))

    def test_structured_results_keep_the_schema_that_is_promised(self) -> None:
        tools = {tool["name"]: tool for tool in self.post(request("tools/list")).json()["result"]["tools"]}
        for name, arguments in (
            ("check_configuration", {"documents": [{"text": FOUNDING_CASE}], "error": "API Error: 402"}),
            ("explain_error", {"message": "API Error: 402 insufficient_funds"}),
            ("search_articles", {"query": "key"}),
        ):
            result = self.call(name, **arguments)["structuredContent"]
            with self.subTest(name):
                promised = tools[name]["outputSchema"]
                missing = [each for each in problems(promised, result, {}) if "not described" not in each]
                self.assertEqual(missing, [])

    def test_an_error_message_is_explained_with_its_articles(self) -> None:
        signature = Article.objects.get(slug=ARTICLE).signatures.first()
        result = self.call("explain_error", message=f"it says: {signature.text}")
        self.assertIn(ARTICLE, [each["slug"] for each in result["structuredContent"]["articles"]])
        self.assertIn("http://testserver/articles/", self.said(result))
        unknown = self.call("explain_error", message="zzz qqq")
        self.assertEqual(unknown["structuredContent"], {"meanings": [], "articles": []})
        self.assertIn("search_articles", self.said(unknown))

    def test_articles_are_found_and_read_by_slug_and_by_address(self) -> None:
        found = self.call("search_articles", query="ANTHROPIC_API_KEY")["structuredContent"]
        self.assertGreaterEqual(found["total"], 1)
        self.assertEqual(found["remark"], "")
        self.assertEqual(self.call("search_articles", query="zzzqqq")["structuredContent"]["total"], 0)
        partly = self.call("search_articles", query="why is ANTHROPIC_API_KEY preferred by zzzqqq to subscriptions")
        self.assertIn("No article holds all of these words", partly["structuredContent"]["remark"])
        self.assertIn(partly["structuredContent"]["remark"], self.said(partly))
        markdown = Client().get(f"/articles/{ARTICLE}.md").content.decode()
        for way in (ARTICLE, f"http://testserver/articles/{ARTICLE}/", f"/articles/{ARTICLE}.md"):
            self.assertEqual(self.said(self.call("read_article", article=way)), markdown)

    def test_an_article_that_is_no_readers_is_not_read(self) -> None:
        Article.objects.filter(slug=ARTICLE).update(audience="internal")
        result = self.call("read_article", article=ARTICLE)
        self.assertEqual((result["isError"], self.said(result).split(".")[0]), (True, "There is no such article"))

    def test_arguments_that_cannot_be_read_are_an_error_that_says_what_to_do(self) -> None:
        document = {"text": "A=1"}
        for name, arguments, words in (
            ("check_configuration", {}, "“documents” is a list"),
            ("check_configuration", {"documents": "A=1"}, "“documents” is a list"),
            ("check_configuration", {"documents": [{"name": "x"}]}, "Document 1 has no “text”"),
            ("check_configuration", {"documents": [document, document]}, "same name"),
            ("check_configuration", {"documents": [document], "login": KEY}, "“login” is one of"),
            ("check_configuration", {"documents": [document], "mode": ["print"]}, "“mode” is a text"),
            ("check_configuration", {"documents": [document], "clients": ["x"]}, "“client” is one or more of"),
            ("check_configuration", {"documents": [document], KEY: 1}, "1 of the arguments is not known"),
            ("check_configuration", {"documents": [{"text": "A=\0"}]}, "Line 1: ~/.zshrc is no text"),
            ("check_configuration", {"documents": [{"text": "A=1\n" * 15_001}]}, "the limit is 15,000 lines"),
            ("check_configuration", {"documents": [{"text": '{"claudeAiOauth": {"accessToken": "a"}}'}]}, "revoke"),
            ("explain_error", {"message": " "}, "“message” is empty"),
            ("search_articles", {}, "“query” is empty"),
            ("read_article", {"article": KEY}, "no such article"),
        ):
            with self.subTest(name=name, words=words):
                result = self.call(name, **arguments)
                self.assertTrue(result["isError"])
                self.assertIn(words, self.said(result))
                self.assertNotIn("DUMMY", self.said(result))

    def test_half_a_pair_of_surrogates_is_answered_like_any_other_text(self) -> None:
        for name, arguments in (
            (
                "check_configuration",
                {"documents": [{"text": "export A=\ud800\n", "name": "\udfff"}], "error": "\ud83d"},
            ),
            ("explain_error", {"message": "zzz \ud800 qqq"}),
            ("search_articles", {"query": "zzzqqq \ud800"}),
            ("read_article", {"article": "\ud800"}),
        ):
            with self.subTest(name=name):
                self.assertNotIn("\ud800", self.said(self.call(name, **arguments)))

    def test_a_tool_that_does_not_exist_is_an_error_of_the_protocol(self) -> None:
        for params in ({"name": "forget"}, {}, {"name": 1}, {"name": "read_article", "arguments": []}):
            self.assertEqual(self.error(self.post(request("tools/call", params))), (200, -32602))


class RefusalTests(McpTestCase):
    def test_only_post_is_answered(self) -> None:
        for method in ("get", "head", "put", "delete", "options"):
            response = getattr(self.client, method)(URL)
            self.assertEqual((response.status_code, response["Allow"]), (405, "POST"))
        self.assertContains(self.client.get(URL), "claude mcp add --transport http", status_code=405)

    def test_a_page_of_another_origin_is_refused_and_one_of_this_site_is_not(self) -> None:
        for origin in ("https://evil.example", "null", "http://testserver.evil.example", "https://testserver", ""):
            with self.subTest(origin=origin):
                response = self.post(request("ping"), Origin=origin)
                self.assertEqual(self.error(response), (403, -32600))
                self.assertNotIn("id", response.json())
        self.assertEqual(self.post(request("ping"), Origin="http://testserver").status_code, 200)

    def test_what_is_no_message_is_refused(self) -> None:
        for body, expected in (
            ("{", (400, -32700)),
            (b"\xff", (400, -32700)),
            ("[" * 100_000, (400, -32700)),
            ("7", (400, -32600)),
            ("[]", (400, -32600)),
            ('{"id": 1, "method": "ping"}', (400, -32600)),
            ('{"jsonrpc": "2.0", "id": 1}', (400, -32600)),
            ('{"jsonrpc": "2.0", "id": null, "method": "ping"}', (400, -32600)),
            ('{"jsonrpc": "2.0", "id": true, "method": "ping"}', (400, -32600)),
            ('{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []}', (400, -32600)),
        ):
            with self.subTest(body=body[:50]):
                self.assertEqual(self.error(self.post(body)), expected)

    def test_another_type_of_content_or_answer_is_refused(self) -> None:
        form = self.client.post(URL, {"a": "b"})
        self.assertEqual(self.error(form), (415, -32600))
        self.assertEqual(self.error(self.post(request("ping"), Accept="text/event-stream")), (406, -32600))

    @override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=2_000)
    def test_a_body_that_is_too_large_is_not_read(self) -> None:
        self.assertEqual(self.error(self.post(request("ping", {"a": "x" * 3_000}))), (413, -32600))

    def test_more_calls_than_allowed_are_told_to_wait(self) -> None:
        with mock.patch("diagnostics.limiting.PER_MINUTE", 2):
            results = [self.call("search_articles", query="key") for _ in range(3)]
            self.assertEqual([each["isError"] for each in results], [False, False, True])
            self.assertIn("Wait", self.said(results[2]))
            self.assertEqual(self.post(request("tools/list")).status_code, 200)

    def test_the_token_against_forged_forms_is_not_asked_for(self) -> None:
        client = Client(enforce_csrf_checks=True)
        response = client.post(URL, json.dumps(request("ping")), content_type="application/json")
        self.assertEqual(response.status_code, 200)

    def test_robots_are_sent_away(self) -> None:
        self.assertContains(self.client.get("/robots.txt"), "Disallow: /mcp\n")


class ConversationTests(LiveServerTestCase):
    """Whole conversations over a socket, each message an HTTP request of its own."""

    def setUp(self) -> None:
        seed()
        parts = urlsplit(self.live_server_url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        self.addCleanup(self.connection.close)

    def send(self, message: object, headers: dict[str, str]) -> tuple[int, object]:
        always = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
        self.connection.request("POST", URL, json.dumps(message), {**always, **headers})
        response = self.connection.getresponse()
        body = response.read()
        return response.status, json.loads(body) if body else None

    def test_a_conversation_of_each_era_ends_with_the_report(self) -> None:
        arguments = {"documents": [{"name": "~/.zshrc", "text": FOUNDING_CASE}], "login": "subscription"}
        call = {"name": "check_configuration", "arguments": arguments}
        status, opened = self.send(request("initialize", {"protocolVersion": LEGACY[0], "capabilities": {}}), {})
        self.assertEqual((status, opened["result"]["protocolVersion"]), (200, LEGACY[0]))
        agreed = {"MCP-Protocol-Version": opened["result"]["protocolVersion"]}
        self.assertEqual(self.send({"jsonrpc": "2.0", "method": "notifications/initialized"}, agreed), (202, None))
        _, listed = self.send(request("tools/list", request_id=2), agreed)
        _, reported = self.send(request("tools/call", call, request_id=3), agreed)
        self.assertEqual([each["rule"] for each in reported["result"]["structuredContent"]["findings"]], ["CC104"])
        _, listed_anew = self.send(*modern("tools/list"))
        self.assertEqual(listed_anew["result"]["tools"], listed["result"]["tools"])
        _, reported_anew = self.send(*modern("tools/call", call))
        self.assertEqual(reported_anew["result"]["content"], reported["result"]["content"])
