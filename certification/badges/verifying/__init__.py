"""Whether a badge is good: what the public page and `manage.py verify_badge` answer.

Each question is answered by itself. What is shown of a badge of ours comes from our record, never from the upload;
nothing that an upload names is ever fetched. Badges of other issuers are judged as far as their file alone allows,
and the verdict says what could not be told.
"""

from certification.badges.open_badges.errors import Flaw
from certification.badges.verifying.judging import judge_credential, judge_file, judge_link
from certification.badges.verifying.verdicts import FLAWS, QUESTIONS, Answer, Outcome, Question, Verdict

__all__ = [
    "FLAWS",
    "QUESTIONS",
    "Answer",
    "Flaw",
    "Outcome",
    "Question",
    "Verdict",
    "judge_credential",
    "judge_file",
    "judge_link",
]
