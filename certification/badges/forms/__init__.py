"""What people send in."""

from certification.badges.forms.mine import NamingForm
from certification.badges.forms.revoking import RevokeForm
from certification.badges.forms.verifying import VerifyForm

__all__ = ["NamingForm", "RevokeForm", "VerifyForm"]
