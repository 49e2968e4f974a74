"""Claude Code on a cloud: which one is switched on, where its requests go, and with which credential.

With a cloud on, ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY, the login and CLAUDE_CODE_OAUTH_TOKEN do not count, and there is
no falling back to them. ANTHROPIC_AUTH_TOKEN counts only where the client is told not to sign (measured).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

from ..findings import Mode
from ..records import dataclass, replace
from ..regexes import regex
from .cloudmodels import (
    ANTHROPIC_AWS,
    ANTHROPIC_GCP,
    BEDROCK,
    FOUNDRY,
    MANTLE,
    VERTEX,
    on_bedrock,
    on_mantle,
    on_vertex,
)
from .credentials import HELPER, KEY, TOKEN, USERINFO, helper_counts
from .headers import sources, unmasked
from .inputs import OPAQUE, Blocked, CannotTell, Inputs
from .models import model_name
from .urls import BadUrl, Target, join

AWS, GCP = "aws-credentials", "gcp-credentials"
SKIP_FOUNDRY = "CLAUDE_CODE_SKIP_FOUNDRY_AUTH"
_ADC = "GOOGLE_APPLICATION_CREDENTIALS"
_AWS_KEYS = {"AWS_PROFILE": None, "AWS_ACCESS_KEY_ID": OPAQUE, "AWS_SECRET_ACCESS_KEY": OPAQUE}
_REGION = regex(r"[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?")  # whether there is such a region is not looked at
_PREFIXES = frozenset({"us", "eu", "apac", "jp", "au", "global", "us-gov"})
_RESOURCE = regex(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])")
_PART = regex(r"[A-Za-z0-9_-]+")
_GCP = "https://claude.googleapis.com"  # for every location
_MODEL_SAFE = "-._~!$&'()*+,;=:@"
ASKED = "/v1/messages"  # what is put behind every address


@dataclass(frozen=True, slots=True)
class CloudRequest:
    """What goes to a cloud: an incomplete request, with the names that decided it."""

    target: Target | None
    headers: Mapping[str, str]
    model: str | None
    because: tuple[str, ...]
    note: str | None = None  # what was assumed


@dataclass(frozen=True, slots=True)
class Cloud:
    """One cloud: its switch, its word in a report, and how its request is made."""

    flag: str
    provider: str
    request: Callable[[Inputs, Mapping[str, str]], CloudRequest]  # the custom headers are parsed before
    drops_nameless: bool = False  # a custom header without a name is left out, and does not stop it


def chosen_cloud(inputs: Inputs) -> Cloud | None:
    """Return the cloud that is switched on, the first in the client's own order; None for the Anthropic API."""
    return next((cloud for cloud in CLOUDS if inputs.flag(cloud.flag)), None)


def _bedrock(inputs: Inputs, custom: Mapping[str, str]) -> CloudRequest:
    region = _aws_region(inputs)
    skip = "CLAUDE_CODE_SKIP_BEDROCK_AUTH"
    headers = _aws_headers(inputs, custom, skip)
    if inputs.flag(skip) and inputs.text(KEY) and "authorization" in _unsigned(inputs, custom):
        headers.setdefault("x-api-key", KEY)
    model = _bedrock_model(inputs, region)
    path = (
        f"/model/{quote(model, safe=_MODEL_SAFE, errors='replace')}/invoke-with-response-stream"
        if model is not None
        else None
    )
    host = f"https://bedrock-runtime.{region}.amazonaws.com"
    return _rewritten(inputs, "ANTHROPIC_BEDROCK_BASE_URL", host, path, headers, model)


def _mantle(inputs: Inputs, custom: Mapping[str, str]) -> CloudRequest:
    skip = "CLAUDE_CODE_SKIP_MANTLE_AUTH"
    unsigned = _unsigned(inputs, custom) if inputs.flag(skip) else {}
    headers = unsigned if "authorization" in unsigned else _aws_headers(inputs, custom, skip)
    is_named = inputs.first("ANTHROPIC_MODEL", "ANTHROPIC_DEFAULT_MODEL") or inputs.setting("model")
    # On a terminal ANTHROPIC_DEFAULT_OPUS_MODEL counts all the same (measured on 2.1.332).
    is_default = inputs.flag(skip) and not is_named and inputs.mode is Mode.PRINT
    model = on_mantle(MANTLE["opus"] if is_default else model_name(inputs, families=MANTLE, remaps=False))
    host = f"https://bedrock-mantle.{_aws_region(inputs)}.api.aws/anthropic"
    return _request(inputs, "ANTHROPIC_BEDROCK_MANTLE_BASE_URL", host, ASKED, headers, model)


def _anthropic_aws(inputs: Inputs, custom: Mapping[str, str]) -> CloudRequest:
    skip = inputs.flag("CLAUDE_CODE_SKIP_ANTHROPIC_AWS_AUTH")
    if not inputs.text("ANTHROPIC_AWS_WORKSPACE_ID"):
        # The one way without: no signing, and nothing that becomes a bearer token.
        is_excused = skip and "authorization" not in _unsigned(inputs, custom)
        if not is_excused:
            raise Blocked(_no_workspace("ANTHROPIC_AWS_WORKSPACE_ID"))
    if not skip and inputs.text("ANTHROPIC_AWS_API_KEY"):
        headers = _own(custom)
        headers.setdefault("x-api-key", "ANTHROPIC_AWS_API_KEY")
    else:
        headers = _aws_headers(inputs, custom, "CLAUDE_CODE_SKIP_ANTHROPIC_AWS_AUTH", bearer=False)
        if skip and "authorization" in headers:
            headers.setdefault("x-api-key", headers["authorization"])
    host = f"https://aws-external-anthropic.{_aws_region(inputs)}.api.aws"
    model = model_name(inputs, families=ANTHROPIC_AWS)
    return _request(inputs, "ANTHROPIC_AWS_BASE_URL", host, ASKED, headers, model)


def _anthropic_gcp(inputs: Inputs, custom: Mapping[str, str]) -> CloudRequest:
    skip = "CLAUDE_CODE_SKIP_ANTHROPIC_GOOGLE_CLOUD_AUTH"
    headers = _gcp_headers(inputs, custom, skip)
    path = ASKED  # a base URL takes the place of all the rest
    if not inputs.text("ANTHROPIC_GOOGLE_CLOUD_BASE_URL"):
        project = _part(inputs, "ANTHROPIC_GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT", "GOOGLE_CLOUD_PROJECT")
        if not project and not inputs.flag(skip):
            raise CannotTell(_NO_PROJECT)
        if not project:
            raise Blocked(
                "API Error: No project was given. Set `project` or the `ANTHROPIC_GOOGLE_CLOUD_PROJECT` environment "
                "variable (or provide `baseURL`)."
            )
        workspace = _part(inputs, "ANTHROPIC_GOOGLE_CLOUD_WORKSPACE_ID")
        if not workspace:
            raise Blocked(_no_workspace("ANTHROPIC_GOOGLE_CLOUD_WORKSPACE_ID"))
        location = _part(inputs, "ANTHROPIC_GOOGLE_CLOUD_LOCATION") or "global"
        path = f"/v1/projects/{project}/locations/{location}/workspaces/{workspace}/invoke/v1/messages"
    model = model_name(inputs, families=ANTHROPIC_GCP)
    return _request(inputs, "ANTHROPIC_GOOGLE_CLOUD_BASE_URL", _GCP, path, headers, model)


def _part(inputs: Inputs, *names: str) -> str | None:
    """Return a part of the path; raise Blocked for one that could change it."""
    name = inputs.first(*names)
    value = inputs.text(name) if name else None
    if value and value != OPAQUE and not _PART.fullmatch(value):
        raise Blocked(
            f"API Error: {names[0]} may only contain letters, digits, hyphens, and underscores — it is interpolated "
            "into the claude.googleapis.com request path, so URL metacharacters in its value would rewrite the "
            "project/workspace the request targets. Unset it or correct its value.",
            name or names[0],
        )
    return value


def _vertex(inputs: Inputs, custom: Mapping[str, str]) -> CloudRequest:
    skip = inputs.flag("CLAUDE_CODE_SKIP_VERTEX_AUTH")
    headers = _gcp_headers(inputs, custom, "CLAUDE_CODE_SKIP_VERTEX_AUTH")
    if skip and inputs.text(KEY):
        headers.setdefault("x-api-key", KEY)
    model = on_vertex(model_name(inputs, families=VERTEX, instead="sonnet", remaps=False))
    region = _vertex_region(inputs, model)
    own = "ANTHROPIC_VERTEX_PROJECT_ID"
    project = inputs.text(own) if skip else _text_of_first(inputs, "GCLOUD_PROJECT", "GOOGLE_CLOUD_PROJECT", own)
    if not project and skip:
        raise Blocked(
            "API Error: No projectId was given and it could not be resolved from credentials. The client should be "
            f"instantiated with the `projectId` option or the `{own}` environment variable should be set."
        )
    if not project:
        raise CannotTell(_NO_PROJECT)
    if region == "global":
        host = "https://aiplatform.googleapis.com"
    elif region in ("us", "eu"):
        host = f"https://aiplatform.{region}.rep.googleapis.com"
    else:
        host = f"https://{region}-aiplatform.googleapis.com"
    project = quote(project, safe=f"/{_MODEL_SAFE}", errors="replace")
    place = f"/projects/{project}/locations/{region}/publishers/anthropic/models/"
    path = None if model is None else f"{place}{_quoted(model)}:streamRawPredict"
    # The base is used as it is, so Google's own host would need its /v1.
    return _rewritten(inputs, "ANTHROPIC_VERTEX_BASE_URL", f"{host}/v1", path, headers, model)


def _foundry_place(inputs: Inputs) -> tuple[str | None, str | None]:
    """Return base URL and resource, of which there must be one; that is looked at before any credential."""
    base = inputs.text("ANTHROPIC_FOUNDRY_BASE_URL")
    resource = inputs.text("ANTHROPIC_FOUNDRY_RESOURCE")
    if base and resource:
        raise Blocked("API Error: baseURL and resource are mutually exclusive", "ANTHROPIC_FOUNDRY_BASE_URL")
    if not base and not resource:
        raise Blocked(
            "API Error: Must provide one of the `baseURL` or `resource` arguments, or the `ANTHROPIC_FOUNDRY_RESOURCE` "
            "environment variable"
        )
    if resource and resource != OPAQUE and not _RESOURCE.fullmatch(resource):
        raise Blocked(
            "API Error: ANTHROPIC_FOUNDRY_RESOURCE must be a Foundry resource name (2-64 letters, digits and hyphens, "
            "not starting or ending with a hyphen, such as my-resource), not a URL or host name.",
            "ANTHROPIC_FOUNDRY_RESOURCE",
        )
    return base, resource


def _foundry(inputs: Inputs, custom: Mapping[str, str]) -> CloudRequest:
    _base, resource = _foundry_place(inputs)
    headers = _own(custom)
    if inputs.text("ANTHROPIC_FOUNDRY_AUTH_TOKEN"):
        headers["authorization"] = "ANTHROPIC_FOUNDRY_AUTH_TOKEN"
    elif inputs.text("ANTHROPIC_FOUNDRY_API_KEY"):
        headers.setdefault("x-api-key", "ANTHROPIC_FOUNDRY_API_KEY")
    elif inputs.flag(SKIP_FOUNDRY):
        headers = _unsigned(inputs, custom)
        headers.setdefault("authorization", SKIP_FOUNDRY)  # the client then sends “Bearer skip-foundry-auth”
    else:
        message = _no_credential("Azure", "the sign-in of `az login` or a managed identity")
        raise CannotTell(message, given={"ANTHROPIC_FOUNDRY_API_KEY": OPAQUE})
    host = f"https://{resource}.services.ai.azure.com/anthropic"
    model = model_name(inputs, default="sonnet", families=FOUNDRY, remaps=False)
    return _request(inputs, "ANTHROPIC_FOUNDRY_BASE_URL", host, ASKED, headers, model)


# In the client's own order: the first that is on wins.
CLOUDS = (
    Cloud("CLAUDE_CODE_USE_BEDROCK", "bedrock", _bedrock),
    Cloud("CLAUDE_CODE_USE_FOUNDRY", "foundry", _foundry),
    Cloud("CLAUDE_CODE_USE_ANTHROPIC_AWS", "anthropic-aws", _anthropic_aws, drops_nameless=True),
    Cloud("CLAUDE_CODE_USE_ANTHROPIC_GOOGLE_CLOUD", "anthropic-gcp", _anthropic_gcp),
    Cloud("CLAUDE_CODE_USE_MANTLE", "mantle", _mantle),
    Cloud("CLAUDE_CODE_USE_VERTEX", "vertex", _vertex),
)
_NO_PROJECT = "No Google Cloud project is named in these files; the credential file or gcloud's settings may name one."


def _own(custom: Mapping[str, str]) -> dict[str, str]:
    """Return the custom headers for a cloud that authenticates by itself: an Authorization among them is dropped."""
    return {name: source for name, source in sources(custom).items() if name != "authorization"}


def _unsigned(inputs: Inputs, custom: Mapping[str, str]) -> dict[str, str]:
    """Return the headers where the client is told not to sign: a token or helper then counts after all."""
    headers = sources(custom)
    if inputs.text(TOKEN) or helper_counts(inputs):
        headers["authorization"] = TOKEN if inputs.text(TOKEN) else HELPER
    return headers


def _aws_headers(inputs: Inputs, custom: Mapping[str, str], skip: str, *, bearer: bool = True) -> dict[str, str]:
    if bearer and inputs.text("AWS_BEARER_TOKEN_BEDROCK"):
        return {**_own(custom), "authorization": "AWS_BEARER_TOKEN_BEDROCK"}
    if inputs.flag(skip):
        return _unsigned(inputs, custom)
    if inputs.text("AWS_PROFILE"):  # with a profile, the keys beside it do not count
        message = _no_credential("AWS", "the profile in ~/.aws that AWS_PROFILE names")
        raise CannotTell(message, "AWS_PROFILE", given=_AWS_KEYS)
    if inputs.text("AWS_ACCESS_KEY_ID") and inputs.text("AWS_SECRET_ACCESS_KEY"):
        return {**_own(custom), "authorization": AWS}
    raise CannotTell(_no_credential("AWS", "~/.aws, a single sign-on or a role of this machine"), given=_AWS_KEYS)


def _gcp_headers(inputs: Inputs, custom: Mapping[str, str], skip: str) -> dict[str, str]:
    if inputs.flag(skip):
        return _unsigned(inputs, custom)
    file = inputs.raw(_ADC)
    if file and (file.startswith("~") or not file.strip()):
        raise Blocked(
            "API Error: Could not load Google Cloud credentials · "
            f"The file at {file} does not exist, or it is not a file.",
            _ADC,
        )
    if file:
        return {**_own(custom), "authorization": GCP}
    message = _no_credential("Google Cloud", "gcloud's own login or a service account of this machine")
    raise CannotTell(message, given={_ADC: OPAQUE})


def _no_credential(cloud: str, elsewhere: str) -> str:
    return (
        f"{cloud} is switched on, and none of these files holds a credential for it. It may come from {elsewhere}; "
        f"without one Claude Code stops with “API Error: Could not load {cloud} credentials” and does not fall back "
        "to a key or a login."
    )


def _no_workspace(variable: str) -> str:
    return (
        "API Error: No workspace ID found. Set `workspaceId` in the constructor or the "
        f"`{variable}` environment variable."
    )


def _aws_region(inputs: Inputs) -> str:
    """Return the region; a malformed one counts as unset."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        region = inputs.text(name)
        if region == OPAQUE or (region and _REGION.fullmatch(region)):
            return region
    return "us-east-1"


def _bedrock_model(inputs: Inputs, region: str) -> str | None:
    """Return the model as Bedrock names it: by family an inference profile, anything else as it was written."""
    prefix = inputs.text("ANTHROPIC_BEDROCK_REGION_PREFIX")
    named = model_name(inputs, families=BEDROCK, instead="sonnet", remaps=False)
    if prefix == OPAQUE or (prefix not in _PREFIXES and region == OPAQUE):
        found = {on_bedrock(named, each) for each in ("us", "eu")}
        return found.pop() if len(found) == 1 else None
    if prefix not in _PREFIXES:
        start = "us-gov-" if region.startswith("us-gov-") else region[:3]
        prefix = {"us-gov-": "us-gov", "us-": "us", "eu-": "eu", "ap-": "apac"}.get(start, "global")
    return on_bedrock(named, prefix)


def _vertex_region(inputs: Inputs, model: str | None) -> str:
    """Return the region: a variable of the model's own, e.g. VERTEX_REGION_CLAUDE_5_5_OPUS, before the general one."""
    for name in (*_vertex_region_names(model or ""), "CLOUD_ML_REGION"):
        region = inputs.text(name)
        if region == OPAQUE or (region and _REGION.fullmatch(region)):
            return region
    return "us-east5"


def _vertex_region_names(model: str) -> tuple[str, ...]:
    """Return the model's own region variable: version before family, except for haiku-4-5, as the client has them."""
    match = re.match(r"claude-(opus|sonnet|haiku)-(\d+)(?:-(\d))?(?![\d])", model)
    if match is None:
        return ()
    family, major, minor = match.group(1).upper(), match.group(2), match.group(3) or "0"
    if family == "HAIKU":
        return (f"VERTEX_REGION_CLAUDE_HAIKU_{major}_{minor}",)
    return (f"VERTEX_REGION_CLAUDE_{major}_{minor}_{family}",)


def _quoted(model: str) -> str:
    return quote(model, safe=f"/%{_MODEL_SAFE}", errors="replace")


def _text_of_first(inputs: Inputs, *names: str) -> str | None:
    found = inputs.first(*names)
    return inputs.text(found) if found else None


def _request(
    inputs: Inputs, variable: str, own: str, path: str | None, headers: Mapping[str, str], model: str | None
) -> CloudRequest:
    """Return the request to the base URL in `variable`, else to the cloud's `own`; without a path it is not known."""
    base = inputs.text(variable)
    because = (variable,) if base else ()
    note = f"This holds if the file that {_ADC} names is there." if GCP in headers.values() else None
    if OPAQUE in (base or own):
        return CloudRequest(None, headers, model, because, note)
    known = path if path and OPAQUE not in path else None
    try:
        target = join(unmasked(base or own), known or "/")
    except BadUrl as error:
        raise Blocked(str(error), *because) from None
    if target.has_userinfo:
        headers = {"authorization": USERINFO, **headers}
    return CloudRequest(target if known else replace(target, path=""), headers, model, because, note)


def _rewritten(
    inputs: Inputs, variable: str, own: str, path: str | None, headers: Mapping[str, str], model: str | None
) -> CloudRequest:
    """Return the request of a kit that puts `path`, with the model in it, in the place of an address's `/v1/messages`.

    There is no such place in `localhost:8080`, by the rules no path but what follows a scheme, nor before a `?` or `#`:
    the model, which is taken out of the body before that, is then named nowhere (measured on 2.1.332).
    """
    found = _request(inputs, variable, own, ASKED, headers, model)
    target = found.target
    if target is None or not target.path.endswith(ASKED):
        return found
    if target.is_opaque:
        return replace(found, model=None)
    if not target.swallows_path:
        return _request(inputs, variable, own, path, headers, model)
    is_known = path is not None and OPAQUE not in path
    whole = f"{target.path.removesuffix(ASKED)}{path}" if is_known else ""
    return replace(found, target=replace(target, path=whole, swallows_path=False))
