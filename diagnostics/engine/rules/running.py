"""Rules asked about the facts of a check: each once for every login that is possible, and none in vain."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..facts import Facts
from ..findings import Outcome
from ..records import dataclass, field, replace
from .answers import NO, Answer, Maybe, No, Yes
from .conditions import Answered, Condition, ask
from .index import Answers, index_of
from .logins import Worlds, for_each_login, merge
from .rule import Rule, RuleAnswer
from .signs import signs_of

_YES = Yes()


@dataclass(frozen=True, slots=True)
class _Check:
    """The facts that the rules are asked about, and what they share: the facts for each login, and answers."""

    facts: Facts
    worlds: dict[frozenset[str], Worlds] = field(default_factory=dict)
    answered: dict[int, Answered] = field(default_factory=dict)  # by the identity of the facts for a login
    applies: dict[tuple[int, str], Answer] = field(default_factory=dict)

    def known(self, world: Facts) -> Answered:
        """Return what was answered of the facts for a login; what no login changes, all of them share."""
        known = self.answered.get(id(world))
        if known is None:
            shared = next(iter(self.answered.values()), None)
            known = self.answered[id(world)] = Answered(shared.steady) if shared else Answered()
        return known

    def denies(self, parts: Sequence[Condition]) -> bool:
        """Tell whether one of these parts of a rule's `when`, which no login changes, is answered with no."""
        known = self.known(self.facts)
        try:
            for part in parts:
                if ask(part, self.facts, known) is NO:
                    return True
        except Exception:  # the rule is asked as a whole then, and what it stops with is told
            return False
        return False

    def ask(self, condition: Condition, world: Facts) -> Answer:
        """Answer a condition, from the facts as they are or those for one login."""
        return ask(condition, world, self.known(world))

    def ask_applies(self, rule: Rule, world: Facts) -> Answer:
        """Answer whether the rule applies, which dozens of rules ask in the same words."""
        if rule.applies is None:
            return _YES
        key = (id(world), rule.applies_key)
        answer = self.applies.get(key)
        if answer is None:
            answer = self.applies[key] = self.ask(rule.applies, world)
        return answer


def run_rules(rules: Sequence[Rule], facts: Facts, *, silencing: bool = True) -> Answers:
    """Return the answer of every rule, in their order; a rule that crashes does not stop the others.

    A rule is asked nothing of which the answer follows from what the facts lack. Findings that a comment in the text
    silences are set apart, or, without `silencing`, told like all others.
    """
    check = _Check(facts)
    index = index_of(rules)
    answers, places, shown = index.look(signs_of(facts))
    for place in places:
        entry = index.entries[place]
        if not entry.applies_needs <= shown:
            continue
        if entry.when_needs <= shown and not check.denies(entry.rule.steady_parts):
            answer = _run(entry.rule, _in_all_worlds, check)
            answers.put(place, _without_silenced(answer, facts) if silencing else answer)
        elif not entry.applies:  # else it passes, as the index says already
            answers.put(place, _run(entry.rule, _where_it_applies, check))
    return answers


def _without_silenced(answer: RuleAnswer, facts: Facts) -> RuleAnswer:
    """Set apart the findings that a comment in the text silences."""
    if answer.outcome is not Outcome.FOUND:
        return answer
    from .silencing import silenced

    meant = [(each, silenced(each, facts.documents)) for each in answer.findings]
    return replace(
        answer,
        findings=tuple(each for each, comment in meant if comment is None),
        silenced=tuple(comment for _, comment in meant if comment is not None),
    )


def run_rule(rule: Rule, facts: Facts) -> RuleAnswer:
    """Return what the rule says of the facts. An exception becomes the outcome "crashed", without its text."""
    return _run(rule, _in_all_worlds, _Check(facts))


def _run(rule: Rule, answer: Callable[[Rule, _Check], RuleAnswer], check: _Check) -> RuleAnswer:
    try:
        return answer(rule, check)
    except Exception as error:  # whatever it was: the person still gets the other rules' answers
        message = f"The rule {rule.code} stopped with {type(error).__name__}. That is our fault, not your file's."
        from .telling import finding_of

        return RuleAnswer(rule, Outcome.CRASHED, (finding_of(rule, Outcome.CRASHED, message),))


def _in_all_worlds(rule: Rule, check: _Check) -> RuleAnswer:
    """Answer for each login that is possible, and merge the answers."""
    return merge(rule, [(login, _answer(rule, world, check)) for login, world in _worlds(rule, check)])


def _where_it_applies(rule: Rule, check: _Check) -> RuleAnswer:
    """Answer where `when` does not hold: clear, or not applicable if the rule applies for no login."""
    if rule.applies is None:
        return rule.silent(Outcome.CLEAR)
    worlds = _worlds(rule, check) if rule.applies_by_login else [(check.facts.login, check.facts)]
    for _, world in worlds:
        if not isinstance(check.ask_applies(rule, world), No):
            return rule.silent(Outcome.CLEAR)
    return rule.silent(Outcome.NOT_APPLICABLE)


def _worlds(rule: Rule, check: _Check) -> Worlds:
    """Return the facts as they are, or once for each login where the login is unknown and could decide.

    The login meant is that of the clients the rule speaks of: of several clients in a report, each has its own.
    """
    if not rule.by_login:
        return [(check.facts.login, check.facts)]
    worlds = check.worlds.get(rule.clients)
    if worlds is None:
        worlds = check.worlds[rule.clients] = for_each_login(rule.clients, check.facts)
    return worlds


def _answer(rule: Rule, facts: Facts, check: _Check) -> RuleAnswer:
    """Answer for one login."""
    applies = check.ask_applies(rule, facts)
    if isinstance(applies, No):
        return rule.silent(Outcome.NOT_APPLICABLE)
    answer = check.ask(rule.when, facts)
    if isinstance(answer, No):
        return rule.silent(Outcome.CLEAR)
    from .telling import cannot_tell, found

    if isinstance(answer, Maybe):
        return cannot_tell(rule, answer)
    if isinstance(applies, Maybe):
        return cannot_tell(rule, applies)
    return RuleAnswer(rule, Outcome.FOUND, tuple(found(rule, facts, answer.lines)))
