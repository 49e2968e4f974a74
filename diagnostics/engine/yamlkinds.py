"""Recognise YAML that starts programs: workflows of GitHub and GitLab, manifests of Kubernetes, values of Helm."""

from __future__ import annotations

import re

from .regexes import regex
from .source import Kind

# What only a file for GitLab CI has: its stages, a job's stage above or below its script, GitLab's own variables there.
_GITLAB_STAGES = regex(r"^stages:[ \t]*(?:\[|(?:#[^\n]*)?\r?$)|^[ \t]{2,}stage:[ \t]*[\w\"'-]", re.M)
_GITLAB_SCRIPT = regex(r"^[ \t]{2,}(?:before_|after_)?script:[ \t]*(?:[|>\[\"'-]|(?:#[^\n]*)?\r?$)", re.M)
# A manifest of Kubernetes, and a list of variables as it has them: also in values of Helm, and in other clouds' forms.
_MANIFEST = regex(r"^apiVersion:[ \t]*[\"']?[\w./-]+[\"']?[ \t]*\r?$", re.M)
_MANIFEST_KIND = regex(r"^kind:[ \t]*[\"']?[A-Z]\w+[\"']?[ \t]*\r?$", re.M)
_NAMED_VALUE = regex(
    r"^[ \t]*-[ \t]+name:[ \t]*[\"']?[A-Za-z_]\w*[\"']?[ \t]*(?:#[^\n]*)?\r?\n"
    r"[ \t]+(?:value|valueFrom|secretRef)[ \t]*:",
    re.M,
)
# Values of a Helm chart that give variables as a mapping.
_ENV_MAP = regex(
    r"^[ \t]*(?:extra|additional|custom|pod|container)_?[Ee]nv(?:ironment)?_?(?:[Vv]ars?|[Vv]ariables?)?[ \t]*:"
    r"[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n){0,20}[ \t]+[\"']?[A-Z][A-Z0-9]*_[A-Z0-9_]+[\"']?[ \t]*:[ \t]",
    re.M,
)
_YAML_KEY = regex(
    r"\ufeff?(?:(?:[ \t]*(?:#[^\n]*)?|---[ \t]*)\r?\n){0,200}[ \t]*(?:-[ \t]+)?[\w.\"'/-]+[ \t]*:(?:\s|$)"
)
# A workflow of GitHub, or a part of one: how it begins, and keys that hold its steps.
_WORKFLOW_START = regex(
    r"\ufeff?(?:(?:[ \t]*(?:#[^\n]*)?|---[ \t]*)\r?\n){0,200}[ \t]*(?:-[ \t]+)?[\"']?(?:name|on|run-name|env|jobs|steps"
    r"|uses|with|run|permissions|concurrency|defaults|id|if|runs|description|inputs|author)[\"']?[ \t]*:(?:\s|$)"
)
_WORKFLOW_JOBS = regex(r"^[ \t]*(?:jobs|steps):[ \t]*(?:#[^\n]*)?\r?$", re.M)
_WORKFLOW_STEP = regex(r"^[ \t]*(?:-[ \t]+)?(?:run:|(uses:[ \t]*[\"']?[\w.-]+/[\w./-]+@[\w.-]+))", re.M)


def yaml_kind(text: str) -> Kind | None:
    """Return the kind of a text that starts programs and is written in YAML."""
    if _is_workflow(text):
        return Kind.WORKFLOW
    if "script:" in text and "stage" in text and _GITLAB_STAGES.search(text) and _GITLAB_SCRIPT.search(text):
        return Kind.GITLAB if _YAML_KEY.match(text) else None
    if "apiVersion:" in text and "kind:" in text and _MANIFEST.search(text) and _MANIFEST_KIND.search(text):
        return Kind.KUBERNETES
    if "nv" in text and _ENV_MAP.search(text) and _YAML_KEY.match(text):
        return Kind.KUBERNETES
    is_list = "name:" in text and ("value" in text or "secretRef" in text) and _NAMED_VALUE.search(text)
    return Kind.KUBERNETES if is_list and _YAML_KEY.match(text) else None


def _is_workflow(text: str) -> bool:
    """Tell whether a text is a workflow of GitHub, or steps of one."""
    step = _WORKFLOW_STEP.search(text) if _WORKFLOW_START.match(text) else None
    if step is None:
        return False
    inserts = "${{ " in text or "$GITHUB_ENV" in text
    return inserts or bool(_WORKFLOW_JOBS.search(text)) or any(found[1] for found in _WORKFLOW_STEP.finditer(text))
