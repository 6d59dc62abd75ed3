"""The files of `schema/` as models: codes, severities, providers, evidence."""

from typing import Annotated

from pydantic import Field

from butfor.model.types import (
    COPY_ADDRESS,
    ID_ADDRESS,
    ID_FORM,
    Count,
    Flag,
    Https,
    Line,
    Model,
    PolicyVersion,
    Text,
)
from butfor.model.wire import Verification
from butfor.policy.evidence import Agency, Host, HostKind, House, Named, Namesakes, Shared, Twins
from butfor.policy.makers import ProvidersFile
from butfor.policy.seats import SEATS, SeatsFile

EVIDENCE = "evidence.yaml"


class Code(Model):
    """One code of a taxonomy."""

    id: Named = Field(title="Code", description="The code, without its taxonomy's prefix.", examples=["M2"])
    label: Text | None = Field(
        title="Label",
        description="Its public name; null if no meaning is public: then no wire that is assessed may have the code.",
        examples=["Performed honesty"],
    )
    retired: Flag = Field(False, title="Retired", description="New wires must not use it.", examples=[True])
    replaced_by: list[Line] = Field(
        default_factory=list, title="Replaced by", description="Codes to use instead.", examples=[["mit:3.1"]]
    )


class Taxonomy(Model):
    """Codes with one owner."""

    id: Named = Field(title="Id", description="Short name of the taxonomy.", examples=["newswire"])
    name: Line = Field(title="Name", description="Name by its owner.", examples=["AI Newswire codes"])
    prefix: Named | None = Field(
        None,
        title="Prefix",
        description="Written before each code and a colon; none for the archive's own.",
        examples=["mit"],
    )
    reference: Https = Field(
        title="Reference", description="URL of its owner's definition.", examples=["https://airisk.mit.edu"]
    )
    version: Line = Field(title="Version", description="Its version, or `unknown`.", examples=["unknown"])
    codes: list[Code] = Field(
        title="Codes",
        description="In the order in which wires list them.",
        min_length=1,
        examples=[[{"id": "M2"}]],
    )

    def written(self, code: Code) -> str:
        """Return a code of this taxonomy as wires write it."""
        return f"{self.prefix}:{code.id}" if self.prefix else code.id


class CodesFile(Model):
    """``schema/codes.yaml``: the codes that wires may carry."""

    schema_: PolicyVersion = Field(alias="schema", title="Format version", description="1.", examples=[1])
    taxonomies: list[Taxonomy] = Field(
        title="Taxonomies",
        description="In the order in which wires list their codes.",
        min_length=1,
        examples=[[{"id": "mit", "name": "MIT AI Risk Repository", "codes": [{"id": "M2"}]}]],
    )


class Severity(Model):
    """One level of severity and what it asks of a wire."""

    id: Named = Field(title="Level", description="Name, as in wires.", examples=["SEV-3"])
    label: Line | None = Field(
        None, title="Label", description="As readers see it, behind the level.", examples=["limited harm"]
    )
    definition: Text = Field(title="Definition", description="What the level means.", examples=["Limited harm."])
    independent_sources: Count = Field(0, title="Independent sources", description="At least as many.", examples=[2])
    reviews: list[Line] = Field(
        default_factory=list,
        title="Reviews",
        description="Seats that must review the wire.",
        examples=[["legal"]],
    )

    @property
    def shown(self) -> str:
        """What readers see of it: ``SEV-3 · limited harm``."""
        return f"{self.id} \u00b7 {self.label}" if self.label else self.id


class SeveritiesFile(Model):
    """``schema/severities.yaml``: levels of severity, worst first."""

    schema_: PolicyVersion = Field(alias="schema", title="Format version", description="1.", examples=[1])
    levels: list[Severity] = Field(
        title="Levels",
        description="Worst first.",
        min_length=1,
        examples=[[{"id": "SEV-3", "definition": "Limited harm."}]],
    )


class Tier(Model):
    """What a wire of this tier promises."""

    id: Named = Field(title="Tier", description="Name, as in wires.", examples=["standard"])
    label: Line = Field(
        title="Label",
        description="Name on pages, after the number of sources: `2 sources standard`.",
        examples=["standard"],
    )
    definition: Text = Field(title="Definition", description="What the tier means.", examples=["Verifiable."])
    independent_sources: Count | None = Field(
        None,
        title="Independent sources",
        description="First edition; no effect: `verified_by` says how many sources a wire needs.",
        examples=[2],
    )
    verified_by: list[Verification] | None = Field(
        None,
        title="Verified by",
        description="First edition; no effect.",
        examples=[["primary-source"]],
    )

    @property
    def is_former(self) -> bool:
        """Whether it is written as in the first edition."""
        return self.independent_sources is not None or self.verified_by is not None

    @property
    def shown(self) -> str:
        """What readers see behind the number of sources; labels of the first edition held a number themselves."""
        return self.label if self.independent_sources is None else self.id


class Scheme(Model):
    """Another collection, whose ids wires give under ``external_ids``."""

    id: Named = Field(title="Scheme", description="Name, as in wires.", examples=["aiid"])
    name: Line = Field(
        max_length=100,
        title="Name",
        description="Name of the collection.",
        examples=["AI Incident Database"],
    )
    form: Annotated[str, Field(pattern=ID_FORM, max_length=100)] = Field(
        title="Form of an id",
        description="`{year}` four digits, `{number}` a number, `{digits}` digits, `{slug}` small letters, digits and "
        "hyphens.",
        examples=["CVE-{year}-{digits}"],
    )
    address: Annotated[str, Field(pattern=ID_ADDRESS, max_length=200)] = Field(
        title="Address",
        description="URL of an item; `{id}` and the parts of the form are replaced.",
        examples=["https://incidentdatabase.ai/cite/{id}/"],
    )


class EvidenceFile(Model):
    """``schema/evidence.yaml``: evidence tiers, hosts that are no source of their own, archives of copies, schemes."""

    schema_: PolicyVersion = Field(alias="schema", title="Format version", description="1.", examples=[1])
    tiers: list[Tier] = Field(
        title="Tiers",
        description="In any order.",
        min_length=1,
        examples=[[{"id": "standard", "label": "standard", "definition": "Verifiable."}]],
    )
    kinds: list[HostKind] = Field(
        default_factory=list,
        max_length=100,
        title="Kinds of hosts",
        description="Hosts that are not publishers, and what their pages count as.",
        examples=[[{"id": "satire", "counts": "nothing", "why": "Its news is invented.", "hosts": ["theonion.com"]}]],
    )
    shared: list[Shared] = Field(
        default_factory=list,
        max_length=100,
        title="Shared hosts",
        description="Hosts that many publishers share, and the part of the URL that names the publisher.",
        examples=[[{"id": "repository", "why": "Its owner.", "addresses": ["github.com/{voice}"]}]],
    )
    houses: list[House] = Field(
        default_factory=list,
        max_length=500,
        title="Houses",
        description="Titles of one owner; they are one voice in the years that are given.",
        examples=[[{"name": "Reach", "hosts": [{"host": "mirror.co.uk", "from": "2017"}]}]],
    )
    agencies: list[Agency] = Field(
        default_factory=list,
        max_length=200,
        title="Agencies",
        description="News agencies: a page that prints their text, and names them in `publisher`, is their voice.",
        examples=[[{"name": "Reuters", "hosts": ["reuters.com"]}]],
    )
    twins: list[Twins] = Field(
        default_factory=list,
        max_length=500,
        title="Twins",
        description="Hosts of one publisher under several domains.",
        examples=[[{"name": "BBC", "hosts": ["bbc.com", "bbc.co.uk"]}]],
    )
    namesakes: list[Namesakes] = Field(
        default_factory=list,
        max_length=500,
        title="Namesakes",
        description="Publishers that share a name: on these hosts the name alone does not join two sources.",
        examples=[[{"name": "ABC", "hosts": ["abc.net.au", "abcnews.go.com"]}]],
    )
    company_words: list[Line] = Field(
        default_factory=list,
        max_length=500,
        title="Words of companies",
        description="Legal forms, countries and their like: a publisher that consists of a provider's name and "
        "these words is that provider.",
        examples=[["Inc", "Ireland"]],
    )
    aggregators: list[Host] = Field(
        default_factory=list,
        title="Aggregators",
        description="First edition: hosts that count for nothing; `kinds` says more.",
        examples=[["t.co"]],
    )
    archives: list[Annotated[str, Field(pattern=COPY_ADDRESS, max_length=100)]] | None = Field(
        None,
        max_length=100,
        title="Archives",
        description="Forms of the URLs of lasting copies. `{date}/{url}`: the copy's date and the source's own URL; "
        "`{id}`: the archive's number of the copy. Without the key no copy is checked; an empty list "
        "allows only copies on the source's own host.",
        examples=[["web.archive.org/web/{date}/{url}"]],
    )
    schemes: list[Scheme] | None = Field(
        None,
        max_length=100,
        title="Schemes",
        description="The collections whose ids wires may give under `external_ids`. Without the key no id is checked; "
        "an empty list allows none.",
        examples=[[{"id": "aiid", "name": "AI Incident Database"}]],
    )


VOICES = ("kinds", "shared", "houses", "agencies", "twins", "namesakes", "company_words", "aggregators")
"""What of `EvidenceFile` says who is a voice."""

POLICY_FILES: dict[str, type[Model]] = {
    "codes.yaml": CodesFile,
    "severities.yaml": SeveritiesFile,
    "providers.yaml": ProvidersFile,
    EVIDENCE: EvidenceFile,
    SEATS: SeatsFile,
}

OPTIONAL_FILES = frozenset([SEATS])
"""Policy files that an archive may go without."""

NULLABLE = frozenset(["label"])
"""Fields in which null has a meaning: a code without a public one."""
