"""Files that an archive brings: examined by their content like uploads, stored under the keys of the archive."""

import hashlib
import io
from pathlib import PurePath

from django.core.files.base import ContentFile

from courses.editing.uploads import Upload, examine
from courses.errors import UploadRefused
from courses.exchange.document import Malformed, MediaDocument
from courses.exchange.loss_report import Outcome, Report
from courses.exchange.pictures import is_only_pixels
from courses.models import Course, Media
from wikilearn.people.models import Person


def examined(document: MediaDocument) -> Upload:
    """What the file is. A picture that holds nothing but its pixels is kept byte for byte; raises `UploadRefused`."""
    upload = examine(io.BytesIO(document.content), document.kind, len(document.content))
    if upload.content is not None and is_only_pixels(document.content, upload):
        return Upload(upload.content_type, document.content, upload.width, upload.height)
    return upload


def import_media(
    course: Course, documents: list[MediaDocument], actor: Person, counts: dict[str, int], report: Report
) -> dict[str, str]:
    """Store what is new; gives the key here for each key of the archive. Raises `Malformed`."""
    existing = {media.key: media for media in course.media.all()}
    named: dict[str, str] = {}
    for document in documents:
        try:
            upload = examined(document)
        except UploadRefused as error:
            raise Malformed(f"media/{document.key}", str(error)) from None
        content = document.content if upload.content is None else upload.content
        digest = hashlib.sha256(content).hexdigest()
        key = _key(document.key, digest, existing)
        named[document.key] = key
        if (media := existing.get(key)) is None:
            media = Media(
                course=course,
                key=key,
                content_type=upload.content_type,
                size=len(content),
                sha256=digest,
                width=upload.width,
                height=upload.height,
                uploaded_by=actor,
                **document.credits,
            )
            media.file.save(digest, ContentFile(content), save=False)
            report.stored.append(media.file)
            media.save()
            if upload.content not in (None, document.content):
                report.find(Outcome.CHANGED, f"media/{document.key}", document.key, "picture_remade")
            counts["created"] += 1
        elif any(getattr(media, name) != value for name, value in document.credits.items()):
            for name, value in document.credits.items():
                setattr(media, name, value)
            media.save(update_fields=[*document.credits])
            counts["changed"] += 1
    return named


def _key(wanted: str, digest: str, existing: dict[str, Media]) -> str:
    """The key of the archive; another one where that has other content here: a key never changes its content."""
    media = existing.get(wanted)
    if media is None or media.sha256 == digest:
        return wanted
    path = PurePath(wanted)
    return f"{path.stem[:150]}-{digest[:8]}{path.suffix[:10]}"
