"""`/api/openapi.json` says what is: every address, parameter and answer that it describes is asked for here."""

from __future__ import annotations

import json
import re
from unittest import mock

import diagnostics.urls
import kb.urls
from diagnostics.asking import MAX_DOCUMENTS
from diagnostics.engine.clients import CLIENT_NAMES
from diagnostics.engine.findings import Login, Mode
from diagnostics.engine.host import System
from diagnostics.engine.kinds import kind_words
from diagnostics.engine.limits import MAX_BYTES, MAX_LINES
from diagnostics.limiting import PER_MINUTE
from tests.schemas import KNOWN, problems, resolved, schemas_in

from .seed import FOUNDING_CASE, KEY, SeededTestCase

ARTICLE = "api-key-used-instead-of-subscription"
REAL = {"slug": {"articles": ARTICLE, "topics": "billing-and-credentials"}, "code": {"rules": "CC101"}}
# Together they show every part of a report: findings with a mended text, alternatives, a message, parts of a paste.
POST = f"Hi, I have this:\n\n```zsh\n{FOUNDING_CASE}```\n\nIt says: API Error: 402 insufficient_funds\n"
FILES = (
    FOUNDING_CASE,
    POST,
    f"export ANTHROPIC_API_KEY={KEY}\nA=$X\nif [ -n $Y ]; then B=1; else B=2; fi\nsource ~/other\n",
    "export ANTHROPIC_BASE_URL=https://ai-gateway.vercel.sh/v1\nexport ANTHROPIC_AUTH_TOKEN=hunter22\n",
)


class OpenApiTests(SeededTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.document = cls.client_class().get("/api/openapi.json").json()

    def answers(self, path: str, method: str) -> dict[str, dict[str, object]]:
        return self.document["paths"][path][method]["responses"]

    def keep(self, path: str, method: str, response: object) -> None:
        """Hold an answer against its description: status, type and shape."""
        described = self.answers(path, method).get(str(response.status_code))
        self.assertIsNotNone(described, f"{response.status_code} is not described")
        content_type = response["Content-Type"].partition(";")[0]
        if response.status_code == 404:
            return
        self.assertIn(content_type, described["content"])
        if "json" in content_type:
            schema = described["content"][content_type]["schema"]
            self.assertEqual(list(problems(schema, response.json(), self.document))[:5], [])

    def check(self, body: str | bytes, query: str = "", content_type: str = "text/plain", **headers: str) -> object:
        data = body.encode() if isinstance(body, str) else body
        return self.client.post(f"/api/check{query}", data, content_type=content_type, headers=headers)

    def test_it_is_openapi_3_1_with_this_sites_address(self) -> None:
        self.assertEqual(self.document["openapi"], "3.1.0")
        self.assertEqual(self.document["servers"], [{"url": "http://testserver"}])
        self.assertLessEqual({"title", "version"}, set(self.document["info"]))

    def test_each_operation_has_a_name_of_its_own_and_each_place_in_a_path_a_parameter(self) -> None:
        operations = [(path, each) for path, item in self.document["paths"].items() for each in item.values()]
        names = [each["operationId"] for _, each in operations]
        self.assertEqual(len(names), len(set(names)))
        for path, each in operations:
            placed = {one["name"] for one in each.get("parameters", ()) if one["in"] == "path" and one["required"]}
            self.assertEqual(placed, {part.split("}")[0] for part in path.split("{")[1:]})
            self.assertTrue(each["summary"])
            for response in each["responses"].values():
                self.assertTrue(response["description"])

    def test_every_address_for_programs_is_described(self) -> None:
        patterns = [*diagnostics.urls.urlpatterns, *kb.urls.urlpatterns]
        routes = {"/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(each.pattern)) for each in patterns if each.name}
        wanted = {route for route in routes if route.startswith("/api/") or route.endswith((".json", ".toml", ".md"))}
        self.assertEqual(wanted - set(self.document["paths"]), set())

    def test_every_reference_leads_somewhere_and_every_schema_is_used_and_plain(self) -> None:
        used = {schema["$ref"] for schema in schemas_in(self.document) if "$ref" in schema}
        for reference in used:
            self.assertTrue(resolved(reference, self.document))
        named = {f"#/components/schemas/{name}" for name in self.document["components"]["schemas"]}
        self.assertEqual(named - used, set())
        for schema in schemas_in(self.document):
            self.assertEqual(set(schema) - KNOWN, set())
            self.assertLessEqual(set(schema.get("required", ())), set(schema.get("properties", ())))

    def test_its_words_are_those_of_the_program(self) -> None:
        schemas = self.document["components"]["schemas"]
        parameters = {each["name"]: each for each in self.document["paths"]["/api/check"]["post"]["parameters"]}
        self.assertEqual(schemas["Login"]["enum"], [each.value for each in Login])
        self.assertEqual(schemas["Mode"]["enum"], [each.value for each in Mode])
        self.assertEqual(schemas["System"]["enum"], [each.value for each in System])
        self.assertEqual(schemas["Client"]["enum"], list(CLIENT_NAMES))
        self.assertEqual(parameters["kind"]["schema"]["enum"], list(kind_words()))
        self.assertEqual(schemas["Question"]["properties"]["documents"]["maxItems"], MAX_DOCUMENTS)
        limits = f"At most {MAX_BYTES // 1024} KB and {MAX_LINES:,} lines, and {PER_MINUTE} checks a minute"
        self.assertIn(limits, self.document["paths"]["/api/check"]["post"]["description"])

    def test_each_address_that_is_read_answers_as_described(self) -> None:
        for path, item in self.document["paths"].items():
            if "get" not in item:
                continue
            for wanted in ("real", "missing"):
                address = path
                for name, values in REAL.items():
                    value = values.get(path.split("/")[1], "") if wanted == "real" else "ZZ999"
                    address = address.replace(f"{{{name}}}", value)
                with self.subTest(address=address):
                    response = self.client.get(address)
                    self.keep(path, "get", response)
                    self.assertEqual(response.status_code, 200 if wanted == "real" or "{" not in path else 404)

    def test_each_report_is_described_whole(self) -> None:
        seen: set[str] = set()
        for file in FILES:
            response = self.check(file, "?format=json&error=API+Error:+402+insufficient_funds")
            self.keep("/api/check", "post", response)
            seen |= {name for name, value in response.json().items() if value}
        self.assertLessEqual({"findings", "mended", "unknowns", "articles", "messages", "passed"}, seen)

    def test_the_live_numbers_are_described_when_there_are_some(self) -> None:
        self.check(f"export ANTHROPIC_API_KEY={KEY}\n")
        response = self.client.get("/live.json")
        self.assertTrue(response.json()["rules"])
        self.keep("/live.json", "get", response)

    def test_each_parameter_and_each_of_its_words_is_accepted(self) -> None:
        for parameter in self.document["paths"]["/api/check"]["post"]["parameters"]:
            schema = parameter["schema"]
            schema = schema.get("items", schema)
            schema = resolved(schema["$ref"], self.document) if "$ref" in schema else schema
            for value in schema.get("enum", ["x"]):
                with self.subTest(parameter["name"], value=value):
                    response = self.check("A=1\n", f"?{parameter['name']}={value}")
                    self.assertEqual(response.status_code, 200)
                    self.keep("/api/check", "post", response)

    def test_each_way_to_send_and_each_format_is_as_described(self) -> None:
        operation = self.document["paths"]["/api/check"]["post"]
        question = {
            "documents": [{"name": "~/.zshrc", "text": "A=1"}],
            "login": "none",
            "system": "wsl",
            "clients": ["codex"],
        }
        self.assertEqual(list(problems({"$ref": "#/components/schemas/Question"}, question, self.document)), [])
        for content_type in operation["requestBody"]["content"]:
            body = json.dumps(question) if content_type == "application/json" else "A=1\n"
            self.assertEqual(self.check(body, content_type=content_type).status_code, 200)
        for content_type in operation["responses"]["200"]["content"]:
            response = self.check("A=1\n", Accept=content_type)
            self.assertEqual(response["Content-Type"].partition(";")[0], content_type)

    def test_each_refusal_is_as_described(self) -> None:
        found = f"export ANTHROPIC_API_KEY={KEY}\n"
        for status, body, query, content_type in (
            (413, "A=1\n" * 15_001, "", "text/plain"),
            (415, b"A=\xff", "", "text/plain"),
            (415, "x", "", "multipart/form-data; boundary=x"),
            (422, " ", "", "text/plain"),
            (422, "A=1", "?login=x", "text/plain"),
            (422, "{", "", "application/json"),
            (422, '{"claudeAiOauth": {"accessToken": "a"}}', "", "text/plain"),
            (422, found, "?fail=error&login=subscription", "text/plain"),
        ):
            for accept in ("application/json", "text/plain"):
                with self.subTest(status=status, query=query, accept=accept):
                    response = self.check(body, query, content_type, Accept=accept)
                    self.assertEqual(response.status_code, status)
                    self.keep("/api/check", "post", response)
        with mock.patch("diagnostics.limiting.PER_MINUTE", 0):
            response = self.check("A=1", Accept="application/json")
        self.keep("/api/check", "post", response)
        self.assertIn("Retry-After", response)
