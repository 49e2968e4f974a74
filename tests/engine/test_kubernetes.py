"""Manifests of Kubernetes and their kin: what `env:` and `envFrom:` give to the containers that run a client."""

from __future__ import annotations

import unittest

from diagnostics.engine.environment import Evaluation, ProblemKind, State
from diagnostics.engine.kinds import recognise
from diagnostics.engine.process import process_environment
from diagnostics.engine.readers.kubernetes import read_kubernetes
from diagnostics.engine.source import Document, Kind

MASK = "‹anthropic-api-key, 108 characters, #1›"
POD = """\
apiVersion: v1
kind: Pod
spec:
  containers:
    - name: agent
      image: {image}
      env:
{entries}"""


def pod(*entries: str, image: str = "ghcr.io/me/claude-code:1") -> Document:
    lines = "".join(f"        {line}\n" for entry in entries for line in entry.split("\n"))
    return Document("pod.yaml", POD.format(image=image, entries=lines), Kind.KUBERNETES)


def values(document: Document) -> dict[str, str | None]:
    files, _ = read_kubernetes(document)
    assert len(files) <= 1, [file.owner for file in files]
    return {name: entry.value for file in files for name, entry in file.last().items() if entry.is_set}


class Manifests(unittest.TestCase):
    def test_a_value_is_what_stands_there(self) -> None:
        document = pod("- name: A\n  value: a b", '- name: B\n  value: "1"', "- name: C", f"- name: D\n  value: {MASK}")
        self.assertEqual(values(document), {"A": "a b", "B": "1", "C": "", "D": MASK})

    def test_a_secret_is_set_and_not_shown(self) -> None:
        secret = "\n  valueFrom:\n    secretKeyRef:\n      name: keys\n      key: one"
        document = pod(f"- name: ANTHROPIC_API_KEY{secret}", f"- name: ANTHROPIC_BASE_URL{secret}")
        self.assertEqual(values(document), {"ANTHROPIC_API_KEY": "***", "ANTHROPIC_BASE_URL": None})

    def test_one_that_may_be_missing_is_not_known(self) -> None:
        secret = "\n  valueFrom:\n    secretKeyRef: { name: keys, key: one, optional: true }"
        self.assertEqual(values(pod(f"- name: ANTHROPIC_API_KEY{secret}")), {"ANTHROPIC_API_KEY": None})

    def test_an_entry_inserts_those_above_it(self) -> None:
        document = pod(
            "- name: A\n  value: x", "- name: B\n  value: $(A)/$(NONE)/$$(A)/$A", "- name: C\n  value: $(LATER)"
        )
        self.assertEqual(values(document)["B"], "x/$(NONE)/$(A)/$A")
        self.assertEqual(values(document)["C"], "$(LATER)")

    def test_what_is_no_text_is_refused(self) -> None:
        files, problems = read_kubernetes(pod("- name: CLAUDE_CODE_USE_BEDROCK\n  value: 1"))
        self.assertIsNone(files[0].last()["CLAUDE_CODE_USE_BEDROCK"].value)
        self.assertEqual([problem.kind for problem in problems], [ProblemKind.BAD_LINE])

    def test_stores_in_the_same_file_are_read(self) -> None:
        text = (
            "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n"
            "data:\n  ANTHROPIC_BASE_URL: https://gw.example\n---\n"
            "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    command: [claude, -p, hi]\n"
            "    envFrom:\n    - configMapRef: { name: settings }\n    - secretRef: { name: elsewhere }\n"
            "    env:\n    - name: X\n      valueFrom:\n        configMapKeyRef:\n          name: settings\n"
            "          key: ANTHROPIC_BASE_URL\n"
        )
        document = Document("all.yaml", text, Kind.KUBERNETES)
        self.assertEqual(values(document), {"ANTHROPIC_BASE_URL": "https://gw.example", "X": "https://gw.example"})
        _, problems = read_kubernetes(document)
        self.assertEqual([problem.kind for problem in problems], [ProblemKind.READS_OTHER_FILE])

    def test_only_the_container_that_runs_a_client_counts(self) -> None:
        text = (
            "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n"
            "  - { name: other, image: redis }\n"
            "  - name: side\n    image: nginx\n    env:\n    - name: A\n      value: side\n"
            '  - name: main\n    image: node:22\n    args: ["-c", "claude -p hi"]\n'
            "    env:\n    - name: A\n      value: main\n"
        )
        files, _ = read_kubernetes(Document("x.yaml", text, Kind.KUBERNETES))
        self.assertEqual([(file.owner, file.last()["A"].value) for file in files], [("the container main", "main")])

    def test_where_containers_differ_it_depends_on_which_is_meant(self) -> None:
        text = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n" + "".join(
            f"  - name: c{n}\n    image: x\n    env:\n    - name: A\n      value: v{n}\n" for n in (1, 2)
        )
        variables = process_environment(Evaluation(), [Document("x.yaml", text, Kind.KUBERNETES)]).environment
        self.assertIs(variables.get("A").state, State.UNKNOWN)

    def test_lists_of_its_kin_are_told(self) -> None:
        for text in (
            "- name: GOOSE_MODEL\n  value: gpt-4o\n",
            "extraEnv:\n  - name: OPENAI_API_KEY\n    valueFrom:\n      secretKeyRef: {name: a, key: b}\n",
            "containers:\n  - name: x\n    env:\n      - name: ANTHROPIC_API_KEY\n        secretRef: k\n",
            POD.format(image="x", entries=""),
        ):
            with self.subTest(text):
                self.assertIs(recognise("pasted", text), Kind.KUBERNETES)

    def test_other_lists_are_none(self) -> None:
        for text in (
            "models:\n  - name: GPT\n    provider: openai\n    model: gpt-4o\n    apiKey: x\n",
            "model_list:\n- model_name: a\n  litellm_params:\n    model: b\n",
            "jobs:\n  a:\n    steps:\n      - name: Run\n        run: claude -p x\n",
            "export A=1\n# - name: A\n#   value: b\n",
        ):
            with self.subTest(text):
                self.assertIsNot(recognise("pasted", text), Kind.KUBERNETES)

    def test_much_of_it_is_read_in_time(self) -> None:
        long = "apiVersion: v1\nkind: Pod\n" + "env:\n- name: A\n  value: $(A)$(A)\n---\n" * 6_000
        read_kubernetes(Document("x.yaml", long, Kind.KUBERNETES))
        read_kubernetes(
            Document(
                "x.yaml", "apiVersion: v1\nkind: Pod\nenv:\n" + "- name: A\n  value: x\n" * 10_000, Kind.KUBERNETES
            )
        )
