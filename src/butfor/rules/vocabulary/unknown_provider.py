"""A provider that the archive does not know by this spelling."""

from collections.abc import Iterator

from butfor.findings import Applicability, Location, Patch, ProposedFix, Violation
from butfor.model.wire import UNKNOWN
from butfor.policy.hosts import Hosts
from butfor.policy.providers import ProviderNames
from butfor.rules._rule import Rule, WireContext
from butfor.rules.vocabulary import COMES_ALONG
from butfor.rules.yaml.mixed_script import claims
from butfor.text.display import listed, shown
from butfor.text.normalize import casefold_words
from butfor.text.suggest import closest
from butfor.yaml.emit import block

_ALIKE = 80  # per cent; below that most guesses are another company
_SHORTEST = 4  # letters: `Sun` is 86 % like `Suno`


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
            yield Violation(location, *message_and_help(name, names, context.policy.hosts))


def message_and_help(name: str, names: ProviderNames, hosts: Hosts) -> tuple[str, str]:
    """Return what is wrong with a name that is no provider's, and what to do."""
    same = names.by_words.get(casefold_words(name))  # but for signs, such as the hyphen of `mistral-ai`
    if product := names.product(name) or (same if same and same.product and not same.ambiguous else None):
        owners = listed((f"`{owner}`" for owner in product.owners), "or")
        message = f"{shown(name, 40)} is a product, not a provider"
        return message, f"if that is meant, write {owners} here, and the product under `systems`"
    if imitated := next(names.imitated(name), None):
        owner = listed((f"`{owner}`" for owner in imitated[1].owners), "or")
        return (
            f"unknown provider {shown(name, 24)}, which looks like {shown(imitated[1].text, 24)}",
            f"if that is meant, write {owner}; people confuse 0 and O; 1, l and I; rn and m",
        )
    several = [_without_company_words(part, names, hosts) for part in _names_in(name, hosts)]
    if len(several) > 1:
        lines = "\n    ".join(block("providers", several))
        return f"unknown provider {shown(name)}", f"write each name on its own:\n    {lines}"
    guess = same.owners[0] if same and not same.product else None
    guess = guess or next((known for known in several if names.provider(known) == known), None)
    if guess is None and len(name) >= _SHORTEST:
        guess = closest(name, _suggested(names), _ALIKE)
    help_ = f"did you mean `{guess}`? " if guess else ""
    help_ += (
        f"A new provider is added to `schema/providers.yaml`, {COMES_ALONG}. Then run `butfor schema --write` and "
        "`git add schema`. If no source names the provider, write `unknown`"
    )
    if guess is None:  # else who only mistyped a name would add it
        help_ += ". Its entry; replace TODO with the provider's own host, or delete that line:"
        help_ = "\n    ".join([help_, *block("providers", [{"name": name, "domains": ["TODO"]}])[1:]])
    return f"unknown provider {shown(name)}", help_


def _names_in(text: str, hosts: Hosts) -> list[str]:
    """Return the names between commas; a part that is nothing but company words belongs to the name before it."""
    found: list[str] = []
    for part in filter(None, map(str.strip, text.split(","))):
        if found and hosts.are_company_words(part):
            found[-1] += f", {part}"
        else:
            found.append(part)
    return found


def _without_company_words(name: str, names: ProviderNames, hosts: Hosts) -> str:
    """Return the canonical name of the provider of whom a name says no more than a legal form; else the name."""
    return next(filter(None, map(names.provider, hosts.without_company_words(name))), name)


def _suggested(names: ProviderNames) -> list[str]:
    """Return what a slip of the finger may have meant; ordinary words are like many others."""
    return [UNKNOWN, *(own.text for own in names if own.text in own.owners and not own.ambiguous)]


RULE = Rule(
    id="unknown-provider",
    family="vocabulary",
    scope="wire",
    what="A provider that is not in `schema/providers.yaml`, or not in its canonical spelling; also a product in "
    "place of a provider.",
    why="One company under two spellings is two companies in every count, and its own pages would pass as independent.",
    basis="`schema/providers.yaml`. `butfor fix` corrects only a spelling that is an alias there. A similar name is "
    "never taken for the same company: it is suggested from 80 % likeness, and never written. Of 2,307 names "
    "under which real records list developers 16 are suggested another, none another company's.",
    bad="providers: [Open AI]\n",
    good="providers: [OpenAI]\n",
    fix="Write the canonical spelling, or add the provider with its own domains and products to "
    "`schema/providers.yaml`. It may come in the same request if its names and domains belong to nobody else.",
    fixes=(Applicability.SAFE,),
    needs=("providers",),
    explains=("owner-not-listed", "provider-not-in-text"),
    unwaivable=True,
    check=check,
)
