"""The form of custom ids."""

CUSTOM_ID_PREFIX = "fn1"
"""The beginning of every custom id; another form of the same keys would have another."""
RECEIPT_ID_FORM = "[0-9A-Z]{10}"
