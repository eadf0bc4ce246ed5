"""What changes certification: facts (`recording`) and requirements (`requiring`)."""

from certification.actions.recording import project, record_fact
from certification.actions.requiring import add_requirement, load_requirements

__all__ = ["add_requirement", "load_requirements", "project", "record_fact"]
