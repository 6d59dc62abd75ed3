"""Rules that compare a wire with what it was: a published fact can't change silently.

Their examples are two versions of one wire, the older one first, each with a line that names it.
"""
