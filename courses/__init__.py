"""One course in every language: blocks and segments, immutable revisions, localizations, learning and assessment.

The life of a course: `exchange` imports it (or people write it) into rows with stable keys (`models`), the working
copy. `actions.publishing` leads it through review; a published state is a `CourseRevision`, made by
`publishing.snapshot`, and `publishing.compiling` turns it into ready pages in every language that it is offered in.
Learners read only what was compiled (`CompiledCourse`, `CompiledLesson`, `CompiledQuestion`), so that a page costs the
same few queries whatever the number of languages and texts. Their place, attempts and passes (`models.learning`,
`assessment`) belong to the course, not to a language.

A translation is never lost to an edit of its source: it becomes outdated, stays served, and says so. What counts for
certification is announced by `signals.course_passed`.
"""
