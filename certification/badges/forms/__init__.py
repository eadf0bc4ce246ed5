"""What people send in."""

from certification.badges.forms.mine import FindForm, NamingForm, ProfileForm, ShareForm, VisibilityForm
from certification.badges.forms.revoking import RevokeForm
from certification.badges.forms.verifying import VerifyForm

__all__ = ["FindForm", "NamingForm", "ProfileForm", "RevokeForm", "ShareForm", "VerifyForm", "VisibilityForm"]
