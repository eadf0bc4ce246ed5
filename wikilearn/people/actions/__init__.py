"""What people change about accounts, by topic: `roles`, `tokens`, `preferences`, `wikimedia`, `erasing`."""
