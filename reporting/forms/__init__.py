"""What people type: reports and receipts, and what handlers enter."""
