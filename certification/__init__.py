"""Who is certified in what, from when until when: append-only facts, and standing as a pure function of them."""
