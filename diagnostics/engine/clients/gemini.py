"""Gemini CLI: its names, options and files, and when a report speaks of it. What it sends: `geminisending`."""

from __future__ import annotations

from types import MappingProxyType

from ..client import Client, Concern
from ..findings import Login, Mode
from ..regexes import regex
from ..source import Kind
from .loaded import predict_in, view_in

CLOUD_KEY = "GOOGLE_API_KEY"
LOGIN = "subscription-login"
GCP = "gcp-credentials"
OPTIONS = ("--model", "-m")  # measured: they win over GEMINI_MODEL, and that over model.name

CLIENT = Client(
    id="gemini",
    name="Gemini CLI",
    version="0.61.0",
    as_of="2026-11-29",
    predict=predict_in("geminisending"),
    view=view_in("geminisending"),
    concern=Concern(
        own=regex(
            r"GEMINI_(?!CLI_IDE)\w+|GOOGLE_GENAI_USE_\w+|GOOGLE_GEMINI_\w+|GOOGLE_VERTEX_BASE_URL|CODE_ASSIST_ENDPOINT"
        ),
        first=frozenset({CLOUD_KEY}),
        shared=frozenset({"GOOGLE_CLOUD_PROJECT", "GOOGLE_CLOUD_LOCATION", "GOOGLE_APPLICATION_CREDENTIALS"}),
        kinds=frozenset({Kind.GEMINI_SETTINGS}),
        files=regex(r"(?:^|/)\.gemini/"),
        commands=("gemini",),
        words=regex(r"(?a)\b[Gg]emini[ -]?(?:CLI|cli)\b|\.gemini[/\\](?:settings\.json|\.env)\b"),
    ),
    logins=MappingProxyType({Login.SUBSCRIPTION: "logged in with Google", Login.NONE: "not logged in with Google"}),
    commands=MappingProxyType({Mode.PRINT: "gemini -p in a trusted folder", Mode.INTERACTIVE: "gemini"}),
    options=OPTIONS,
    shows_login="gemini, then /about",
    main_file="~/.gemini/settings.json",
    plan="the plan of your Google account",
    sources=MappingProxyType({LOGIN: "your Google login's token"}),
    places=MappingProxyType({GCP: "GOOGLE_APPLICATION_CREDENTIALS"}),
    effects=MappingProxyType(
        {
            "security.auth.selectedType": "chooses how to sign in",
            "security.auth.enforcedType": "allows one way to sign in only",
            "CLOUD_SHELL": "makes it take the credentials of its machine",
            "GEMINI_CLI_USE_COMPUTE_ADC": "makes it take the credentials of its machine",
            "GOOGLE_GENAI_USE_VERTEXAI": "chooses Vertex AI",
            "GOOGLE_GENAI_USE_GCA": "chooses the Google login",
        }
    ),
)
