"""What is wrong with a form is told at its top, with the way to each field."""

from __future__ import annotations

from types import SimpleNamespace

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.test import SimpleTestCase, TestCase
from django.urls import reverse
from django.utils.html import format_html

from staff.templatetags.staff import LONGEST, MOST, error_summary


class TeaForm(forms.Form):
    kind = forms.CharField(label="kind of tea")
    cups = forms.MultipleChoiceField(choices=[("1", "one"), ("2", "two")], widget=forms.CheckboxSelectMultiple)
    token = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(required=False)

    def clean_note(self) -> str:
        raise ValidationError(format_html('<pre class="explained">line 3: {}\n  3 | x\n    | ^</pre>', "a & b " * 60))

    def clean(self) -> None:
        raise ValidationError("The kettle is cold.")


def shown(form: forms.Form, inlines: tuple[object, ...] = ()) -> str:
    return render_to_string("admin/error_summary.html", error_summary(form, inlines))


class ErrorSummaryTests(SimpleTestCase):
    def test_each_fault_leads_to_its_field_and_of_boxes_to_the_first(self) -> None:
        text = shown(TeaForm({}))
        self.assertIn("5 things to mend", text)
        self.assertIn('<a href="#id_kind">Kind of tea</a>: This field is required.', text)
        self.assertIn('<a href="#id_cups_0">Cups</a>', text)
        self.assertIn("<li>The kettle is cold.</li>", text)

    def test_what_is_hidden_has_no_link(self) -> None:
        self.assertIn("<li>Token: This field is required.</li>", shown(TeaForm({})))

    def test_of_a_long_explanation_it_tells_the_first_line_as_plain_text(self) -> None:
        [note] = [fault for fault in error_summary(TeaForm({}))["faults"] if fault.label == "Note"]
        self.assertTrue(note.text.startswith("line 3: a & b a"), note.text)
        self.assertLessEqual(len(note.text), LONGEST)
        self.assertNotIn("|", note.text)

    def test_rows_are_told_by_their_kind_and_number(self) -> None:
        rows = forms.formset_factory(TeaForm, extra=2)(
            {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-1-kind": "", "form-1-note": "x"}
        )
        inline = SimpleNamespace(formset=rows, opts=SimpleNamespace(verbose_name="cup", verbose_name_plural="cups"))
        text = shown(forms.Form({}), (inline,))
        self.assertIn('<a href="#id_form-1-kind">Cup 2: Kind of tea</a>', text)
        self.assertNotIn("Cup 1", text)

    def test_a_fault_of_the_whole_that_is_about_rows_leads_to_them(self) -> None:
        form = forms.Form({})
        form.add_error(None, ValidationError("Tea needs a cup.", code="cups"))
        rows = forms.formset_factory(TeaForm, extra=0)(
            {"cups-TOTAL_FORMS": "0", "cups-INITIAL_FORMS": "0"}, prefix="cups"
        )
        inline = SimpleNamespace(formset=rows, opts=SimpleNamespace(verbose_name="cup", verbose_name_plural="cups"))
        self.assertIn('<a href="#cups-group">Cups</a>: Tea needs a cup.', shown(form, (inline,)))

    def test_of_very_many_it_tells_how_many_more(self) -> None:
        many = type("Many", (forms.Form,), {f"f{n}": forms.CharField() for n in range(MOST + 3)})({})
        self.assertIn("and 3 more", shown(many))

    def test_without_a_fault_there_is_nothing(self) -> None:
        self.assertEqual(shown(forms.Form({})).strip(), "")


class PasswordPageTests(TestCase):
    """Django's own pages have another frame than the forms of the admin, and the same summary."""

    def setUp(self) -> None:
        self.alice = get_user_model().objects.create_superuser("alice", "alice@example.test", "correct horse battery")
        self.client.force_login(self.alice)

    def test_a_password_that_is_refused_is_told_with_the_way_to_each_field(self) -> None:
        page = self.client.post(reverse("admin:password_change"), {"old_password": "wrong", "new_password1": "short"})
        self.assertContains(page, "2 things to mend")
        for name, label in (("old_password", "Old password"), ("new_password2", "New password confirmation")):
            self.assertContains(page, f'<a href="#id_{name}">{label}</a>')

    def test_so_it_is_where_somebody_elses_is_set(self) -> None:
        page = self.client.post(reverse("admin:auth_user_password_change", args=(self.alice.pk,)), {"password1": "x"})
        self.assertContains(page, '<a href="#id_password2">Password confirmation</a>')

    def test_nothing_is_told_before_anything_is_sent(self) -> None:
        self.assertNotContains(self.client.get(reverse("admin:password_change")), "error-summary")
