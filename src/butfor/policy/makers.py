"""The file of providers as a model: names, products, domains, and places where others speak."""

from typing import Annotated

from pydantic import Field

from butfor.model.types import LINE, Flag, Line, Model, PolicyVersion
from butfor.policy.evidence import Host

ShortLine = Annotated[str, Field(pattern=LINE, max_length=100)]


class Product(Model):
    """A system, a model or a service that a provider makes."""

    name: ShortLine = Field(title="Name", description="Name, as its maker writes it.", examples=["ChatGPT"])
    also: list[ShortLine] = Field(
        default_factory=list,
        max_length=20,
        title="Also",
        description="Other ways to write it.",
        examples=[["Chat GPT"]],
    )
    ambiguous: Flag = Field(
        False,
        title="Ambiguous",
        description="An ordinary word, or also the name of something else: alone it names no provider.",
        examples=[True],
    )
    channel: Flag = Field(
        False,
        title="Channel",
        description="A place where things spread: its name does not say who made the system.",
        examples=[True],
    )
    why: ShortLine | None = Field(None, title="Why", description="Why it is ambiguous.", examples=["a given name"])


class NotItsWord(Model):
    """A place on a provider's own domain where it does not speak."""

    domain: Host = Field(
        title="Domain",
        description="A host, or a host with the beginning of a path, on one of its own domains.",
        examples=["community.openai.com"],
    )
    why: ShortLine = Field(title="Why", description="Who publishes there.", examples=["a forum of users"])


class Provider(Model):
    """A provider of AI systems."""

    name: Line = Field(title="Name", description="Canonical spelling.", examples=["OpenAI"])
    aliases: list[Line] = Field(
        default_factory=list,
        title="Aliases",
        description="Other spellings of its own name, and its former names; `butfor fix` corrects them.",
        examples=[["Open AI"]],
    )
    ambiguous: Flag = Field(
        False,
        title="Ambiguous",
        description="Its name and aliases are ordinary words, or also names of something else: texts are searched "
        "for their exact spelling.",
        examples=[True],
    )
    products: list[Product] = Field(
        default_factory=list,
        max_length=100,
        title="Products",
        description="What it makes, by the names that texts use; several providers may make one product.",
        examples=[[{"name": "ChatGPT"}]],
    )
    domains: list[Host] = Field(
        default_factory=list,
        title="Own domains",
        description="Hosts, or hosts with the beginning of a path, on which it publishes itself.",
        examples=[["openai.com"]],
    )
    not_its_word: list[NotItsWord] = Field(
        default_factory=list,
        max_length=100,
        title="Not its word",
        description="Places on these domains where others publish.",
        examples=[[{"domain": "community.openai.com", "why": "a forum of users"}]],
    )


class ProvidersFile(Model):
    """``schema/providers.yaml``: providers, their aliases, products and own domains."""

    schema_: PolicyVersion = Field(alias="schema", title="Format version", description="1.", examples=[1])
    providers: list[Provider] = Field(
        title="Providers", description="In any order.", min_length=1, examples=[[{"name": "OpenAI"}]]
    )
