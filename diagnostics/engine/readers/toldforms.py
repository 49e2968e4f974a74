"""How a sentence says that variables are set, or are not, and when it leaves that open: it asks, advises, supposes."""

from __future__ import annotations

import re

from ..regexes import regex

MARK = "\ue001"  # stands for a variable's name
# What makes a sentence a question, a condition, advice, somebody else's case, or one about what was or should be.
OPEN = regex(
    r"\?|n['’]t(?! set\b)|\b(?:if|whether|should|shall|would|could|can(?! (?:confirm|see|verify))|cannot|must|may|might"
    r"|maybe|perhaps|probably|tr(?:y|ies|ied|ying)|used to|previously|formerly|earlier|once|before|until|unless|either"
    r"|docs?|documentation|readme|guides?|manual|tutorial|page|according|example|e\.g|like|such as|how|wants?|wanted"
    r"|suggest\w*|told|claim\w*|recommend\w*|advi[sc]\w*|please|users?|people|anyone|someone|somebody|everybody|others|you|your|expected?"
    r"|workaround|feature|support(?:s|ed)?|allow\w*|instead of|rather than|suppose\w*|assume[sd]?|assuming|imagine"
    r"|thought|thinks?|believe[sd]?|was sure|doubt\w*|as though|pretend\w*|ruled out|none|nothing|message|gone"
    r"|uninstalled|paste|or set|or export|succeeds?|works? locally|yesterday|last (?:week|month|year|time)"
    r"|let's|needs? to|ha(?:ve|s) to|remember|ensure|make sure|check\w*|title|said|whenever"
    r"|says?(?!:? ?(?:[\d\"“`']|$))"
    r"|(?<!even )when(?! I\b| we\b|ever I\b))\b",
    re.IGNORECASE,
)
# Where a sentence that has said what is set goes on: "… and the plan isn't used", "…, who pays?"
_GOES_ON = regex(
    r",? (?:and|but|so|yet|because)(?= \w)"
    r"|,(?= (?:who|how|why|what|which|should|shall|can|could|is|are|do|does|did|will|would)\b)"
)
# … and what it may ask or deny there without a word on what was set
_OF_ELSE = regex(
    r"\?|n['’]t|\b(?:can|cannot|could|should|shall|would|how|wants?|wanted|ha(?:ve|s) to|needs? to|expect(?:ed)?"
    r"|instead of|rather than|tr(?:y|ies|ied|ying)|says?|said|either|you|your|supports?|message)\b",
    re.IGNORECASE,
)
# A question about the setting itself begins so.
ASKS = regex(
    r"[\W_]*(?:is|are|am|do|does|did|has|have|had|can|could|will|who|what|why|how|which|where|any(?:one|body))\b",
    re.IGNORECASE,
)
_N = rf"{MARK}(?: (?:env(?:ironment)?|shell) ?(?:variables?|vars?)?| (?:variables?|vars?|keys?|tokens?))?"
_NS = rf"{_N}(?:(?:,? and|,| &| plus| \+|/)(?: (?:the|my|an?|our|old))? ?{_N}){{0,6}}"
_OF = (
    r"(?:(?:the|my|our|an?|both|old|stale|valid|real|own|global|existing|left-?over|environment|env|shell|variables?"
    r"|vars?) ){0,5}"
)
_IS_SET = r"(?:set|exported|defined|configured|present|populated|active)"
_ADV = (
    r"(?: (?:also|already|always|both|still|only|currently|definitely|correctly|properly|just|then|even|globally"
    r"|all)){0,3}"
)
# "to X and NAME to Y", "=X, NAME=Y" behind a first name
_MORE = (
    rf"(?:(?: (?:to|as|at|with) | ?= ?|)[^{MARK}]{{1,120}}?(?:,? and|,)(?: the| my)? {_N}(?= to\b| as\b| ?=)){{0,9}}"
)
# Forms in which a sentence says that variables are set.
SET = regex(
    rf"\b(?:I|we|(?:my|our) [\w.~/-]+)(?:['’]ve| have| had| has| needed to| had to)?(?:, instead,)?{_ADV} "
    rf"(?:have|has|had|got|keep|kept|set(?: up)?|export(?:s|ed)?|add(?:ed)?|put|define[ds]?|configured?|stored?"
    rf"|point(?:ed)?|use[sd]?|pass(?:ed)?|contains?|(?:start(?:ed)?|launch(?:ed)?|r[au]n)(?: \w+)? with) {_OF}{_NS}"
    rf"{_MORE}"
    rf"|\b(?:cli|code|codex|claude|gemini|opencode|aider|qwen|copilot|cline|deploy(?:ed)?|it)(?: is| was)?"
    rf"(?: r[au]n(?:ning)?| started| set up)? with {_OF}{_NS}(?: ?=){_MORE}"
    rf"|(?:^|[.;,] )\s*(?:my |the )?(?:setup|config(?:uration)?|settings)(?: is)?: ?"
    rf"{_NS}(?: ?=){_MORE}"
    rf"|\b(?:my|our|the) [`'\"]?[\w.~/-]+[`'\"]? (?:is|was) (?:configured|set up) with {_OF}{_NS}"
    rf"|(?:(?<![^\s]){MARK}=[^\s{MARK}]+ +){{1,8}}claude\b"
    rf"|^[-*•\s]*[*_]{{0,2}}(?:provider|platform|backend)[*_]{{0,2}}:[^{MARK}\n]{{0,60}}{MARK}="
    rf"|\bthere (?:is|was){_ADV} {_OF}{_NS} (?:in|set|left)\b"
    rf"|\b(?:export(?:ed)?|put|stored?|set|passed|saved)(?: (?:it|that|this|(?:the|my) (?:\w+ )?(?:token|key)))?"
    rf" (?:in|into|to|as|via|under) (?:env(?:ironment)?(?: variable)?: ?)?{_OF}{_NS}"
    rf"|^\s*(?:\d{{1,2}}[.)] )?Export(?:ed)? {_N}(?:=| in (?:my )?[`'\"]?(?:~/)?\.)"
    rf"|\bexport(?:ed)? (?:an?|my|the) (?:\w+ ){{0,2}}(?:key|token)s?:? `?export {MARK}="
    rf"|{_NS},? (?:(?:that|which) )?(?:is|are|was|were){_ADV} {_IS_SET}\b"
    rf"|\b(?:with|having|ha(?:s|ve|d)|despite|and|though|valid|is|are) {_OF}{_NS}{_ADV} {_IS_SET}\b"
    rf"|\b(?:inherit(?:s|ed)?|pick(?:s|ed) up|found|used|uses|using|through|via|by) {_OF}{_NS},?"
    rf"(?: that (?:is|was) set)? (?:from|in) (?:my|our|the)(?: \w+)? "
    rf"(?:shell|env|environment|terminal|profile|keychain|~?/?\.?\w+rc)\b"
    rf"|\b(?:left-?over|stale|forgotten|lingering) (?:environment |env )?(?:variables? )?{_NS}"
    rf"|\bcause (?:is|was|turned out to be) {_OF}{_NS}"
    rf"|\b(?:delivered|provided|supplied|authenticat\w+) (?:via|through|by|with|using|as) {_OF}{_NS}",
    re.IGNORECASE,
)
# I have a Max plan and ANTHROPIC_API_KEY set · After setting ANTHROPIC_BASE_URL to https://…
AFTER = regex(
    rf"\b(?:after|since|when|whenever) (?:(?:I|we) )?(?:set|setting|add(?:ed|ing)|export(?:ed|ing)|point(?:ed|ing))"
    rf" {_OF}{_NS}",
    re.IGNORECASE,
)
UNSET = regex(
    rf"\b(?:no|neither|nor|without(?: any| an?)?) {_OF}{_NS}"
    rf"|{_NS}(?: (?:is|are|was|were))?{_ADV} (?:not {_IS_SET}|un(?:set|defined)|(?:empty|absent)\b)"
    rf"|{_NS} (?:is|are|was|were)n['’]t {_IS_SET}"
    rf"|\b(?:I|we)(?:['’]ve| have)?{_ADV} (?:unset|removed|deleted|cleared|unexported|got rid of) {_OF}{_NS}",
    re.IGNORECASE,
)
# A sentence about what was so, and what one says that has changed since: "I had A set. Now I changed it to B."
PAST = regex(
    r"\b(?:I|we) had\b|\b(?:I|we)['’]d had\b|\b(?:was|were|been) (?:still )?(?:set|exported|defined|using)\b",
    re.IGNORECASE,
)
CHANGED = regex(
    rf"\b(?:changed|switched|moved|migrated|swapped)(?: (?:it|that|this|them|everything|over|back)){{0,2}}"
    rf"(?: from {_OF}(?P<from>{_NS}))?(?: over)? (?:to|for) {_OF}(?P<to>{_NS})"
    rf"|\b(?:removed|unset|deleted|dropped) {_OF}(?P<gone>{_NS})(?: from [^{MARK},.]{{1,40}})?,? and (?:now )?"
    rf"(?:set|use|using|exported|added|put) {_OF}(?P<instead>{_NS})"
    rf"|\breplaced (?:it|that|this|them|{_OF}(?P<out>{_NS})) (?:with|by) {_OF}(?P<by>{_NS})"
    r"|\b(?:unset|removed|deleted|cleared|dropped|commented(?: out)?|got rid of) "
    r"(?:it|that|this|them|both|(?:the|that|this) (?:variable|key|line|export|token)s?)\b(?: out)?",
    re.IGNORECASE,
)
# What is so now, whatever the words before it say: "Previously I used A, now I use B". And what was so, and is not.
NOW = regex(rf"\bnow (?:I|we)(?:['’]m| am)? (?:use|using|have|set|run(?: it)? with) {_OF}(?P<now>{_NS})", re.IGNORECASE)
FORMER = regex(rf"\b(?:I|we) used to (?:have|set|use|export) {_OF}(?P<former>{_NS})", re.IGNORECASE)
# Who speaks of another machine, another person's file or one's own of the past says nothing of what counts here.
ELSEWHERE = regex(
    r"\b(?:old|previous|former|other|another|second) (?:laptop|machine|computer|mac|pc|box|server|account|shell)\b"
    r"|\b(?:locally|at home|on (?:the|my) (?:new one|other)|(?:the|my) host (?:has|uses)|mine is)\b"
    r"|\b(?:wife|husband|partner|brother|sister|son|daughter|father|mother|client|customer)['’]s\b"
    r"|\b(?:colleagues?|co-?workers?|teammates?|friends?|boss)\b"
    r"|\b(?:they|he|she) (?:have|has|had|set|ran|use|uses)\b|\breadme\b|\bskipped\b|\bclosed (?:it|that|since)\b",
    re.IGNORECASE,
)
_ADDRESS = regex(r"https?://\S+")


def is_open(marked: str) -> bool:
    """Tell whether a sentence leaves open whether what it speaks of is so; `when I set …` and `after …` do not.

    Nor does what it goes on to ask or to deny of something else: "I have A set, and the plan isn't used".
    """
    said, _, rest = marked.partition(";")
    if MARK not in said:  # "scopes of a user; no A in the environment"
        said, rest = rest, ""
    marked = said if MARK not in rest else marked  # "A and B are unset; settings.json has none"
    said = _ADDRESS.sub(" ", AFTER.sub(" ", marked, count=1))
    goes_on = _GOES_ON.search(said, said.rfind(MARK) + 1)
    if goes_on and SET.search(said[: goes_on.start()]) and not ASKS.match(said):
        said = f"{said[: goes_on.start()]} {_OF_ELSE.sub(' ', said[goes_on.end() :])}"
    return OPEN.search(said) is not None
