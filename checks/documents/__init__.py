"""Prose -> statements: which documents report what was built, and what each of their lines says."""
