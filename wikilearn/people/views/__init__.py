"""Pages about one's own account (`me`), about roles of the site (`roles`), and of the audit log (`log`)."""
