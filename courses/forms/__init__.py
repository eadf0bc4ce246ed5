"""What people send to courses, checked."""
