"""What topics, courses and packs correspond to elsewhere."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certification.badges.enums import Framework
from courses.models import Course, Pack, Topic

_PAGES = {
    Framework.WIKIDATA: "https://www.wikidata.org/wiki/{}",
    Framework.ESCO: "http://data.europa.eu/esco/skill/{}",
}


class Alignment(models.Model):
    """A Wikidata item or an ESCO skill that a topic, a course or a pack is about; the next badges name it.

    `code` is `Q3510521` or the number of the skill. Badges that exist keep what they said.
    """

    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    pack = models.ForeignKey(
        Pack, verbose_name=_("learning pack"), on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    framework = models.CharField(_("framework"), max_length=10, choices=Framework, default=Framework.WIKIDATA)
    code = models.CharField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=200)

    objects: ClassVar[models.Manager["Alignment"]] = models.Manager()

    class Meta:
        verbose_name = _("correspondence")
        verbose_name_plural = _("correspondences")
        ordering: ClassVar[list[str]] = ["framework", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(topic=None, course__isnull=False, pack=None)
                | Q(topic__isnull=False, course=None, pack=None)
                | Q(topic=None, course=None, pack__isnull=False),
                name="alignment_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["topic", "course", "pack", "framework", "code"],
                name="alignment_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(framework=Framework.WIKIDATA, code__regex=r"^Q[1-9][0-9]{0,11}$")
                | Q(framework=Framework.ESCO, code__regex=r"^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$"),
                name="alignment_code_fits",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="alignment_has_name"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def url(self) -> str:
        """Where it is described."""
        return _PAGES[Framework(self.framework)].format(self.code)

    def as_said(self) -> dict[str, str]:
        """As an achievement keeps it."""
        return {
            "name": self.name,
            "url": self.url,
            "framework": Framework(self.framework).label,
            "code": self.code,
        }
