"""A provider that the archive does not know by this spelling."""

from collections.abc import Iterator

from butfor.findings import Applicability, Location, Patch, ProposedFix, Violation
from butfor.model.wire import UNKNOWN
from butfor.rules._rule import Rule, WireContext, guessed_fix
from butfor.rules.vocabulary import COMES_ALONG
from butfor.rules.yaml.mixed_script import claims
from butfor.text.display import shown
from butfor.text.normalize import mentions
from butfor.text.suggest import closest
from butfor.yaml.emit import block


def check(context: WireContext) -> Iterator[Violation]:
    providers = context.policy.providers
    for index, name in enumerate(context.wire.providers):
        if name in providers or name == UNKNOWN or claims(context, name):
            continue
        spelt = {alias.casefold(): key for key, provider in providers.items() for alias in (key, *provider.aliases)}
        guess = None
        if canonical := spelt.get(name.casefold()):
            message = f"{shown(name)} is not the canonical spelling of a provider"
            help_ = f"write `{canonical}`"
        else:
            message = f"unknown provider {shown(name)}"
            several = [part.strip() for part in name.split(",") if part.strip()]
            inside = {key for spelling, key in spelt.items() if mentions(name, spelling)}
            guess = closest(name, context.policy.provider_names()) or (inside.pop() if len(inside) == 1 else None)
            if len(several) > 1:
                guess = None
                lines = "\n    ".join(block("providers", several))
                help_ = f"write each name on its own:\n    {lines}"
            else:
                help_ = f"did you mean `{guess}`? " if guess else ""
                help_ += "A new provider is added to `schema/providers.yaml` (then run `butfor schema --write`), "
                help_ += f"{COMES_ALONG}; where no source names one, write `unknown`"
        location = Location(("providers", index))
        fix = ProposedFix((Patch(location, canonical),)) if canonical else guessed_fix(location, guess)
        yield Violation(location, message, help_, fix=fix)


RULE = Rule(
    id="unknown-provider",
    family="vocabulary",
    scope="wire",
    what="A provider that is not in `schema/providers.yaml`, or not in its canonical spelling.",
    why="One company under two spellings is two companies in every count, and its own pages would pass as independent.",
    basis="`schema/providers.yaml`.",
    bad="providers: [Open AI]\n",
    good="providers: [OpenAI]\n",
    fix="Write the canonical spelling, or add the provider with its own domains to `schema/providers.yaml`. "
    "It may come in the same request where its names and domains are nobody else's.",
    fixes=(Applicability.SAFE, Applicability.UNSAFE),
    needs=("providers",),
    explains=("provider-not-in-text",),
    unwaivable=True,
    check=check,
)
