"""Writing a local code beside the universal one, and leading it to ratification."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.editing.differing import word_diff
from ucoc.actions import local_codes as codes
from ucoc.actions import local_texts as texts
from ucoc.actions import local_versions as versions
from ucoc.forms.local import (
    ClauseForm,
    ConsultationForm,
    EditorForm,
    IntroductionForm,
    LanguagesForm,
    RatifyForm,
    StartForm,
)
from ucoc.models import Clause, CodeVersion, LocalEdit, LocalEditor, LocalText, LocalVersion
from ucoc.queries.coverage import matrix_of
from ucoc.queries.local import differences, read
from ucoc.rules import may_write
from ucoc.views.local import version_for
from wikilearn.core import languages
from wikilearn.core.dates import today
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
def start_local(request: PersonRequest) -> HttpResponse:
    """Start the code of a wiki or an organisation."""
    initial = {"community": request.GET.get("community", ""), "languages": ", ".join(request.user.languages[:1])}
    form = StartForm(request.POST or None, initial=initial)
    if form.is_valid():
        version = act(form, codes.start_local_code, actor=request.user, **form.cleaned_data)
        if version is not None:
            messages.success(request, _("The draft is there. Write your first clause."))
            return redirect("ucoc:write_local", version.local.slug, version.number)
    universal = CodeVersion.objects.in_force()
    return _form_page(request, form, _("Start a local code"), _("Start"), back="ucoc:local_codes", universal=universal)


@require_POST
def start_local_version(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Start the next version from the newest one."""
    version = codes.start_local_version(actor=request.user, local=version_for(request, slug, number).local)
    messages.success(request, _("A new draft was started."))
    return redirect("ucoc:write_local", slug, version.number)


@require_safe
def write_local(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """The universal clauses with what is written beside each, the gaps, and the next step."""
    version = _writable(request, slug, number)
    tag = request.GET.get("language", "")
    reading = read(version, [tag] if tag in version.languages else [version.main_language])
    context = {
        "local": version.local,
        "version": version,
        "reading": reading,
        "matrix": matrix_of(version),
        "editors": version.local.editors.select_related("person"),
        "today": today(),
        "reviews": version.reviews.filter(round=version.round).select_related("reviewer"),
    }
    return render(request, "ucoc/local/write.html", context)


@form_methods
def write_clause(request: PersonRequest, slug: str, number: int, key: str = "") -> HttpResponse:
    """One clause in one language: `?language=`, and `?covers=` for a new one."""
    version = _writable(request, slug, number)
    language = _language(request, version)
    clause = get_object_or_404(version.clauses.select_related("covers"), key=key) if key else None
    now = clause.texts.filter(language=language).first() if clause else None
    initial: dict[str, Any] = {"covers": request.GET.get("covers", ""), "relation": "restates", "edit": 0}
    if clause is not None:
        initial = {"covers": clause.covers.number, "relation": clause.relation} | _initial(now)
    form = ClauseForm(request.POST or None, version=version, initial=initial)
    if form.is_valid():
        wanted: dict[str, Any] = {"version": version, "language": language, "key": key}
        if act(form, texts.save_clause, actor=request.user, **wanted, **form.cleaned_data):
            messages.success(request, _("Saved."))
            return redirect(f"{_write_address(version)}?language={language}")
    covers = _covers(form, version)
    others = list(clause.texts.exclude(language=language)) if clause else []
    return _text_page(request, form, version, language, now, clause=clause, covers=covers, others=others)


@form_methods
def write_introduction(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Title and introduction in one language."""
    version = _writable(request, slug, number)
    language = _language(request, version)
    now = version.texts.filter(clause=None, language=language).first()
    form = IntroductionForm(request.POST or None, initial=_initial(now))
    if form.is_valid():
        wanted: dict[str, Any] = {"version": version, "language": language}
        if act(form, texts.save_introduction, actor=request.user, **wanted, **form.cleaned_data):
            messages.success(request, _("Saved."))
            return redirect(f"{_write_address(version)}?language={language}")
    return _text_page(request, form, version, language, now)


@form_methods
def remove_clause(request: PersonRequest, slug: str, number: int, key: str) -> HttpResponse:
    """Ask, then take a clause out of the draft."""
    version = _writable(request, slug, number)
    clause = get_object_or_404(version.clauses.select_related("covers").prefetch_related("texts"), key=key)
    if request.method == "POST":
        texts.remove_clause(actor=request.user, version=version, key=key)
        messages.success(request, _("The clause was removed. Its words stay in the history."))
        return redirect(_write_address(version))
    return render(request, "ucoc/local/remove.html", {"version": version, "local": version.local, "clause": clause})


@form_methods
def local_languages(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """The languages of a draft."""
    version = _writable(request, slug, number)
    form = LanguagesForm(request.POST or None, initial={"languages": ", ".join(version.languages)})
    done = _("Saved.")
    return _step(request, version, form, texts.set_languages, _("Languages of this code"), _("Save"), done)


@form_methods
def add_editor(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Ask somebody to write with us."""
    version = _writable(request, slug, number)
    form = EditorForm(request.POST or None)
    if form.is_valid():
        person = form.cleaned_data["username"]
        if act(form, codes.add_editor, actor=request.user, local=version.local, person=person):
            messages.success(request, _("They can write with you now."))
            return redirect(_write_address(version))
    return _form_page(request, form, _("Ask somebody to write with us"), _("Add"), version=version)


@require_POST
def remove_editor(request: PersonRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """They write with us no more."""
    version = _writable(request, slug, number)
    editor = get_object_or_404(LocalEditor.objects.select_related("local"), pk=pk, local=version.local)
    codes.remove_editor(actor=request.user, editor=editor)
    messages.success(request, _("Removed."))
    return redirect(_write_address(version))


@form_methods
def open_consultation(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Ask everybody."""
    version = _writable(request, slug, number)
    form = ConsultationForm(request.POST or None, initial={"opens": today()})
    done = _("The consultation is announced.")
    return _step(request, version, form, versions.open_consultation, _("Open the consultation"), _("Open"), done)


@form_methods
def ratify_local(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Put the decision of the community on record."""
    version = _writable(request, slug, number)
    form = RatifyForm(request.POST or None, initial={"decided_on": today()})
    done = _("Ratified. This version is in force now.")
    return _step(request, version, form, versions.ratify_version, _("Ratify this version"), _("Ratify"), done)


STEPS: dict[str, Callable[..., object]] = {
    "review": versions.submit_for_review,
    "draft": versions.return_to_draft,
    "withdraw": versions.withdraw_version,
}


@require_POST
def move_local(request: PersonRequest, slug: str, number: int, step: str) -> HttpResponse:
    """To review, back to the draft, or withdrawn."""
    version = _writable(request, slug, number)
    STEPS[step](actor=request.user, version=version)
    messages.success(request, _("Done."))
    return redirect(version.local if step == "withdraw" else _write_address(version))


@require_safe
def local_history(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Every edit of a version, with what it changed, the newest first."""
    version = _writable(request, slug, number)
    edits = LocalEdit.objects.filter(version=version).select_related("author").order_by("-pk")
    page = page_of(edits, request, size=20)
    context = {"version": version, "local": version.local, "page": page, "rows": differences(list(page))}
    return render(request, "ucoc/local/history.html", context)


def _writable(request: PersonRequest, slug: str, number: int) -> LocalVersion:
    version = version_for(request, slug, number)
    if not may_write(request.user, version):
        raise PermissionDenied
    return version


def _language(request: PersonRequest, version: LocalVersion) -> str:
    tag = request.GET.get("language", "")
    return tag if tag in version.languages else version.main_language


def _initial(now: LocalText | None) -> dict[str, Any]:
    return {"heading": now.heading, "text": now.text, "edit": now.edit} if now else {"edit": 0}


def _covers(form: Form, version: LocalVersion) -> Clause | None:
    number = form["covers"].value()
    found = Clause.objects.filter(version_id=version.builds_on_id).prefetch_related("items")
    return found.filter(number=str(number)).first()


def _write_address(version: LocalVersion) -> str:
    return reverse("ucoc:write_local", args=[version.local.slug, version.number])


def _text_page(
    request: PersonRequest, form: Form, version: LocalVersion, language: str, now: LocalText | None, **more: Any
) -> HttpResponse:
    """The form; after an edit conflict with the other person's words, and ready to be saved over them knowingly."""
    spoken = languages.get(language)
    for name in ("heading", "text"):
        form.fields[name].widget.attrs |= {"lang": spoken.tag, "dir": spoken.dir}
    theirs = None
    if form.errors and now is not None and form.cleaned_data.get("edit") != now.edit:
        theirs = word_diff(now.text, form.cleaned_data.get("text", ""))
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["edit"] = str(now.edit)  # type: ignore[index]
    context = {"form": form, "version": version, "local": version.local, "tag": language, "now": now, "theirs": theirs}
    return render(request, "ucoc/local/text.html", context | more, status=400 if form.errors else 200)


def _step(
    request: PersonRequest,
    version: LocalVersion,
    form: Form,
    action: Callable[..., object],
    heading: str,
    submit: str,
    done: str,
) -> HttpResponse:
    wanted = {"actor": request.user, "version": version}
    if form.is_valid() and act(form, action, **wanted, **form.cleaned_data) is not None:
        messages.success(request, done)
        return redirect(_write_address(version))
    return _form_page(request, form, heading, submit, version=version)


def _form_page(request: PersonRequest, form: Form, heading: str, submit: str, **more: Any) -> HttpResponse:
    context = {"form": form, "heading": heading, "submit": submit} | more
    return render(request, "ucoc/local/form.html", context, status=400 if form.errors else 200)
