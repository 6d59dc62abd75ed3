"""What changes of a policy do, in words."""

EFFECTS = {
    (
        "providers.yaml",
        True,
    ): "wires may name it; texts are searched for its names and products; what its domains say is its own voice; "
    "they make a page a primary source once this is merged",
    ("codes.yaml", True): "wires may carry it, and readers are told its label",
    (
        "providers.yaml",
        False,
    ): "decides whom wires may name, by which names texts are searched for them, and whose voice a source is",
    ("codes.yaml", False): "decides what wires may carry, and what readers are told of it",
    ("severities.yaml", True): "wires may carry it, and readers are told its definition",
    ("severities.yaml", False): "decides what a severity asks of wires, and what readers are told of it",
    ("evidence.yaml", False): "decides which sources count, and what readers are told of it",
}


NEW_EVIDENCE = {
    "kinds": "pages on its hosts count as its `counts` says",
    "shared": "whoever publishes at its addresses is the voice, not the host",
    "houses": "sources on its hosts count as one voice, in the years that it gives",
    "agencies": "sources on its hosts, and those that name it in `publisher`, count as one voice",
    "twins": "sources on its hosts count as one voice",
}
"""What new entries of the policy's evidence do, by the list in which they stand."""
