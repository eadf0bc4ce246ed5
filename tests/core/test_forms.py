"""Every form of the site in the clothes of Codex."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy


class Example(forms.Form):
    name = forms.CharField(help_text="As on the wiki")
    agree = forms.BooleanField()
    level = forms.ChoiceField(choices=[("a", "Basic"), ("b", "Advanced")], widget=forms.RadioSelect, initial="b")
    topics = forms.MultipleChoiceField(
        choices=[("x", "X"), ("y", "Y")], widget=forms.CheckboxSelectMultiple, required=False
    )
    size = forms.ChoiceField(choices=[("1", "One")])
    text = forms.CharField(widget=forms.Textarea)
    token = forms.CharField(widget=forms.HiddenInput)


def test_form_renders_codex_components():
    html = str(Example())
    for part in ("cdx-text-input__input", "cdx-checkbox__input", "cdx-radio__input", "cdx-select", "cdx-text-area"):
        assert part in html, part
    assert html.count("(optional)") == 1
    assert 'id="id_level_1" name="level" value="b" checked' in html


def test_error_is_tied_to_its_field_and_listed_on_top():
    html = str(Example({"name": ""}))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert '<a href="#id_name">Name: This field is required.</a>' in html


def test_valid_form_has_no_summary():
    assert "data-error-summary" not in str(Example())


def test_text_of_people_is_escaped():
    html = str(Example({"name": '"><script>alert(1)</script>'}))
    assert "<script>" not in html


@pytest.mark.parametrize(
    ("choices", "value"),
    [
        ([], None),
        ([("", "Any"), ("a", "A"), ("b", "B")], "b"),
        ([("", gettext_lazy("Any")), (1, "One"), (None, "Nothing")], 1),
        ([("top", "Top"), ("Group <i>", [("x", "X"), ("y", "Y & Z")]), ("Second", [("z", "Z")])], "y"),
        ([('"><script>', "<script>alert('1')</script>"), ("b", mark_safe("<b>B</b>"))], '"><script>'),
    ],
)
def test_select_boxes_are_as_djangos_own(choices, value):
    select = forms.Select(attrs={"id": "id_x", "required": True, "class": "a"}, choices=choices)
    ours, theirs = select.render("x", value), select.render("x", value, renderer=DjangoTemplates())
    assert ours.strip() == re.sub(r"\s*\n\s*", "", theirs)
