"""What pages report."""
