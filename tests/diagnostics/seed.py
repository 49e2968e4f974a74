"""What the site's tests start from: some shipped rules with their articles, and the cast."""

from django.contrib.auth import get_user_model
from django.test import TestCase

from diagnostics.models import Rule
from tests.seeding import seed

KEY = "sk-ant-api03-DUMMY" + "0" * 75 + "-DUMMYAAA"
FOUNDING_CASE = (
    'export ANTHROPIC_BASE_URL="https://ai-gateway.vercel.sh"\n'
    'export ANTHROPIC_CUSTOM_HEADERS="x-ai-gateway-api-key: Bearer [REDACTED :)]"\n'
)


class SeededTestCase(TestCase):
    """A database with fifteen shipped rules and their articles."""

    @classmethod
    def setUpTestData(cls) -> None:
        seed()

    def rule(self, code: str) -> Rule:
        return Rule.objects.get(code=code)


def alice() -> object:
    """Alice the editor."""
    return get_user_model().objects.create_superuser("alice", "alice@example.test", "correct horse battery staple")
