"""Every rule, explicitly, by family: in the order in which `butfor rules` and the docs show them.

Of the rules about one suppression only the first that finds something speaks, so there the order is a decision.
"""

from importlib import import_module
from pathlib import Path

from butfor.files.tree import Tree, WorkTree
from butfor.policy.policy import Policy, read_policy
from butfor.rules._rule import Rule
from butfor.rules.retired import RETIRED, advice

_MODULES = """
yaml.not_a_regular_file
yaml.too_large
yaml.bad_encoding
yaml.control_character
yaml.invisible_character
yaml.private_character
yaml.stacked_marks
yaml.bidi_control
yaml.mixed_script
yaml.conflict_mark
yaml.syntax_error
yaml.yaml_alias
yaml.yaml_tag
yaml.several_documents
yaml.too_deep
yaml.not_json
yaml.empty_file
yaml.duplicate_key
yaml.unquoted_text
yaml.trailing_blank
yaml.comment_cuts_text
yaml.stray_quote
yaml.folded_text
yaml.misplaced_mark
yaml.odd_space
yaml.not_nfc
yaml.foreign_schema
shape.missing_field
shape.unknown_field
shape.wrong_type
shape.wrong_format
shape.empty_field
shape.unknown_value
shape.unexpected_field
identity.stray_file
identity.malformed_id
identity.id_differs_from_path
identity.duplicate_id
identity.id_in_future
identity.id_far_from_sources
vocabulary.unknown_code
vocabulary.retired_code
vocabulary.unlabelled_code
vocabulary.unsorted_codes
vocabulary.unknown_severity
vocabulary.severity_asks_more
vocabulary.unknown_tier
vocabulary.unknown_provider
vocabulary.unknown_not_alone
vocabulary.provider_not_in_text
vocabulary.owner_not_listed
vocabulary.look_alike_name
vocabulary.duplicate_item
vocabulary.unknown_scheme
vocabulary.malformed_external_id
dates.impossible_date
dates.date_in_future
dates.dates_out_of_order
dates.precision_lost
dates.source_later_than_wire
dates.days_before_event
sources.bad_url
sources.reserved_host
sources.look_alike_host
sources.duplicate_source_id
sources.duplicate_source
sources.unknown_origin
sources.origin_cycle
sources.too_few_sources
sources.no_primary_source
sources.no_reproduction
sources.unknown_source_title
sources.citation_without_source
sources.source_never_cited
sources.uncited_paragraph
sources.malformed_citation
sources.tracking_parameter
sources.untidy_url
sources.credential_in_url
sources.source_is_wire
sources.unknown_archive
sources.missing_archive_copy
sources.one_sided_conflict
sources.authority_on_shared_host
sources.home_page
sources.made_up_host
rationale.placeholder
rationale.empty_rationale
rationale.bulk_rationale
rationale.same_rationale
rationale.unassessed_wire
rationale.failed_test
rationale.answers_about_nothing
rationale.repeated_answer
rationale.wordless_answer
rationale.misspelt_none_known
rationale.factor_without_near
rationale.short_answer
rationale.answer_in_another_script
rationale.rationale_older_than_guide
scope.harm_none
scope.feed_prefix
scope.english_text
scope.unhedged_allegation
scope.unsourced_legal_status
scope.private_data
scope.markup_in_text
scope.unsourced_finding
scope.untold_lawsuit
scope.chatbot_mark
scope.harm_denied
scope.near_by_design
scope.launch_without_harm
archive.unknown_related
archive.self_related
archive.variant_cycle
archive.dead_replacement
archive.retracted_related
archive.same_incident
archive.uniform_severity
archive.uniform_codes
history.wire_deleted
history.wire_renamed
history.id_changed
history.id_reused
history.published_moved
history.status_backwards
history.correction_edited
history.retraction_edited
history.fact_changed_silently
history.archive_moved
history.clarification_of_fact
history.correction_disagrees
history.correction_without_change
history.entry_dated_before
history.mass_change
history.code_removed
history.meaning_changed
history.one_text_rationale
history.new_bulk_rationale
history.policy_fails_wires
history.policy_lets_through
history.signed_draft_changed
history.backdated_publication
signatures.signature_out_of_order
layout.git_attribute
layout.name_differs_in_case
layout.unportable_name
layout.built_file_in_git
signatures.machine_as_signer
signatures.signer_without_seat
signatures.new_signer_without_seat
signatures.new_self_signature
signatures.self_review
signatures.self_signed_deviation
suppression.malformed_suppression
suppression.unknown_suppression
suppression.unwaivable_rule
suppression.expired_suppression
suppression.unreasoned_suppression
suppression.unused_suppression
suppression.stale_baseline
suppression.baseline_grows
"""
"""The module of each rule, as ``family.module``: a rule is registered by its line."""

ALL_RULES: tuple[Rule, ...] = tuple(import_module(f"butfor.rules.{name}").RULE for name in _MODULES.split())

RULES: dict[str, Rule] = {rule.id: rule for rule in ALL_RULES}


def load_policy(archive: str | Path | Tree) -> Policy:
    """Read and validate the policy of an archive: of its folder, or of one version of it.

    Raises:
        PolicyError: a file can't be read or used; ``args`` say why, a line each.
        PolicyInvalidError: policy files have findings; ``args`` name them, a line each.
    """
    tree = WorkTree(Path(archive)) if isinstance(archive, str | Path) else archive
    mandatory = {rule.id: rule.mandatory for rule in ALL_RULES}
    words = {rule.id: f"{rule.what} By default: {rule.level}." for rule in ALL_RULES}
    return read_policy(tree, mandatory, {rule: advice(rule) for rule in RETIRED}, words)
