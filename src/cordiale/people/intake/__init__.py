"""Taking in many parties at once, and taking a whole source back (docs/people.md, "Intake")."""

from cordiale.people.intake.drafts import PartyDraft
from cordiale.people.intake.reports import IntakeReport, RefusedRow, RevertReport
from cordiale.people.intake.reverting import keep_if, revert
from cordiale.people.intake.taking import take_in

__all__ = ["IntakeReport", "PartyDraft", "RefusedRow", "RevertReport", "keep_if", "revert", "take_in"]
