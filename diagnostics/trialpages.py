"""The rule's form, running: the address that reads, runs and explains a text that is not saved."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from simple_history.admin import SimpleHistoryAdmin

from . import rulefile, trial
from .checking import masked_text
from .dummies import without_real_keys
from .engine.findings import Login, Mode
from .engine.rules.rule import Rule as EngineRule
from .forms import DEFAULT_NAME, LOGINS, MODES
from .models import pointed, tidy
from .ruleform import english

TEXT, NAME, LOGIN, MODE = "try_text", "try_name", "try_login", "try_mode"
READ = "read"  # the part of a run that only reads the text of the rule
MOST = 256 * 1024


class TrialPages(SimpleHistoryAdmin):
    """Running a rule that is being written."""

    def get_urls(self) -> list[URLPattern]:
        run = self.admin_site.admin_view(self.run_view)
        return [path("run/<slug:part>/", run, name="diagnostics_rule_run"), *super().get_urls()]

    @method_decorator(sensitive_post_parameters())
    def run_view(self, request: HttpRequest, part: str) -> HttpResponse:
        """Answer one part of a run as a fragment: `read`, `text`, `own`, `others` or `sound`. Saves nothing."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        source = tidy(request.POST.get("source", ""))
        if part == READ:
            return render(request, "admin/diagnostics/rule/_english.html", self._read(source))
        try:
            rule = rulefile.parse(source)
        except rulefile.RuleFileError as error:
            shown = pointed(without_real_keys(source)[0], error)
            result = trial.Result("The text of the rule", False, "It cannot be read.", (shown,))
        else:
            result = self._run(request, rule, part)
        return render(request, "admin/diagnostics/rule/_result.html", {"result": result})

    @staticmethod
    def _read(source: str) -> dict[str, Any]:
        try:
            rulefile.parse(source)
        except rulefile.RuleFileError as error:
            return {"told": (), "fault": pointed(without_real_keys(source)[0], error)}
        return {"told": english(source), "fault": ""}

    @staticmethod
    def _run(request: HttpRequest, rule: EngineRule, part: str) -> trial.Result:
        if part == "text":
            return _on_text(request, rule)
        if part not in trial.PARTS:
            raise PermissionDenied
        return trial.PARTS[part](rule)


@sensitive_variables()
def trial_context(request: HttpRequest, source: str, *, is_trial: bool) -> dict[str, Any]:
    """Return what the form shows of a run without JavaScript: the text masked, and what the rule says of it."""
    text = request.POST.get(TEXT, "")[:MOST]
    name = request.POST.get(NAME, "") or DEFAULT_NAME
    shown = {
        "text": masked_text(name, text) if text else "",
        "name": name,
        "login": request.POST.get(LOGIN, Login.UNKNOWN.value),
        "mode": request.POST.get(MODE, Mode.PRINT.value),
    }
    context: dict[str, Any] = {"tried": shown, "logins": LOGINS, "modes": MODES, "tried_result": None}
    if is_trial and text:
        with suppress(rulefile.RuleFileError):  # the form says what is wrong with it
            context["tried_result"] = _on_text(request, rulefile.parse(tidy(source)))
    return context


@sensitive_variables()
def _on_text(request: HttpRequest, rule: EngineRule) -> trial.Result:
    login, mode = request.POST.get(LOGIN, ""), request.POST.get(MODE, "")
    return trial.on_text(
        rule,
        request.POST.get(NAME, "") or DEFAULT_NAME,
        request.POST.get(TEXT, "").replace("\r\n", "\n")[: MOST + 1],
        Login(login) if login in dict(LOGINS) else Login.UNKNOWN,
        Mode(mode) if mode in dict(MODES) else Mode.PRINT,
    )
