"""Scripted drafts for the benchmark of grounding: right statements, and the same turned false."""
