"""How what a person has learned is tested: drawing questions, reading answers, grading, and when to try again.

Everything here is pure: no database, no clock, no request. Attempts are rows of `courses.models`, written by
`courses.actions.assessing`; a quiz inside a lesson is graded by the same functions and leaves no row.

- `questions`: a question as a revision published it, with its key of answers; it never leaves the server whole.
- `drawing`: which questions an attempt gets, in which order, reproducible from the seed of the attempt.
- `kinds`: what an answer to each kind of question looks like, and when it is right. A new kind is a new entry there.
- `grading`: a sheet of answers to a score, 0–100, and a level.
- `rules`: pass mark, pause after failed attempts, time limit.
"""
