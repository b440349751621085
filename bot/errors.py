"""Errors that a person can do something about."""

from __future__ import annotations


class UserError(Exception):
    """Bad input: the text says in one line what is wrong, where, and what to do."""
