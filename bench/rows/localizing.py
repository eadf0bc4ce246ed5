"""Planning, reviewing and outdating translations."""

import itertools

from django.db import connection, transaction
from django.urls import reverse

from bench.measuring import Result, medians, row
from bench.rows.pages import page_against_floor
from bench.seeding.localizing import SPOKEN, seed_edited_course
from bench.seeding.people import VIEWER
from bench.server import Site
from courses.actions.counting import differences
from courses.actions.editing import edit_element
from courses.enums import RevisionKind, TranslationState
from courses.models import Block, Course, Localization, Translation
from wikilearn.movement.actions.organisations import add_member
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.models import Membership
from wikilearn.people.models import Person

DASHBOARD = 0.3
"""Seconds within which the dashboard answers."""


@row("translation dashboard", area="localizing", aim="≤ 9 queries, ≤ 10 × floor, < 300 ms, 600,000 texts", grows=True)
def dashboard(site: Site) -> Result:
    result = page_against_floor(
        site, reverse("courses:localize") + "?language=es,ar,fr,ru,hi,sw", times=10, most_queries=9
    )
    return Result(result.figures, result.holds and result.seconds < DASHBOARD, result.seconds)


@row("side by side: a module", area="localizing", aim="≤ 20 queries, ≤ 10 × floor, 600,000 texts", grows=True)
def side_by_side(site: Site) -> Result:
    _member(MemberRole.REVIEWER)
    address = reverse("courses:localize_module", args=["local-7", "es", "m1"])
    return page_against_floor(site, address, times=10, most_queries=20)


@row("review queue, 50,000 waiting", area="localizing", aim="≤ 6 queries, ≤ 10 × floor", grows=True)
def queue(site: Site) -> Result:
    _member(MemberRole.REVIEWER)
    return page_against_floor(site, reverse("courses:localize_queue"), times=10, most_queries=6)


@row("similar texts of one text", area="localizing", aim="≤ 10 × floor, 600,000 texts", grows=True)
def memory(site: Site) -> Result:
    _member(MemberRole.REVIEWER)
    segment = Course.objects.get(slug="local-7").segments.get(key="course/text.40")
    address = reverse("courses:localize_memory", args=["local-7", "es", segment.pk])
    return page_against_floor(site, address, times=10, most_queries=12)


@row("major edit of a block, 300 languages", area="localizing", aim="< 1 s, ≤ 8 × its one UPDATE; counters exact")
def major_edit(site: Site) -> Result:
    """The edit alone, against the statement that marks the translations, with its triggers."""
    course = seed_edited_course()
    actor = _member(MemberRole.AUTHOR, course)
    block = Block.objects.get(lesson__course=course, key="b")
    rows = Translation.objects.filter(segment__block=block)
    number = itertools.count()

    def reset() -> None:
        rows.update(state=TranslationState.REVIEWED, source_hash=block.segments.get().source_hash)

    def edit() -> None:
        reset()
        text = {"text": f"Edit {next(number)}"}
        edit_element(actor=actor, element=block, texts=text, kind=RevisionKind.MAJOR)

    def update() -> None:
        reset()
        with transaction.atomic():
            rows.update(state=TranslationState.OUTDATED)

    both, floor, start = medians(edit, update, reset, rounds=9, warm_up=2)
    edit()
    outdated = Localization.objects.filter(course=course, outdated=1).count()
    taken, floor = both - start, max(floor - start, 1e-4)
    figures = f"{taken * 1e3:.0f} ms, {taken / floor:.1f} × its UPDATE, {outdated} languages"
    exact = outdated == SPOKEN and not differences(course)
    connection.close()
    return Result(figures, taken < 1 and taken <= 8 * floor and exact, taken)


def _member(role: MemberRole, course: Course | None = None) -> Person:
    viewer = Person.objects.get(username=VIEWER)
    organisation = (course or Course.objects.get(slug="local-7")).organisation
    if not Membership.objects.filter(person=viewer, organisation=organisation, role=role).exists():
        curator = Person.objects.get(username="Cora Curator")
        add_member(actor=curator, organisation=organisation, person=viewer, role=role)
    return viewer
