"""What of a model's draft its sources bear out, and so may be shown."""
