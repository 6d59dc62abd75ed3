"""Corrections and retractions: a published wire changes and gives account of it in one write.

What was and what is are quoted from the two versions, never typed. The file is edited where it changes, never loaded
and dumped, and the edit counts only if what it was meant to say, and nothing else, can be read from the result.
"""
