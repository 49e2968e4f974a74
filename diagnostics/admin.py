"""How staff write rules: the text, the gate's answer at line and caret, what the condition says in English, history."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from kb.draftpages import DraftPages, is_restored
from kb.versions import VersionPages

from .case_admin import case_given, note_case
from .loading import active_rules
from .models import Rule, Status
from .ruledrafts import RULE_DRAFTS
from .ruleform import ACTIVATE, TRY_OUT, RuleForm, english
from .skeleton import skeleton
from .trialpages import TrialPages, trial_context
from .vocabulary import vocabulary


@admin.register(Rule)
class RuleAdmin(DraftPages, TrialPages, VersionPages):
    """The rule writer's desk."""

    form = RuleForm
    drafts = RULE_DRAFTS
    change_form_template = "admin/diagnostics/rule/change_form.html"
    list_display = ("code", "name", "severity", "status", "article_link")
    list_display_links = ("code", "name")
    list_filter = ("status", "severity")
    search_fields = ("code", "name", "title", "source")
    search_help_text = "Code, name, title or words of its text"
    readonly_fields = ("code", "title", "severity", "article_link", "updated")
    fieldsets = (
        (None, {"fields": ("status", "source", "seen_version", "case")}),
        ("What follows from the text", {"fields": (("code", "severity", "updated"), "title", "article_link")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Fetch of an article its title: a list would sort its texts along with the rules."""
        own = [field.name for field in Rule._meta.concrete_fields]
        return super().get_queryset(request).select_related("article").only(*own, "article__title")

    @admin.display(description="article", ordering="article__title")
    def article_link(self, rule: Rule) -> str:
        if rule.article is None:
            return "–"
        url = reverse("admin:kb_article_change", args=(rule.article_id,))
        return format_html('<a href="{}">{}</a>', url, rule.article.title)

    def get_form(self, request: HttpRequest, obj: Rule | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Let the form know who edits: not everybody may make a rule active."""
        form = super().get_form(request, obj, change, **kwargs)
        given = case_given(request) if request.method == "GET" and obj else None
        return type("RuleForm", (form,), {"user": request.user, "given": given, "is_restored": is_restored(request)})

    def has_change_permission(self, request: HttpRequest, obj: Rule | None = None) -> bool:
        """Show a rule that checks run to who may not activate rules, without letting it be changed."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.status != Status.ACTIVE or request.user.has_perm(ACTIVATE))

    def view_on_site(self, obj: Rule) -> str:
        return obj.get_absolute_url()

    def has_delete_permission(self, request: HttpRequest, obj: Rule | None = None) -> bool:
        """Let only drafts be deleted: the code of a rule that ran stands in reports out there. Set it to removed."""
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or obj.status == Status.DRAFT)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        super().delete_queryset(request, queryset.filter(status=Status.DRAFT))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer no deletion from the list, where one slip would take several rules."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def save_model(self, request: HttpRequest, obj: Rule, form: RuleForm, change: bool) -> None:
        """Save the rule, unless nothing in it was changed."""
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)
            note_case(form.cleaned_data.get("case", ""), obj, request.user)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin a new rule with all its parts, for the article that the address may name."""
        return {"source": skeleton(request.GET.get("article", "")), **super().get_changeform_initial_data(request)}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show beside the text what it says in English, how a run went, and the words that it may be written with."""
        form: RuleForm = context["adminform"].form
        text = form["source"].value() or "" if "source" in form.fields else ""
        is_trial = form.is_bound and form.is_trial
        extra = {
            "told": english(text),
            "passed": form.is_bound and form.passed,
            "try_out": TRY_OUT,
            "vocabulary": vocabulary(active_rules().rules),
            **trial_context(request, text, is_trial=is_trial),
        }
        return super().render_change_form(request, context | extra, *args, **kwargs)

    def text_of(self, entry: Any) -> str:
        """Return a version as one text, its status first."""
        return f"# status: {entry.status}\n{entry.source}"

    def restore(self, request: HttpRequest, thing: Any, former: Any) -> None:
        """Take the former text, not its status: what runs goes through the gate like any other change of it."""
        with transaction.atomic():
            rule = Rule.objects.select_for_update().get(pk=thing.pk)
            rule.source = former.source
            rule.full_clean()
            rule._change_reason = f"version {former.version} restored"  # type: ignore[attr-defined]
            rule.save()
