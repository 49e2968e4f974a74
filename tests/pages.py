"""The kinds of pages a reader meets, one address each, and the founding case, on the small seed."""

FOUNDING_CASE = (
    'export ANTHROPIC_BASE_URL="https://ai-gateway.vercel.sh"\n'
    'export ANTHROPIC_CUSTOM_HEADERS="x-ai-gateway-api-key: Bearer [REDACTED :)]"\n'
)
ARTICLE = "vercel-ai-gateway-bills-credits-instead-of-claude-max"

PAGES = (
    "/",
    f"/articles/{ARTICLE}/",
    "/search/?q=gateway",
    "/search/?q=zebra",
    "/check/",
    "/latest/",
    "/topics/",
    "/errors/",
    "/live/",
    "/rules/",
    "/rules/CC104/",
    "/nothing-here/",
)

# An example of the paste form that gives several findings, with fixes.
FAULTY_EXAMPLE = "key-set-twice"
