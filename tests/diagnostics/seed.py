"""What the site's tests start from: the shipped articles and rules, and the cast."""

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import TestCase

from diagnostics.models import Rule

KEY = "sk-ant-api03-DUMMY" + "0" * 75 + "-DUMMYAAA"
FOUNDING_CASE = (
    'export ANTHROPIC_BASE_URL="https://ai-gateway.vercel.sh"\n'
    'export ANTHROPIC_CUSTOM_HEADERS="x-ai-gateway-api-key: Bearer [REDACTED :)]"\n'
)


class SeededTestCase(TestCase):
    """A database with the shipped articles and rules."""

    @classmethod
    def setUpTestData(cls) -> None:
        call_command("import_content", verbosity=0)
        call_command("import_rules", verbosity=0)

    def rule(self, code: str) -> Rule:
        return Rule.objects.get(code=code)


def alice() -> object:
    """Alice the editor."""
    return get_user_model().objects.create_superuser("alice", "alice@example.test", "correct horse battery staple")
