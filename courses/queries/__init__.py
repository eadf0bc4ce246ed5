"""What pages need to know, by topic: each function promises a small, constant number of queries."""
