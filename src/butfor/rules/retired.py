"""Ids of rules that are gone: an id is never used again, because old comments and deviations still name it."""

RETIRED: dict[str, str] = {}
"""By id: the rule that finds the same today, or a few words on why nothing does. No rule is gone yet."""
