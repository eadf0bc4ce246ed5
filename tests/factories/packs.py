"""Learning packs for tests: `PackFactory(courses=[…], title="…")` is offered, in English."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from courses import models
from courses.enums import Audience


class PackFactory(DjangoModelFactory):
    class Meta:
        model = models.Pack
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"pack-{n}")
    audience = Audience.NEWCOMER
    offered = True
    made_by = factory.SubFactory("tests.factories.people.PersonFactory")

    @factory.post_generation
    def title(pack: Any, create: bool, extracted: str | None, **kwargs: Any) -> None:  # noqa: N805
        models.PackText.objects.create(pack=pack, language="en", title=extracted or "A pack")

    @factory.post_generation
    def courses(pack: Any, create: bool, extracted: Any, **kwargs: Any) -> None:  # noqa: N805
        for position, course in enumerate(extracted or [], start=1):
            models.PackCourse.objects.create(pack=pack, course=course, position=position)
