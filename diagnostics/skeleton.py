"""What a new rule begins with: every part that it needs, each with a word on what belongs there."""

from __future__ import annotations

import re

from django.utils import timezone

from .models import Rule

PREFIX, FIRST = "CC", 101
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TEXT = '''\
# The code is never used twice; the name reads after "you have …".
code = "{code}"
name = "what-the-person-has"
title = "What is wrong, as a reader would say it"
severity = "warning"        # error: money or access is at stake · warning · notice
confidence = "certain"      # or: likely
since = {today}
article = "{article}"
at = "NAME"                 # the variable whose line is underlined
message = "What is the case on {{where}}, and what follows from it."
why = "Why that is so, and how it is known."

# The words are listed beside this text. all, any and not join them.
[when]
all = [
  {{ var = "NAME", is = "is-set" }},
]

# Only where who pays hangs on what was found, or where that may stand for something else.
# [verdict]
# premise = "What is taken for granted. With it:"   # stands before who pays
# open = true                                       # the verdict is never "clear"

# Only where the change is certain.
# [fix]
# why = "What the change does."
# steps = [
#   {{ do = "remove-line" }},
# ]

# Each line that must be found ends in #~ {code}. A key in an example has the word DUMMY in it.
[[example]]
kind = "bad"
title = "The case itself"
text = """
export NAME=value #~ {code}
"""

[[example]]
kind = "good"
title = "What looks alike and is right"
text = """
export OTHER=value
"""
'''


def skeleton(article: str = "") -> str:
    """Return the text of a rule with the next free code, for the article with this slug."""
    codes = Rule.objects.filter(code__startswith=PREFIX).values_list("code", flat=True)
    numbers = [int(code.removeprefix(PREFIX)) for code in codes if code.removeprefix(PREFIX).isdigit()]
    code = f"{PREFIX}{max([FIRST - 1, *numbers]) + 1}"
    slug = article if _SLUG.fullmatch(article) else "slug-of-the-article-that-explains-it"
    return _TEXT.format(code=code, article=slug, today=timezone.localdate().isoformat())
