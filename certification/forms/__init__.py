"""What people send in, by what it is about."""

from certification.forms.asking import DayField, DayForm, HoldersForm, NamesForm, OneForm, RequirementForm, WikiForm

__all__ = ["DayField", "DayForm", "HoldersForm", "NamesForm", "OneForm", "RequirementForm", "WikiForm"]
