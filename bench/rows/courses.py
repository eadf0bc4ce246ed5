"""Reading, finding."""

from django.urls import reverse

from bench.measuring import Result, row
from bench.rows.pages import page_against_floor
from bench.server import Site
from courses.models import CompiledLesson


@row("lesson page", area="courses", aim="≤ 6 queries, ≤ 2.5 × floor", grows=True)
def lesson_page(site: Site) -> Result:
    lesson = CompiledLesson.objects.filter(language="en", revision__course__slug="digital-security").first()
    assert lesson is not None
    address = reverse("courses:lesson", args=["digital-security", lesson.lesson_key])
    return page_against_floor(site, address, times=2.5, most_queries=6)


@row("catalogue", area="courses", aim="≤ 8 queries, ≤ 4 × floor at 10,000 courses", grows=True)
def catalogue(site: Site) -> Result:
    return page_against_floor(site, reverse("courses:catalogue"), times=4, most_queries=8)


@row("catalogue, searched and filtered", area="courses", aim="≤ 8 queries, ≤ 4 × floor at 10,000 courses", grows=True)
def catalogue_search(site: Site) -> Result:
    address = reverse("courses:catalogue") + "?q=mentor+licence&level=beginner"
    return page_against_floor(site, address, times=4, most_queries=8)


@row("catalogue, with a typing error", area="courses", aim="≤ 8 queries, ≤ 6 × floor at 10,000 courses", grows=True)
def catalogue_typo(site: Site) -> Result:
    address = reverse("courses:catalogue") + "?q=mentro+licemce"
    return page_against_floor(site, address, times=6, most_queries=8)
