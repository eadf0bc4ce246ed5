"""Pages: `mine` one's own certifications, `steward` asking about others, `requiring` the requirements of rights."""
