"""Figures for authors and partner organisations: of one course, and of all courses of an organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from courses.enums import CourseKind
from courses.forms.figures import SpanForm
from courses.models import CompiledCourse, Course
from courses.queries import figures
from courses.queries.cohorts import titles_of
from courses.queries.figures import Span
from courses.queries.reading import language_place
from courses.views.readers import chain_of
from wikilearn.core import languages
from wikilearn.core.charts import Chart, Label, Series
from wikilearn.core.tables import csv_response
from wikilearn.movement.models import Organisation
from wikilearn.people.http import PersonRequest


@dataclass(frozen=True, slots=True)
class Tile:
    """One number at the top; empty text: hidden."""

    name: str
    text: str


@require_safe
def course_figures(request: PersonRequest, slug: str) -> HttpResponse:
    """How one course is used."""
    course = _course(request, slug)
    span = SpanForm(request.GET).span
    standing = figures.standing_by_language([course.pk], span)
    charts, tiles = _of_course(request, course, span, standing)
    context = {"course": course, "charts": charts, "tiles": tiles, "form": SpanForm.showing(span), "span": span}
    return render(request, "courses/figures/course.html", context)


@require_safe
def course_csv(request: PersonRequest, slug: str, key: str) -> StreamingHttpResponse:
    """One of the tables as a file."""
    course = _course(request, slug)
    span = SpanForm(request.GET).span
    charts, _tiles = _of_course(request, course, span, figures.standing_by_language([course.pk], span))
    return _file(charts, key, f"{course.slug}-{key}.csv")


@require_safe
def organisation_figures(request: PersonRequest, slug: str) -> HttpResponse:
    """How the courses of an organisation are used."""
    organisation = _organisation(request, slug)
    span = SpanForm(request.GET).span
    charts, tiles = _of_organisation(request, organisation, span)
    context = {
        "organisation": organisation,
        "charts": charts,
        "tiles": tiles,
        "form": SpanForm.showing(span),
        "span": span,
    }
    return render(request, "courses/figures/organisation.html", context)


@require_safe
def organisation_csv(request: PersonRequest, slug: str, key: str) -> StreamingHttpResponse:
    """One of the tables as a file."""
    organisation = _organisation(request, slug)
    charts, _tiles = _of_organisation(request, organisation, SpanForm(request.GET).span)
    return _file(charts, key, f"{organisation.slug}-{key}.csv")


def _of_course(
    request: PersonRequest, course: Course, span: Span, standing: figures.Standing
) -> tuple[list[Chart], list[Tile]]:
    ids = [course.pk]
    assessed, rated = figures.assessed(ids, span), figures.ratings(ids)
    charts = [
        _reach_chart(figures.reach(ids, span), span),
        _standing_chart(standing, _languages(standing.names), "languages", _("Languages"), _("Language")),
        _drop_off_chart(request, course, span),
        _assessed_chart(assessed),
        *_ratings_charts(rated),
        *(_wikis_charts(ids, span) if course.kind == CourseKind.MANDATORY else []),
    ]
    return charts, [*_tiles(standing, rated, figures.median_time(ids, span)), _first_time(assessed)]


def _of_organisation(request: PersonRequest, organisation: Organisation, span: Span) -> tuple[list[Chart], list[Tile]]:
    courses = {course.pk: course for course in organisation.courses.select_related("topic").order_by("slug")}
    ids = list(courses)
    titles = titles_of(ids, chain_of(request))
    standing = figures.standing_by_course(ids, span)
    labels = [
        Label(titles[pk].text, titles[pk].language.tag, titles[pk].language.dir)
        if pk in titles
        else Label(courses[pk].slug)
        for pk in standing.names
    ]
    by_language = figures.standing_by_language(ids, span)
    mandatory = [pk for pk, course in courses.items() if course.topic is not None and course.topic.mandatory]
    rated = figures.ratings(ids)
    charts = [
        _reach_chart(figures.reach(ids, span), span),
        _standing_chart(standing, labels, "courses", _("Courses"), _("Course")),
        _standing_chart(by_language, _languages(by_language.names), "languages", _("Languages"), _("Language")),
        *_ratings_charts(rated),
        *(_wikis_charts(mandatory, span) if mandatory else []),
    ]
    return charts, _tiles(standing, rated, figures.median_time(ids, span))


def _reach_chart(reach: figures.Reach, span: Span) -> Chart:
    labels = [Label(date_format(month, "M Y")) for month in span.months]
    return Chart(
        key="reach",
        title=_("Reach"),
        about=_("People who enrolled, who read or were examined, and who completed, in each month."),
        row_name=_("Month"),
        labels=labels,
        series=[
            Series(_("Enrolled"), reach.enrolled.cells),
            Series(pgettext("people", "Active"), reach.active.cells),
            Series(_("Completed"), reach.completed.cells),
        ],
        over_time=True,
    )


def _standing_chart(standing: figures.Standing, labels: Sequence[Label], key: str, title: str, row_name: str) -> Chart:
    names = [_("Completed"), _("Going on"), _("Quiet for a month"), _("Have left")]
    table = standing.table
    cells = table.cells[: len(labels)]
    return Chart(
        key=key,
        title=title,
        about=_("Where the people stand today who enrolled in this time."),
        row_name=row_name,
        labels=labels,
        series=[
            Series(name, [row[place] for row in cells], table.column_totals[place]) for place, name in enumerate(names)
        ],
        totals=True,
    )


def _drop_off_chart(request: PersonRequest, course: Course, span: Span) -> Chart:
    rows = CompiledCourse.objects.filter(course=course).annotate(place=language_place(chain_of(request)))
    outline = rows.order_by("place").values_list("outline", flat=True).first() or []
    lessons = [lesson for module in outline for lesson in module["lessons"]]
    drop_off = figures.drop_off(course, [lesson["key"] for lesson in lessons], span)
    titles = [Label(lesson["title"], lesson["language"], languages.get(lesson["language"]).dir) for lesson in lessons]
    return Chart(
        key="lessons",
        title=_("How far people read"),
        about=_(
            "Of the people who enrolled in this time: who came to each lesson, and for whom it was the last so far."
        ),
        row_name=_("Lesson"),
        labels=[Label(_("Enrolled, nothing read yet")), *titles],
        series=[
            Series(_("Came so far"), drop_off.reached),
            Series(_("Stopped here"), drop_off.stopped.cells, drop_off.stopped.total),
        ],
    )


def _assessed_chart(assessed: figures.Assessed) -> Chart:
    return Chart(
        key="assessment",
        title=_("Assessment"),
        about=_("Of the people who enrolled in this time and handed in at least one attempt."),
        row_name=_("Result"),
        labels=[Label(_("Passed at the first attempt")), Label(_("Passed later")), Label(_("Not passed yet"))],
        series=[Series(_("People"), assessed.line.cells, assessed.line.total)],
        totals=True,
    )


def _ratings_charts(rated: figures.Ratings) -> list[Chart]:
    if rated.by_rating is None:
        return []
    labels = [
        Label(ngettext("%(number)d star", "%(number)d stars", number) % {"number": number})
        for number in range(5, 0, -1)
    ]
    return [
        Chart(
            key="satisfaction",
            title=_("Satisfaction"),
            about=_("Over all time: each person has rated a course once."),
            row_name=_("Rating"),
            labels=labels,
            series=[Series(_("People"), rated.by_rating[::-1], rated.answers)],
            totals=True,
        )
    ]


def _wikis_charts(ids: Sequence[int], span: Span) -> list[Chart]:
    rows = figures.wikis(ids, span)
    return [
        Chart(
            key="wikis",
            title=_("Where it is used"),
            about=_(
                "Wikis on which at least five of the people hold a public right. Somebody may hold rights on several."
            ),
            row_name=_("Wiki"),
            labels=[Label(dbname) for dbname, _number in rows],
            series=[Series(_("People"), [number for _dbname, number in rows])],
        )
    ]


def _tiles(standing: figures.Standing, rated: figures.Ratings, median: Any) -> list[Tile]:
    return [
        Tile(_("Enrolled"), _number(standing.table.total)),
        Tile(_("Completed"), _percent(standing.completed_share)),
        Tile(_("Time to complete (median)"), _duration(median)),
        Tile(_("Satisfaction (of 5)"), "" if rated.mean is None else str(rated.mean)),
    ]


def _first_time(assessed: figures.Assessed) -> Tile:
    return Tile(_("Passed at the first attempt"), _percent(assessed.first_time_share))


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _percent(value: int | None) -> str:
    return "" if value is None else _("%(number)d %%") % {"number": value}


def _duration(time: Any) -> str:
    if time is None:
        return ""
    hours = int(time.total_seconds() // 3600)
    if hours < 48:
        return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    return ngettext("%(number)d day", "%(number)d days", hours // 24) % {"number": hours // 24}


def _languages(tags: Sequence[str]) -> list[Label]:
    known = [languages.get(tag) if tag else None for tag in tags]
    return [Label(each.autonym, each.tag, each.dir) if each else Label(_("Not known")) for each in known]


def _file(charts: Sequence[Chart], key: str, filename: str) -> StreamingHttpResponse:
    chart = next((each for each in charts if each.key == key), None)
    if chart is None:
        raise Http404
    header = [chart.row_name, *(series.name for series in chart.series)]
    return csv_response(filename, header, chart.csv_rows(pgettext("number", "hidden")))


def _course(request: PersonRequest, slug: str) -> Course:
    rows = Course.objects.visible_to_authors(request.user).with_title()
    found: Course = get_object_or_404(rows.select_related("organisation", "topic"), slug=slug)
    return found


def _organisation(request: PersonRequest, slug: str) -> Organisation:
    found = get_object_or_404(Organisation, slug=slug)
    if not request.user.has_perm("courses.view_figures", found):
        raise PermissionDenied
    return found
