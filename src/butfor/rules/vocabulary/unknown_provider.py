"""A provider that the archive does not know by this spelling."""

from collections.abc import Iterator

from butfor.findings import Applicability, Location, Patch, ProposedFix, Violation
from butfor.model.wire import UNKNOWN
from butfor.policy.providers import ProviderNames
from butfor.rules._rule import Rule, WireContext
from butfor.rules.vocabulary import COMES_ALONG
from butfor.rules.yaml.mixed_script import claims
from butfor.text.display import listed, shown
from butfor.text.suggest import closest
from butfor.yaml.emit import block

_ALIKE = 80  # per cent; below that most guesses are another company


def check(context: WireContext) -> Iterator[Violation]:
    names = context.policy.names
    for index, name in enumerate(context.wire.providers):
        if name in context.policy.providers or name == UNKNOWN or claims(context, name):
            continue
        location = Location(("providers", index))
        if canonical := names.provider(name):
            message = f"{shown(name)} is not the canonical spelling of a provider"
            fix = ProposedFix((Patch(location, canonical),))
            yield Violation(location, message, f"write `{canonical}`", fix=fix)
        else:
            yield Violation(location, *_told(name, names))


def _told(name: str, names: ProviderNames) -> tuple[str, str]:
    """Return what is wrong with a name that is no provider's, and what to do."""
    if product := names.product(name):
        owners = listed((f"`{owner}`" for owner in product.owners), "or")
        message = f"{shown(name)} is a product of {owners}, not a provider"
        if product.ambiguous:
            message = f"{shown(name)} is no provider; a product of {owners} has that name"
        return message, f"where that is meant, write {owners} here, and the product under `systems`"
    if imitated := next(names.imitated(name), None):
        owner = listed((f"`{owner}`" for owner in imitated[1].owners), "or")
        return (
            f"unknown provider {shown(name)}, which looks like {shown(imitated[1].text)}",
            f"where that is meant, write {owner}; people take 0 for O, 1 and l and I for each other, rn for m",
        )
    several = [part.strip() for part in name.split(",") if part.strip()]
    if len(several) > 1:
        lines = "\n    ".join(block("providers", several))
        return f"unknown provider {shown(name)}", f"write each name on its own:\n    {lines}"
    guess = closest(name, [spelling.text for spelling in names if not spelling.product], _ALIKE)
    help_ = f"did you mean `{names.provider(guess)}`? " if guess else ""
    help_ += "A new provider is added to `schema/providers.yaml` (then run `butfor schema --write`), "
    help_ += f"{COMES_ALONG}; where no source names one, write `unknown`"
    return f"unknown provider {shown(name)}", help_


RULE = Rule(
    id="unknown-provider",
    family="vocabulary",
    scope="wire",
    what="A provider that is not in `schema/providers.yaml`, or not in its canonical spelling; also a product in a "
    "provider's place.",
    why="One company under two spellings is two companies in every count, and its own pages would pass as independent.",
    basis="`schema/providers.yaml`. Only a spelling that stands there as an alias is corrected. No name is taken for "
    "another company's because it is like it: a name is suggested from 80 % likeness, and none is ever written.",
    bad="providers: [Open AI]\n",
    good="providers: [OpenAI]\n",
    fix="Write the canonical spelling, or add the provider with its own domains and products to "
    "`schema/providers.yaml`. It may come in the same request where its names and domains are nobody else's.",
    fixes=(Applicability.SAFE,),
    needs=("providers",),
    explains=("provider-not-in-text",),
    unwaivable=True,
    check=check,
)
