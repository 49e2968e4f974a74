"""The admin page that makes a draft from a forum thread."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from kb import articlefile, drafting, thread
from kb.importing import write_article
from kb.models import Article, Product

from . import threads
from .engine.masking.secrets import mask_text

MAX_BYTES = 1024 * 1024


class ThreadForm(forms.Form):
    """A thread, pasted or as a file, and where it stands."""

    text = forms.CharField(
        label="Text of the thread",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "cols": 110, "spellcheck": "false", "class": "rule-source"}),
        help_text="A Discourse page as Markdown, its t/<id>.json or its /raw/ text; or a GitHub issue as JSON "
        "(gh issue view --json title,body,url,createdAt,author,comments).",
    )
    file = forms.FileField(label="Or its file", required=False)
    url = forms.URLField(
        label="Address of the thread",
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
        help_text="It becomes the draft’s source.",
    )

    @sensitive_variables()
    def clean(self) -> dict[str, object]:
        """Read the thread; whatever is wrong with it is said at the text."""
        data = super().clean() or self.cleaned_data
        text = data.get("text") or ""
        upload = data.get("file")
        if isinstance(upload, UploadedFile):
            try:
                text = upload.read(MAX_BYTES + 1).decode("utf-8")
            except UnicodeDecodeError:
                raise ValidationError({"file": "The file is not text in UTF-8."}) from None
        if len(text.encode("utf-8", "replace")) > MAX_BYTES:
            raise ValidationError({"text": "The thread has more than 1 MB. Take out the posts that add nothing."})
        try:
            data["thread"] = threads.masked(thread.read(text.replace("\0", ""), data.get("url") or ""))
        except thread.ThreadError as error:
            raise ValidationError({"text": str(error)}) from None
        finally:
            self._show_masked(text)
        return data

    def _show_masked(self, text: str) -> None:
        """Let the form give the text back with its secrets masked."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["text"] = mask_text(text[:MAX_BYTES])  # type: ignore[index]


@sensitive_post_parameters()
@never_cache
def from_thread(request: HttpRequest) -> HttpResponse:
    """Show what a thread gives: its parts, the engine's word on each configuration; then make the draft of it."""
    if not request.user.has_perm("kb.add_article"):
        raise PermissionDenied
    form = ThreadForm(request.POST, request.FILES) if request.method == "POST" else ThreadForm()
    context: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        found: thread.Thread = form.cleaned_data["thread"]
        assessed = threads.assess(found)
        file = drafting.draft(
            found,
            advice=threads.failing(assessed),
            told=threads.told(assessed),
            products=dict(Product.objects.values_list("title", "slug")),
            today=timezone.localdate(),
            taken=Article.objects.values_list("slug", flat=True),
        )
        if "_make" in request.POST:
            return _make(request, file)
        context = {
            "thread": found,
            "figures": drafting.figures(found),
            "wants_subscription": drafting.wants_subscription(found),
            "assessed": assessed,
            "file": file,
            "markdown": articlefile.dump(file),
        }
    context |= {**admin.site.each_context(request), "title": "An article from a forum thread", "form": form}
    return TemplateResponse(request, "admin/kb/article/from_thread.html", context | {"opts": Article._meta})


def _make(request: HttpRequest, file: articlefile.ArticleFile) -> HttpResponse:
    try:
        article = write_article(file, Article(), reason="made from a forum thread")
    except ValidationError as error:
        messages.error(request, f"The draft could not be kept: {' '.join(error.messages)}")
        return HttpResponseRedirect(reverse("admin:kb_article_changelist"))
    messages.success(request, "The draft is made. Its prose, cause and resolution are yours to write.")
    return HttpResponseRedirect(reverse("admin:kb_article_change", args=(article.pk,)))
