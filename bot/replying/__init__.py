"""A reply from its acknowledgement to its end: queued, sent, sent again, excused."""
