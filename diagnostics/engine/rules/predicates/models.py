"""Predicates over names of models and of the regions that serve them."""

from __future__ import annotations

from collections.abc import Callable

from ...clients.cloudmodels import on_bedrock
from ...environment import State, Variable
from ...facts import Facts
from ...modelnames import Form, ends_like_bedrock, forms, is_named_after_claude, is_retired, plain, prefix_of, suits
from ...regexes import regex
from ...source import Span
from ...values import MASK, is_blank
from .. import signs
from ..answers import NO, Answer, Line, Maybe, Yes, some
from ..parameters import Arguments, Parameter, Type
from .variables import VAR, unknown
from .vocabulary import predicate

# Both patterns as the client has them (clients/clouds.py): what does not match counts as unset.
_AWS_REGION = regex(r"[a-z]{2,4}(?:-[a-z]{2,5})?-[a-z]+-\d+")
_GOOGLE_REGION = regex(r"[a-z]+(?:-[a-z]+\d+)?")
_ARN = regex(r"arn:aws[\w-]*:bedrock:(?P<region>[a-z0-9-]+):")
_RETIRED = "retired"
_UNKNOWN_TO_BEDROCK = "unknown to bedrock"
_AWS_NAMES = ("AWS_REGION", "AWS_DEFAULT_REGION")


def _each(facts: Facts, given: Arguments, text: str, holds: Callable[[str], bool]) -> Answer:
    """Ask of each variable's known, exported value; every match is a finding of its own."""

    def ask(name: str) -> Answer:
        variable = facts.environment.get(name)
        if variable.state is State.UNKNOWN:
            return unknown(variable)
        value = _value(variable)
        if value is None or variable.set_at is None or not holds(value):
            return NO
        return Yes((Line(variable.set_at, text, name, separate=True),))

    return some(ask(name) for name in given.texts("var"))


def _value(variable: Variable) -> str | None:
    """Return the value that the client sees; None for none, a blank one or one that is masked."""
    value = variable.value if variable.state is State.SET and variable.exported else None
    return None if value is None or is_blank(value) or MASK.search(value) else value


@predicate(
    "model-is-written-as",
    "{var} names a model in the form: {form}",
    "{var} names no model in the form: {form}",
    VAR,
    Parameter("form", Type.TEXTS, choices=tuple(Form)),
    needs=signs.variables(),
)
def model_is_written_as(facts: Facts, given: Arguments) -> Answer:
    """Match the form of a model's name: a claude id, a Bedrock profile, vendor and model … Forms may overlap."""
    wanted = given.texts("form")
    return _each(facts, given, "names the model here", lambda value: bool(forms(value).intersection(wanted)))


@predicate(
    "model-is-claude",
    "{var} names a Claude model",
    "{var} names no Claude model",
    VAR,
    needs=signs.variables(),
)
def model_is_claude(facts: Facts, given: Arguments) -> Answer:
    """Match an alias such as sonnet, or a name with `claude` in it, in whatever form."""
    return _each(facts, given, "names a Claude model", is_named_after_claude)


@predicate(
    "model-is-retired",
    "{var} names a model that Anthropic has retired",
    "{var} names no model that Anthropic has retired",
    VAR,
    needs=signs.variables(),
)
def model_is_retired(facts: Facts, given: Arguments) -> Answer:
    """Match a name that Anthropic's own API has stopped serving, as of November 2026."""
    return _each(facts, given, "names a retired model", is_retired)


@predicate(
    "setting-names-model",
    "the setting model of Claude Code's settings names a model in the form: {form}",
    "the setting model of Claude Code's settings names no model in the form: {form}",
    Parameter("form", Type.TEXTS, choices=(*Form, _RETIRED, _UNKNOWN_TO_BEDROCK)),
    needs=signs.always("setting:model"),
)
def setting_names_model(facts: Facts, given: Arguments) -> Answer:
    """Match the setting `model`, which counts where ANTHROPIC_MODEL is not set; the last two as for a variable."""
    setting, wanted = facts.settings.get("model"), given.texts("form")
    if setting is None or not isinstance(setting.value, str) or facts.environment.exported_value("ANTHROPIC_MODEL"):
        return NO
    also = {_RETIRED: is_retired, _UNKNOWN_TO_BEDROCK: _is_unknown_to_bedrock}
    found = forms(setting.value).intersection(wanted) or any(
        also[name](setting.value) for name in also if name in wanted
    )
    return Yes((Line(setting.span, "names the model here", "model"),)) if found else NO


@predicate(
    "model-ends-like-bedrock",
    "{var} ends in a version as Bedrock writes it, such as -v1:0",
    "{var} ends in no version of Bedrock's",
    VAR,
    needs=signs.variables(),
)
def model_ends_like_bedrock(facts: Facts, given: Arguments) -> Answer:
    """Match a model's name that ends in `-v1:0`."""
    return _each(facts, given, "is a name of Bedrock's", ends_like_bedrock)


def _is_unknown_to_bedrock(name: str) -> bool:
    return Form.CLAUDE in forms(name) and on_bedrock(plain(name), "eu") == plain(name)


@predicate(
    "model-is-unknown-to-bedrock",
    "{var} names a model in Anthropic's way, but not as Claude Code turns it into Bedrock's name",
    "{var} names no model in Anthropic's way, or one that Claude Code turns into Bedrock's name",
    VAR,
    needs=signs.variables(),
)
def model_is_unknown_to_bedrock(facts: Facts, given: Arguments) -> Answer:
    """Match `claude-sonnet-4-5`, which lacks the date: Claude Code sends Bedrock the name as it is written."""
    return _each(facts, given, "names the model here", _is_unknown_to_bedrock)


def _aws_region(facts: Facts) -> tuple[str, Span | None, str] | Maybe | None:
    """Return the AWS region, where it is set and by which variable; None where no variable holds one well formed."""
    for name in _AWS_NAMES:
        variable = facts.environment.get(name)
        if variable.state is State.UNKNOWN:
            return Maybe(f"the value of {name} is not known", variable.set_at)
        value = (_value(variable) or "").strip()
        if _AWS_REGION.fullmatch(value):
            return value, variable.set_at, name
    return None


@predicate(
    "model-prefix-is-foreign",
    "the geography in the model's name in {var} does not belong to the AWS region",
    "the geography in the model's name in {var} suits the AWS region",
    VAR,
    needs=signs.always(*_AWS_NAMES),
)
def model_prefix_is_foreign(facts: Facts, given: Arguments) -> Answer:
    """Match `us.anthropic.…` while AWS_REGION is eu-central-1. Without a region that is well formed: us-east-1."""
    said = _aws_region(facts)
    if said is None:
        return NO  # the region may stand in ~/.aws/config
    if isinstance(said, Maybe):
        return said
    region, where, by = said
    related = (Line(where, "is the region", by),) if where else ()

    def ask(name: str) -> Answer:
        variable = facts.environment.get(name)
        if variable.state is State.UNKNOWN:
            return unknown(variable)
        prefix = prefix_of(_value(variable) or "")
        if prefix is None or variable.set_at is None or suits(prefix, region):
            return NO
        return Yes((Line(variable.set_at, "names another geography", name, True, {}, related),))

    return some(ask(name) for name in given.texts("var"))


@predicate(
    "arn-is-of-another-region",
    "the ARN in {var} names another region than the AWS region",
    "{var} holds no ARN of another region",
    VAR,
    needs=signs.variables(),
)
def arn_is_of_another_region(facts: Facts, given: Arguments) -> Answer:
    """Match `arn:aws:bedrock:eu-west-1:…` while requests go to us-east-1, also for want of any region."""
    said = _aws_region(facts) or ("us-east-1", None, "")
    if isinstance(said, Maybe):
        return said
    region, where, by = said
    related = (Line(where, "is the region that is asked", by),) if where else ()

    def ask(name: str) -> Answer:
        variable = facts.environment.get(name)
        if variable.state is State.UNKNOWN:
            return unknown(variable)
        found = _ARN.match(_value(variable) or "")
        if found is None or variable.set_at is None or found["region"] == region:
            return NO
        return Yes((Line(variable.set_at, "names another region", name, True, {}, related),))

    return some(ask(name) for name in given.texts("var"))


@predicate(
    "region-is-malformed",
    "{var} is no region of {cloud}",
    "{var} is a region of {cloud} or not set",
    VAR,
    Parameter("cloud", Type.TEXT, choices=("AWS", "Google Cloud")),
    needs=signs.variables(),
)
def region_is_malformed(facts: Facts, given: Arguments) -> Answer:
    """Match a region that the client takes for unset, such as eu-west-1a; blanks around it do no harm."""
    pattern = _AWS_REGION if given.text("cloud") == "AWS" else _GOOGLE_REGION
    return _each(facts, given, "counts as unset", lambda value: pattern.fullmatch(value.strip()) is None)
