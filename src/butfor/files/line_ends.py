"""Line ends: which ones a checkout has is git's business, so what is compared has line feeds only."""


def with_lf(data: bytes) -> bytes:
    """Return data with the line ends that git keeps."""
    return data.replace(b"\r\n", b"\n")
