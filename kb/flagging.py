"""Flag it or fix it: whoever finds fault with an article mends it, or says what is wrong and leaves it to the queue."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from simple_history.admin import SimpleHistoryAdmin

from .discretion import discreet
from .explained import ExplainedForm
from .figures import COUNTS
from .models import Article, Flag
from .publishing import may_change

ADD, CHANGE, EDIT = "kb.add_flag", "kb.change_flag", "kb.change_article"
RESOLVE, REOPEN = "_resolve", "_reopen"  # names of submit buttons


class FlagForm(ExplainedForm):
    """What is wrong with an article."""

    helps = {"reason": "What kind of fault it is."}  # noqa: RUF012
    examples = {  # noqa: RUF012
        "reason": "It is out of date",
        "note": "Since Claude Code 2.1.330 the header is not sent any more: see the release notes of 20 November.",
    }

    class Meta:
        model = Flag
        fields = ("reason", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 4, "cols": 80})}  # noqa: RUF012

    def clean_note(self) -> str:
        return discreet(" ".join(self.cleaned_data["note"].split()))[:1000]


class FlagPages(SimpleHistoryAdmin):
    """The page on which staff flag an article."""

    def get_urls(self) -> list[URLPattern]:
        flag = self.admin_site.admin_view(self.flag_view)
        return [path("<int:pk>/flag/", flag, name="kb_article_flag"), *super().get_urls()]

    def flag_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask what is wrong, keep it in the queue, and lead back to the article."""
        article = get_object_or_404(Article, pk=pk)
        if not request.user.has_perm(ADD):
            raise PermissionDenied
        form = FlagForm(request.POST or None, instance=Flag(article=article, revision=article.version))
        if request.method == "POST" and form.is_valid():
            flag = form.save(commit=False)
            flag.by = request.user
            flag.save()
            messages.success(request, f"Flagged: {flag.get_reason_display().lower()}. It stands in the queue now.")
            return HttpResponseRedirect(reverse("admin:kb_flag_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Flag an article",
            "subtitle": article.title,
            "opts": self.opts,
            "original": article,
            "form": form,
            "may_fix": may_fix(request.user, article),
            "flags": article.flags.unresolved().select_related("by", "assigned_to"),
        }
        return TemplateResponse(request, "admin/kb/article/flag.html", context)


class OpenFilter(admin.SimpleListFilter):
    """What is left to do; the list shows that first."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("mine", "Open, mine"), ("nobody", "Open, nobody's"), ("resolved", "Resolved"), ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        """Call the first choice by what it shows: everything that is open."""
        for number, choice in enumerate(super().choices(changelist)):
            yield choice | ({"display": "Open"} if number == 0 else {})

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "all":
            return queryset
        if self.value() == "resolved":
            return queryset.exclude(resolved=None)
        unresolved = queryset.filter(resolved=None)
        if self.value() == "mine":
            return unresolved.filter(assigned_to=request.user)
        return unresolved.filter(assigned_to=None) if self.value() == "nobody" else unresolved


@admin.register(Flag)
class FlagAdmin(admin.ModelAdmin):
    """The queue: who takes what, and what became of it."""

    change_form_template = "admin/kb/flag/change_form.html"
    list_display = ("what", "article_link", "note", "by", "flagged", "assigned_to", "is_resolved")
    list_filter = (OpenFilter, "reason")
    list_select_related = ("article", "by", "assigned_to")
    search_fields = ("article__title", "article__slug", "note", "answer")
    ordering = ("flagged", "pk")
    fields = ("article_link", "reason", "note", ("by", "flagged", "revision"), "assigned_to", "answer")
    readonly_fields = ("article_link", "reason", "note", "by", "flagged", "revision")
    actions = ("assign_to_me",)

    @admin.display(description="what", ordering="reason")
    def what(self, flag: Flag) -> str:
        return flag.get_reason_display()

    @admin.display(description="article", ordering="article__title")
    def article_link(self, flag: Flag) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:kb_article_change", args=(flag.article_id,)), flag.article
        )

    @admin.display(description="resolved", boolean=True)
    def is_resolved(self, flag: Flag) -> bool:
        return not flag.is_open

    @admin.action(description="Assign the chosen flags to me", permissions=["change"])
    def assign_to_me(self, request: HttpRequest, queryset: QuerySet) -> None:
        number = queryset.filter(resolved=None).update(assigned_to=request.user)
        self.message_user(request, f"{number} assigned to you.", messages.SUCCESS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A flag is raised on the article's page."""
        return False

    def get_form(self, request: HttpRequest, obj: Flag | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Ask for an answer where the flag is to be resolved."""
        form = super().get_form(request, obj, change, **kwargs)

        def clean_answer(self: forms.ModelForm) -> str:
            answer = discreet(self.cleaned_data.get("answer", ""))[:1000]
            if RESOLVE in self.data and not answer.strip():
                raise ValidationError("Say what became of it, for who flagged it.")
            return answer

        return type("AnswerForm", (form,), {"clean_answer": clean_answer})

    def save_model(self, request: HttpRequest, obj: Flag, form: Any, change: bool) -> None:
        """Save, and resolve or open again where that button was pressed."""
        if RESOLVE in request.POST:
            obj.resolved, obj.resolved_by = timezone.now(), request.user  # type: ignore[assignment]
        elif REOPEN in request.POST:
            obj.resolved, obj.resolved_by = None, None
        super().save_model(request, obj, form, change)


def may_fix(user: Any, article: Article) -> bool:
    """Tell whether this person may change this article."""
    return user.has_perm(EDIT) and may_change(user, article)


def staff_context(user: Any, article: Article) -> dict[str, object]:
    """Return what an article's page shows to staff only; nothing for readers, whose page is kept and shared."""
    if not (user.is_active and user.is_staff):
        return {}
    return {
        "for_staff": True,
        "may_fix": may_fix(user, article),
        "may_flag": user.has_perm(ADD),
        "open_flags": article.flags.unresolved().count(),
        # To readers only from ten on (figures.py); whoever mends the article wants each.
        "votes": article.votes.aggregate(**COUNTS),
        "same": article.same_problems.count(),
    }
