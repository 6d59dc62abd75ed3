"""What changes of a policy do, in words."""

EFFECTS = {
    (
        "providers.yaml",
        True,
    ): "wires may name it; texts are searched for its names and products; pages on its domains count as its own words, "
    "and as primary sources after this is merged",
    ("codes.yaml", True): "wires may use it, and pages show its label",
    (
        "providers.yaml",
        False,
    ): ("decides which providers wires may name, how texts are searched for them, and whose voice a source is"),
    ("codes.yaml", False): "decides what wires may use, and what pages say about it",
    ("severities.yaml", True): "wires may use it, and pages show its definition",
    ("severities.yaml", False): "decides what a severity requires, and what pages say about it",
    ("evidence.yaml", False): "decides which sources count, and what pages say about them",
}


NEW_EVIDENCE = {
    "kinds": "pages on its hosts count as its `counts` says",
    "shared": "the publisher of each URL is the voice, not the host",
    "houses": "sources on its hosts count as one voice, in the years that it gives",
    "agencies": "sources on its hosts, and those that name it in `publisher`, count as one voice",
    "twins": "sources on its hosts count as one voice",
}
"""What new entries of the policy's evidence do, by the list in which they stand."""
