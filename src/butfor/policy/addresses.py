"""Who speaks at an address, as far as it says it by itself: as counting reads it, before anybody names a publisher."""

from dataclasses import dataclass

from butfor.model.wire import UNKNOWN, Source, Wire
from butfor.policy.policy import Policy
from butfor.policy.sources import Key, read
from butfor.text.urls import host_of

_NO_WIRE = Wire.model_construct(providers=[UNKNOWN])


@dataclass(frozen=True, slots=True)
class Page:
    """What an address shows."""

    url: str
    """Its own address; of a copy that of the page that it keeps."""
    provider: str
    """The provider that speaks there; empty for anybody else."""
    place: Key | None
    """Where one publisher speaks: a host, or a voice on a shared one. None where the address does not show it."""


def page_at(url: str, policy: Policy) -> Page:
    """Return the page at an address, and who speaks on it."""
    source = Source.model_construct(id="S1", url=url, publisher=UNKNOWN, kind="news", title=UNKNOWN)
    reading = read(source, _NO_WIRE, policy)
    place = None
    if reading.claim is None:
        place = ("", host_of(reading.page).removeprefix("www."))
    elif reading.claim.sort == "shared" and (voice := policy.hosts.shared_voice(reading.claim.name, reading.page)):
        place = (reading.claim.name, voice)
    return Page(reading.page, reading.provider, place)
