"""What people and sweeps do with cases. Each action asks the policy again, whoever called it."""
