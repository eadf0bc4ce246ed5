"""What cohorts need besides their rows: series of sessions that keep their local time (`series`), and calendars
for other programs (`calendars`, RFC 5545).
"""
