"""The parts of ``schema/evidence.yaml`` that say who is a voice: each entry is a fact with its reason."""

from itertools import takewhile
from typing import Annotated, Literal

from pydantic import Field

from butfor.model.types import HOST, NAMED, VOICE_ADDRESS, Flag, Line, Model, PartialDate

Named = Annotated[str, Field(pattern=NAMED)]
Host = Annotated[str, Field(pattern=HOST, max_length=300)]
VoiceAddress = Annotated[
    str,
    Field(
        pattern=VOICE_ADDRESS,
        max_length=200,
    ),
]
Counts = Literal["nothing", "provider", "publisher", "page"]


class HostKind(Model):
    """Hosts that are no publisher of their own."""

    id: Named = Field(title="Id", description="Short name of the kind.", examples=["incident-database"])
    counts: Counts = Field(
        title="Counts as",
        description="What a page there counts as. `nothing`; `provider`: nothing, but what a provider itself says "
        "there (`kind: provider`) is its voice; `publisher`: the name in `publisher`, nothing if it "
        "names only the host; `page`: the page whose URL it contains, nothing if it contains none.",
        examples=["nothing"],
    )
    why: Line = Field(title="Why", description="Why it is not a voice.", examples=["It repeats what others reported."])
    hosts: list[Host] = Field(
        max_length=1000,
        title="Hosts",
        description="Hosts, subdomains too, or hosts with the beginning of a path, where `*` stands for any "
        "characters of one part.",
        examples=[["incidentdatabase.ai"]],
    )
    names: list[Line] = Field(
        default_factory=list,
        max_length=200,
        title="Names",
        description="Names of the host in `publisher`, beside the first part of its URL. If the kind counts for "
        "nothing or as a provider, a page anywhere that names one in `publisher` is of this kind.",
        examples=[["Microsoft Start"]],
    )
    anybody: Flag = Field(
        False,
        title="Anybody",
        description="Readers can't see for whom the authors write: nothing there is a primary source, nor a "
        "provider's word.",
        examples=[True],
    )


class Shared(Model):
    """Hosts that many publishers share: the publisher is the voice, not the host."""

    id: Named = Field(title="Id", description="What the voice is.", examples=["repository"])
    why: Line = Field(title="Why", description="Who publishes there.", examples=["The owner of the repository."])
    addresses: list[VoiceAddress] = Field(
        min_length=1,
        max_length=200,
        title="Addresses",
        description="`{voice}` stands for the part of the URL that names the voice; `*` for one part of the path. "
        "Pages of one entry with one `{voice}` are one. Without `{voice}` the wire's `publisher` names "
        "the voice; if it names only the host, there is no voice, unless the entry is `official`.",
        examples=[["github.com/{voice}"]],
    )
    official: Flag = Field(
        False,
        title="Official",
        description="Courts and regulators publish there: a source of these kinds may be a primary one. If the URL "
        "does not name the voice as others of the entry do, it may be any of theirs.",
        examples=[True],
    )
    anybody: Flag = Field(
        False,
        title="Anybody",
        description="Readers can't see for whom the authors write: nothing there is a primary source, nor a "
        "provider's word.",
        examples=[True],
    )


def claim_of(address: VoiceAddress) -> str:
    """Return what an entry claims: the host with the whole parts of its path before the first that may be anything.

    Where more follows behind the voice, it is the whole: ``github.com/{voice}/*/issues`` claims no other page there.
    """
    host, *parts = address.removeprefix("{voice}.").rstrip("/").split("/")
    if "{voice}" in parts[:-1]:
        return "/".join((host, *parts)).replace("{voice}", "*")
    return "/".join((host, *takewhile(lambda part: "{" not in part and part != "*", parts)))


class Title(Model):
    """A host of a house, and the years in which it was one."""

    host: Host = Field(title="Host", description="Subdomains too.", examples=["mirror.co.uk"])
    from_: PartialDate = Field(
        alias="from",
        title="From",
        description="Start. A year means its end, so sources of that year are not joined.",
        examples=["2018"],
    )
    until: PartialDate | None = Field(
        None, title="Until", description="End; sources of that day, month or year are not joined.", examples=["2024"]
    )


class House(Model):
    """Titles of one owner."""

    name: Line = Field(title="Name", description="The owner.", examples=["Reach"])
    hosts: list[Title] = Field(
        min_length=1,
        max_length=200,
        title="Hosts",
        description="With their years.",
        examples=[[{"host": "mirror.co.uk", "from": "2017"}, {"host": "express.co.uk", "from": "2018"}]],
    )


class Agency(Model):
    """A news agency, whose texts others print."""

    name: Line = Field(title="Name", description="As readers know it.", examples=["Reuters"])
    forms: list[Line] = Field(
        default_factory=list,
        max_length=50,
        title="Forms",
        description="Other names. Each counts as a whole between brackets, slashes, commas or words such as `via`; "
        "and after another name, spelled as here or in capitals, if no word with a capital follows: `Le "
        "Monde avec AFP`. One in brackets counts in brackets only.",
        examples=[["Thomson Reuters", "(PA)"]],
    )
    hosts: list[Host] = Field(
        default_factory=list, max_length=50, title="Hosts", description="Its own.", examples=[["reuters.com"]]
    )


class Twins(Model):
    """Hosts of one publisher."""

    name: Line = Field(title="Name", description="The publisher.", examples=["BBC"])
    hosts: list[Host] = Field(
        min_length=2, max_length=50, title="Hosts", description="One voice.", examples=[["bbc.com", "bbc.co.uk"]]
    )


class Namesakes(Model):
    """Publishers that have one name and nothing else in common."""

    name: Line = Field(title="Name", description="The name.", examples=["ABC News"])
    hosts: list[Host] = Field(
        min_length=2,
        max_length=50,
        title="Hosts",
        description="One of each publisher.",
        examples=[["abc.net.au", "abcnews.go.com"]],
    )
