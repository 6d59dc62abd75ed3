"""Every rule, explicitly. Order: by family, as `butfor rules` and the docs show them."""

from butfor.rules.base import Rule
from butfor.rules.dates import (
    date_in_future,
    dates_out_of_order,
    impossible_date,
    precision_lost,
)
from butfor.rules.identity import (
    duplicate_id,
    id_differs_from_path,
    id_far_from_sources,
    id_in_future,
    malformed_id,
    stray_file,
)
from butfor.rules.rationale import (
    bulk_rationale,
    empty_rationale,
    no_counterfactual,
    placeholder,
    rationale_names_nothing,
    same_rationale,
)
from butfor.rules.scope import (
    harm_none,
)
from butfor.rules.shape import (
    empty_field,
    missing_field,
    unexpected_field,
    unknown_field,
    unknown_value,
    wrong_format,
    wrong_type,
)
from butfor.rules.sources import (
    bad_url,
    citation_without_source,
    duplicate_source,
    duplicate_source_id,
    malformed_citation,
    no_primary_source,
    no_reproduction,
    origin_cycle,
    reserved_host,
    source_never_cited,
    tier_needs_other_proof,
    too_few_sources,
    uncited_paragraph,
    unknown_origin,
    unknown_source_title,
)
from butfor.rules.suppression import (
    expired_suppression,
    malformed_suppression,
    unknown_suppression,
    unreasoned_suppression,
    unused_suppression,
    unwaivable_rule,
)
from butfor.rules.vocabulary import (
    duplicate_item,
    provider_not_in_text,
    retired_code,
    severity_asks_more,
    unknown_code,
    unknown_not_alone,
    unknown_provider,
    unknown_severity,
    unknown_tier,
    unlabelled_code,
    unsorted_codes,
)
from butfor.rules.yaml import (
    bad_encoding,
    control_character,
    duplicate_key,
    empty_file,
    not_a_regular_file,
    not_json,
    several_documents,
    syntax_error,
    too_deep,
    too_large,
    unquoted_text,
    yaml_alias,
    yaml_tag,
)

ALL_RULES: tuple[Rule, ...] = (
    # yaml
    not_a_regular_file.RULE,
    too_large.RULE,
    bad_encoding.RULE,
    control_character.RULE,
    syntax_error.RULE,
    yaml_alias.RULE,
    yaml_tag.RULE,
    several_documents.RULE,
    too_deep.RULE,
    not_json.RULE,
    empty_file.RULE,
    duplicate_key.RULE,
    unquoted_text.RULE,
    # shape
    missing_field.RULE,
    unknown_field.RULE,
    wrong_type.RULE,
    wrong_format.RULE,
    empty_field.RULE,
    unknown_value.RULE,
    unexpected_field.RULE,
    # identity
    stray_file.RULE,
    malformed_id.RULE,
    id_differs_from_path.RULE,
    duplicate_id.RULE,
    id_in_future.RULE,
    id_far_from_sources.RULE,
    # vocabulary
    unknown_code.RULE,
    retired_code.RULE,
    unlabelled_code.RULE,
    unsorted_codes.RULE,
    unknown_severity.RULE,
    severity_asks_more.RULE,
    unknown_tier.RULE,
    unknown_provider.RULE,
    unknown_not_alone.RULE,
    provider_not_in_text.RULE,
    duplicate_item.RULE,
    # dates
    impossible_date.RULE,
    date_in_future.RULE,
    dates_out_of_order.RULE,
    precision_lost.RULE,
    # sources
    bad_url.RULE,
    reserved_host.RULE,
    duplicate_source_id.RULE,
    duplicate_source.RULE,
    unknown_origin.RULE,
    origin_cycle.RULE,
    too_few_sources.RULE,
    tier_needs_other_proof.RULE,
    no_primary_source.RULE,
    no_reproduction.RULE,
    unknown_source_title.RULE,
    citation_without_source.RULE,
    source_never_cited.RULE,
    uncited_paragraph.RULE,
    malformed_citation.RULE,
    # rationale
    placeholder.RULE,
    empty_rationale.RULE,
    bulk_rationale.RULE,
    same_rationale.RULE,
    no_counterfactual.RULE,
    rationale_names_nothing.RULE,
    # scope
    harm_none.RULE,
    # suppression
    malformed_suppression.RULE,
    unknown_suppression.RULE,
    unwaivable_rule.RULE,
    expired_suppression.RULE,
    unreasoned_suppression.RULE,
    unused_suppression.RULE,
)

RULES: dict[str, Rule] = {rule.id: rule for rule in ALL_RULES}
