"""Records (receipts, kept passages, the log) in a database that SQLAlchemy speaks to."""
