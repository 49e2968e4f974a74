"""The queue of submitted cases in the admin: the oldest first, who works on each, and what becomes of it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode

from . import cases, casework
from .engine.findings import Login
from .models import CaseState, Rule, SubmittedCase
from .presenting import LOGINS


class StateFilter(admin.SimpleListFilter):
    """The state of a case; without a choice those that wait for somebody."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("all", "All"), *CaseState.choices]

    def choices(self, changelist: Any) -> Any:
        rows = list(super().choices(changelist))
        return [rows[0] | {"display": "Open"}, *rows[1:]]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset.filter(state__in=(CaseState.NEW, CaseState.TAKEN))
        return queryset if self.value() == "all" else queryset.filter(state=self.value())


class TakerFilter(admin.SimpleListFilter):
    """Whose cases."""

    title = "who works on it"
    parameter_name = "taker"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("me", "I do"), ("nobody", "Nobody yet")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        wanted = {"me": request.user, "nobody": None}
        return queryset.filter(taken_by=wanted[word]) if (word := self.value()) in wanted else queryset


class ConcernFilter(admin.AllValuesFieldListFilter):
    """Which rule is said to be wrong."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.title = "the rule that is said to be wrong"


@admin.register(SubmittedCase)
class SubmittedCaseAdmin(admin.ModelAdmin):
    """The queue. A case is read and handled on a page of its own; nobody edits what a reader sent."""

    list_display = ("reference", "created", "state", "taken_by", "about", "said")
    list_filter = (StateFilter, TakerFilter, ("concerns", ConcernFilter))
    list_select_related = ("taken_by",)
    list_per_page = 50
    search_fields = ("reference", "words", "error", "verdict", "concerns")
    search_help_text = "Number, words, error message, verdict or rule"
    show_full_result_count = False
    ordering = ("created", "pk")

    @admin.display(description="about", ordering="concerns")
    def about(self, case: SubmittedCase) -> str:
        return case.concerns or ("nothing found" if not case.found else "the report")

    @admin.display(description="what was said")
    def said(self, case: SubmittedCase) -> str:
        return (case.words or case.verdict)[:120]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("documents")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        cases.purge()
        return super().changelist_view(request, extra_context)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.act_view)
        return [path("<int:pk>/act/", view, name="diagnostics_submittedcase_act"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the case, what today's rules say of it, and what may be done."""
        case = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, case):
            raise PermissionDenied
        if case is None:
            return _gone(request)
        may = request.user.has_perm
        may_handle = may(casework.HANDLE)
        rules = casework.rules_open_to(request.user) if may_handle else ()
        context = {
            **self.admin_site.each_context(request),
            "title": f"Case {case.reference}",
            "opts": self.opts,
            "case": case,
            "report": casework.report_of(case),
            "login_words": LOGINS[Login(case.login)],
            "may_handle": may_handle,
            "may_write": may_handle and may(casework.WRITE),
            "is_mine": case.taken_by == request.user,
            "rules": rules,
            "kinds": casework.KINDS,
            "likely_kind": "good" if case.concerns else "bad",
            "has_delete_permission": self.has_delete_permission(request, case),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/diagnostics/submittedcase/case.html", context)

    def act_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do to a case what one of its buttons says."""
        if request.method != "POST" or not request.user.has_perm(casework.HANDLE):
            raise PermissionDenied
        if (case := SubmittedCase.objects.filter(pk=pk).first()) is None:
            return _gone(request)
        acts = {"take": _take, "give_back": _give_back, "close": _close, "article": _article, "example": _example}
        act = acts.get(request.POST.get("act", ""))
        try:
            answer = act(request, case) if act else None
        except casework.TakenError as error:
            messages.error(request, str(error))
            answer = None
        return answer or HttpResponseRedirect(reverse("admin:diagnostics_submittedcase_change", args=(pk,)))


def case_given(request: HttpRequest) -> tuple[SubmittedCase, str] | None:
    """Return the case with which a rule's form is to begin, and the kind of example it becomes."""
    kind, reference = request.GET.get("kind", ""), request.GET.get("case", "")
    if not reference or kind not in casework.KINDS or not request.user.has_perm(casework.HANDLE):
        return None
    case = SubmittedCase.objects.filter(reference=reference).first()
    return (case, kind) if case else None


def note_case(reference: str, rule: Rule, person: Any) -> None:
    """Note, when a rule is saved, that a case became an example of it, if it still is one."""
    if not reference or reference not in rule.source or not person.has_perm(casework.HANDLE):
        return
    if case := SubmittedCase.objects.filter(reference=reference).first():
        casework.note_example(case, rule, person)


def _gone(request: HttpRequest) -> HttpResponse:
    """Lead back to the queue from a case that its sender deleted, or that was kept for as long as it may be."""
    messages.warning(request, "There is no such case. Whoever sent it may have deleted it, or its time was over.")
    return HttpResponseRedirect(reverse("admin:diagnostics_submittedcase_changelist"))


def _take(request: HttpRequest, case: SubmittedCase) -> None:
    casework.take(case, request.user)
    messages.success(request, "You work on this case now.")


def _give_back(request: HttpRequest, case: SubmittedCase) -> None:
    casework.give_back(case)
    messages.success(request, "The case waits for somebody again.")


def _close(request: HttpRequest, case: SubmittedCase) -> HttpResponse | None:
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, "Say why the case is closed.")
        return None
    casework.close(case, request.user, reason)
    messages.success(request, f"The case {case} is closed.")
    return HttpResponseRedirect(reverse("admin:diagnostics_submittedcase_changelist"))


def _article(request: HttpRequest, case: SubmittedCase) -> HttpResponse | None:
    if not request.user.has_perm(casework.WRITE):
        raise PermissionDenied
    if case.article_id:
        raise casework.TakenError("There is an article of this case already.")
    try:
        article = casework.make_article(case, request.user, timezone.localdate())
    except ValidationError as error:
        messages.error(request, f"The draft could not be kept: {' '.join(error.messages)}")
        return None
    messages.success(request, "The draft is made. Its prose, cause and resolution are yours to write.")
    return HttpResponseRedirect(reverse("admin:kb_article_change", args=(article.pk,)))


def _example(request: HttpRequest, case: SubmittedCase) -> HttpResponse:
    """Open the form of a rule with the case as a new example in it; nothing is saved yet."""
    rule = get_object_or_404(Rule, code=request.POST.get("rule", ""))
    kind = request.POST.get("kind", "")
    if rule not in casework.rules_open_to(request.user) or kind not in casework.KINDS:
        raise PermissionDenied
    address = reverse("admin:diagnostics_rule_change", args=(rule.pk,))
    messages.info(request, f"The case {case} is the last example of the text below. Nothing is saved yet.")
    return HttpResponseRedirect(f"{address}?{urlencode({'case': case.reference, 'kind': kind})}")
