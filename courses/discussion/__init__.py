"""What the discussion of courses keeps about a person (`personal_data`)."""
