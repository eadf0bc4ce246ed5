"""Requirements, the append-only log of facts, what is projected from it, and what people decide."""

from certification.models.deciding import Appeal, Proposal
from certification.models.evidence import Claim, EvidenceRule, HistoryImport, WaitingRecord, evidence_path, import_path
from certification.models.facts import Fact, FormerName, Period
from certification.models.outlook import Outlook
from certification.models.reminders import Reminder, ReminderWish
from certification.models.requirements import DeltaRequest, Refresher, Requirement, SixMonthsAfter, _Days

__all__ = [
    "Appeal",
    "Claim",
    "DeltaRequest",
    "EvidenceRule",
    "Fact",
    "FormerName",
    "HistoryImport",
    "Outlook",
    "Period",
    "Proposal",
    "Refresher",
    "Reminder",
    "ReminderWish",
    "Requirement",
    "SixMonthsAfter",
    "WaitingRecord",
    "_Days",
    "evidence_path",
    "import_path",
]
