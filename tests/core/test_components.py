"""The components in `templates/cotton/`."""

import datetime

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler


def render(source: str, **context: object) -> str:
    template = Template("{% load i18n %}" + CottonCompiler().process(source))
    return template.render(Context({"request": RequestFactory().get("/"), **context})).strip()


def test_table_hides_its_caption_but_keeps_its_name():
    html = render('<c-table caption="Holders" caption-hidden="yes"><tbody></tbody></c-table>')
    assert '<caption class="visually-hidden">Holders</caption>' in html
    assert 'aria-label="Holders" tabindex="0"' in html
    assert "caption-hidden" not in html


def test_button_passes_attributes_through():
    html = render('<c-button kind="destructive" name="act" value="drop">Delete</c-button>')
    assert 'type="submit"' in html
    assert "cdx-button--action-destructive" in html
    assert 'name="act" value="drop"' in html


@pytest.mark.parametrize(("kind", "role"), [("error", "alert"), ("warning", "alert"), ("success", "status")])
def test_live_message_is_announced(kind, role):
    html = render(f'<c-message kind="{kind}" live="yes">x</c-message>')
    assert f'role="{role}"' in html
    assert f"cdx-message--{kind}" in html


def test_standing_message_is_not_announced():
    assert "role=" not in render('<c-message kind="error">x</c-message>')


def test_message_levels_of_django_have_a_kind():
    assert "cdx-message--notice" in render('<c-message kind="info">x</c-message>')


def test_card_escapes_what_people_wrote():
    html = render('<c-card :heading="title" href="/x" :text="text" />', title="<b>", text="a & b")
    assert '<a href="/x">&lt;b&gt;</a>' in html
    assert "a &amp; b" in html


def test_date_is_for_machines_too():
    html = render('<c-date :value="day" />', day=datetime.date(2028, 2, 29))
    assert '<time datetime="2028-02-29">' in html
    assert render('<c-date :value="day" />', day=None) == ""


def test_progress_says_how_far():
    html = render('<c-progress :value="3" :max="10" label="3 of 10 lessons" />')
    assert '<progress value="3" max="10" aria-label="3 of 10 lessons">' in html


def test_person_is_isolated_from_the_direction_around():
    assert render('<c-person name="مريم" />') == '<bdi class="person">مريم</bdi>'


def test_form_takes_files_only_where_it_has_a_file_field():

    class Upload(forms.Form):
        file = forms.FileField()

    class Plain(forms.Form):
        name = forms.CharField()

    source = '<c-form :form="form" submit="Send" cancel="/back" />'
    assert 'enctype="multipart/form-data"' in render(source, form=Upload())
    html = render(source, form=Plain())
    assert "enctype" not in html
    assert 'href="/back"' in html
    assert "Send" in html
