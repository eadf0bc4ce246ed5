"""Requirements, the append-only log of facts, what is projected from it, and what people decide."""

from certification.models.calendars import CertificationCalendar
from certification.models.candidates import Candidacy
from certification.models.deciding import Appeal, Proposal
from certification.models.evidence import Claim, EvidenceRule, HistoryImport, WaitingRecord, evidence_path, import_path
from certification.models.facts import Fact, FormerName, Period
from certification.models.outlook import Outlook, PlaceOutlook
from certification.models.reminders import Reminder, ReminderWish
from certification.models.requirements import DeltaRequest, Refresher, Requirement, SixMonthsAfter, _Days
from certification.models.stewarding import Following, Recommendation, SavedView

__all__ = [
    "Appeal",
    "Candidacy",
    "CertificationCalendar",
    "Claim",
    "DeltaRequest",
    "EvidenceRule",
    "Fact",
    "Following",
    "FormerName",
    "HistoryImport",
    "Outlook",
    "Period",
    "PlaceOutlook",
    "Proposal",
    "Recommendation",
    "Refresher",
    "Reminder",
    "ReminderWish",
    "Requirement",
    "SavedView",
    "SixMonthsAfter",
    "WaitingRecord",
    "_Days",
    "evidence_path",
    "import_path",
]
