"""What people change, one intention each."""
