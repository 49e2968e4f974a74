"""Claude Code on a cloud: which one is switched on, where its requests go, and with which credential.

With a cloud on, ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY, the login and CLAUDE_CODE_OAUTH_TOKEN do not count, and there is
no falling back to them. ANTHROPIC_AUTH_TOKEN counts only where the client is told not to sign (measured).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from .headers import custom_headers, sources
from .inputs import OPAQUE, Blocked, CannotTell, Inputs
from .models import model_name
from .urls import BadUrl, Target, join

AWS, GCP = "aws-credentials", "gcp-credentials"
_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]{2,5})?-[a-z]+-\d+")
_GCP_REGION = re.compile(r"[a-z]+(?:-[a-z]+\d+)?")
_PREFIXES = frozenset({"us", "eu", "apac", "jp", "au", "global"})


@dataclass(frozen=True, slots=True)
class CloudRequest:
    """What goes to a cloud: an incomplete request, with the names that decided it."""

    target: Target | None
    headers: Mapping[str, str]
    model: str | None
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cloud:
    """One cloud: its switch, its word in a report, and how its request is made."""

    flag: str
    provider: str
    request: Callable[[Inputs], CloudRequest]


def chosen_cloud(inputs: Inputs) -> Cloud | None:
    """Return the cloud that is switched on, the first in the client's own order; None for the Anthropic API."""
    return next((cloud for cloud in CLOUDS if inputs.flag(cloud.flag)), None)


def _bedrock(inputs: Inputs) -> CloudRequest:
    region = _aws_region(inputs)
    base = inputs.text("ANTHROPIC_BEDROCK_BASE_URL")
    headers = _aws_headers(inputs, "CLAUDE_CODE_SKIP_BEDROCK_AUTH")
    model = model_name(inputs, built_in=_bedrock_model(inputs, region))
    path = f"/model/{quote(model or '', safe=_MODEL_SAFE)}/invoke-with-response-stream"
    host = f"https://bedrock-runtime.{region}.amazonaws.com"
    return CloudRequest(_target(base, host, path), headers, model, _because(inputs, "ANTHROPIC_BEDROCK_BASE_URL"))


def _mantle(inputs: Inputs) -> CloudRequest:
    base = inputs.text("ANTHROPIC_BEDROCK_MANTLE_BASE_URL")
    headers = _aws_headers(inputs, "CLAUDE_CODE_SKIP_MANTLE_AUTH")
    model = model_name(inputs, built_in="anthropic.claude-opus-5-5")
    host = f"https://bedrock-mantle.{_aws_region(inputs)}.api.aws/anthropic"
    return CloudRequest(
        _target(base, host, "/v1/messages"), headers, model, _because(inputs, "ANTHROPIC_BEDROCK_MANTLE_BASE_URL")
    )


def _anthropic_aws(inputs: Inputs) -> CloudRequest:
    skip = inputs.flag("CLAUDE_CODE_SKIP_ANTHROPIC_AWS_AUTH")
    if not skip and not inputs.text("ANTHROPIC_AWS_WORKSPACE_ID"):
        raise Blocked(_no("workspace ID", "workspaceId", "ANTHROPIC_AWS_WORKSPACE_ID"))
    base = inputs.text("ANTHROPIC_AWS_BASE_URL")
    if not skip and inputs.text("ANTHROPIC_AWS_API_KEY"):
        headers = {**_custom(inputs), "x-api-key": "ANTHROPIC_AWS_API_KEY"}
    else:
        headers = _aws_headers(inputs, "CLAUDE_CODE_SKIP_ANTHROPIC_AWS_AUTH", bearer=False)
    host = f"https://aws-external-anthropic.{_aws_region(inputs)}.api.aws"
    return CloudRequest(
        _target(base, host, "/v1/messages"), headers, model_name(inputs), _because(inputs, "ANTHROPIC_AWS_BASE_URL")
    )


def _anthropic_gcp(inputs: Inputs) -> CloudRequest:
    project = _text_of_first(inputs, "ANTHROPIC_GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT", "GOOGLE_CLOUD_PROJECT")
    workspace = inputs.text("ANTHROPIC_GOOGLE_CLOUD_WORKSPACE_ID")
    if not workspace:
        raise Blocked(_no("workspace ID", "workspaceId", "ANTHROPIC_GOOGLE_CLOUD_WORKSPACE_ID"))
    headers = _gcp_headers(inputs, "CLAUDE_CODE_SKIP_ANTHROPIC_GOOGLE_CLOUD_AUTH")
    if not project:
        raise CannotTell("No Google Cloud project is named in these files; gcloud's own settings may name one.")
    location = inputs.text("ANTHROPIC_GOOGLE_CLOUD_LOCATION") or "global"
    path = f"/v1/projects/{project}/locations/{location}/workspaces/{workspace}/invoke/v1/messages"
    base = inputs.text("ANTHROPIC_GOOGLE_CLOUD_BASE_URL")
    host = f"https://claude{'' if location == 'global' else f'.{location}.rep'}.googleapis.com"
    return CloudRequest(
        _target(base, host, path), headers, model_name(inputs), _because(inputs, "ANTHROPIC_GOOGLE_CLOUD_BASE_URL")
    )


def _vertex(inputs: Inputs) -> CloudRequest:
    headers = _gcp_headers(inputs, "CLAUDE_CODE_SKIP_VERTEX_AUTH")
    model = model_name(inputs)
    region = _vertex_region(inputs, model)
    project = _text_of_first(inputs, "GCLOUD_PROJECT", "GOOGLE_CLOUD_PROJECT", "ANTHROPIC_VERTEX_PROJECT_ID")
    if not project:
        raise CannotTell("No Google Cloud project is named in these files; gcloud's own settings may name one.")
    if region == "global":
        host = "https://aiplatform.googleapis.com"
    elif region in ("us", "eu"):
        host = f"https://aiplatform.{region}.rep.googleapis.com"
    else:
        host = f"https://{region}-aiplatform.googleapis.com"
    name = quote(model or "", safe=_MODEL_SAFE)
    path = f"/projects/{project}/locations/{region}/publishers/anthropic/models/{name}:streamRawPredict"
    base = inputs.text("ANTHROPIC_VERTEX_BASE_URL")  # used as it is, so Google's own host would need its /v1
    return CloudRequest(
        _target(base, f"{host}/v1", path), headers, model, _because(inputs, "ANTHROPIC_VERTEX_BASE_URL")
    )


def _foundry(inputs: Inputs) -> CloudRequest:
    base = inputs.text("ANTHROPIC_FOUNDRY_BASE_URL")
    resource = inputs.text("ANTHROPIC_FOUNDRY_RESOURCE")
    if base and resource:
        raise Blocked("API Error: baseURL and resource are mutually exclusive", "ANTHROPIC_FOUNDRY_BASE_URL")
    if not base and not resource:
        raise Blocked("API Error: Must provide one of the `baseURL` or `resource` arguments")
    headers = _custom(inputs)
    if inputs.text("ANTHROPIC_FOUNDRY_AUTH_TOKEN"):
        headers["authorization"] = "ANTHROPIC_FOUNDRY_AUTH_TOKEN"
    elif inputs.text("ANTHROPIC_FOUNDRY_API_KEY"):
        headers["x-api-key"] = "ANTHROPIC_FOUNDRY_API_KEY"
    elif not inputs.flag("CLAUDE_CODE_SKIP_FOUNDRY_AUTH"):
        raise CannotTell(_no_credential("Azure", "the sign-in of `az login` or a managed identity"))
    elif inputs.text("ANTHROPIC_AUTH_TOKEN"):
        headers["authorization"] = "ANTHROPIC_AUTH_TOKEN"
    host = f"https://{resource}.services.ai.azure.com/anthropic"
    return CloudRequest(
        _target(base, host, "/v1/messages"),
        headers,
        model_name(inputs, default="sonnet", built_in="claude-sonnet-4-5"),
        _because(inputs, "ANTHROPIC_FOUNDRY_BASE_URL", "ANTHROPIC_FOUNDRY_RESOURCE"),
    )


# In the client's own order: the first that is on wins.
CLOUDS = (
    Cloud("CLAUDE_CODE_USE_BEDROCK", "bedrock", _bedrock),
    Cloud("CLAUDE_CODE_USE_FOUNDRY", "foundry", _foundry),
    Cloud("CLAUDE_CODE_USE_ANTHROPIC_AWS", "anthropic-aws", _anthropic_aws),
    Cloud("CLAUDE_CODE_USE_ANTHROPIC_GOOGLE_CLOUD", "anthropic-gcp", _anthropic_gcp),
    Cloud("CLAUDE_CODE_USE_MANTLE", "mantle", _mantle),
    Cloud("CLAUDE_CODE_USE_VERTEX", "vertex", _vertex),
)
_MODEL_SAFE = "-._~!$&'()*+,;=:@"


def _custom(inputs: Inputs) -> dict[str, str]:
    """Return the custom headers' sources; they go to a cloud, too. They were checked when the request began."""
    return sources(custom_headers(inputs.raw("ANTHROPIC_CUSTOM_HEADERS")))


def _aws_headers(inputs: Inputs, skip: str, *, bearer: bool = True) -> dict[str, str]:
    headers = _custom(inputs)
    if bearer and inputs.text("AWS_BEARER_TOKEN_BEDROCK"):
        return {**headers, "authorization": "AWS_BEARER_TOKEN_BEDROCK"}
    if inputs.flag(skip):
        return {**headers, "authorization": "ANTHROPIC_AUTH_TOKEN"} if inputs.text("ANTHROPIC_AUTH_TOKEN") else headers
    if inputs.text("AWS_ACCESS_KEY_ID") and inputs.text("AWS_SECRET_ACCESS_KEY"):
        return {**headers, "authorization": AWS}
    raise CannotTell(_no_credential("AWS", "~/.aws, a single sign-on or a role of this machine"))


def _gcp_headers(inputs: Inputs, skip: str) -> dict[str, str]:
    headers = _custom(inputs)
    if inputs.flag(skip):
        return {**headers, "authorization": "ANTHROPIC_AUTH_TOKEN"} if inputs.text("ANTHROPIC_AUTH_TOKEN") else headers
    if inputs.text("GOOGLE_APPLICATION_CREDENTIALS"):
        return {**headers, "authorization": GCP}
    raise CannotTell(_no_credential("Google Cloud", "gcloud's own login or a service account of this machine"))


def _no_credential(cloud: str, elsewhere: str) -> str:
    return (
        f"{cloud} is switched on, and none of these files holds a credential for it. It may come from {elsewhere}; "
        f"without one Claude Code stops with “API Error: Could not load {cloud} credentials” and does not fall back "
        "to a key or a login."
    )


def _no(what: str, argument: str, variable: str) -> str:
    return f"API Error: No {what} found. Set `{argument}` in the constructor or the `{variable}` environment variable."


def _aws_region(inputs: Inputs) -> str:
    """Return the region; a malformed one counts as unset."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        region = inputs.text(name)
        if region == OPAQUE or (region and _REGION.fullmatch(region)):
            return region
    return "us-east-1"


def _bedrock_model(inputs: Inputs, region: str) -> str | None:
    """Return the default model's inference profile, whose prefix follows the region; None where not measured."""
    prefix = inputs.text("ANTHROPIC_BEDROCK_REGION_PREFIX")
    if prefix not in _PREFIXES:
        start = region.split("-")[0]
        prefix = start if start in ("us", "eu") else "apac" if start == "ap" else None
    return f"{prefix}.anthropic.claude-opus-5-5" if prefix else None


def _vertex_region(inputs: Inputs, model: str | None) -> str:
    """Return the region: the model's own variable, e.g. VERTEX_REGION_CLAUDE_OPUS_5_5, before the general one."""
    own = re.sub(r"[^A-Z0-9]", "_", re.sub(r"@.*", "", model or "").upper())
    for name in (f"VERTEX_REGION_{own}", "CLOUD_ML_REGION"):
        region = inputs.text(name)
        if region == OPAQUE or (region and _GCP_REGION.fullmatch(region)):
            return region
    return "us-east5"


def _text_of_first(inputs: Inputs, *names: str) -> str | None:
    found = inputs.first(*names)
    return inputs.text(found) if found else None


def _target(base: str | None, own: str, path: str) -> Target | None:
    """Return where the request goes; None where a part of it is not known."""
    if base == OPAQUE or OPAQUE in own or OPAQUE in path:
        return None
    try:
        return join(base or own, path)
    except BadUrl as error:
        raise Blocked(str(error)) from None


def _because(inputs: Inputs, *names: str) -> tuple[str, ...]:
    return tuple(name for name in names if inputs.text(name))
