"""The paste form in a real Chromium: what is shown is what leaves the browser, and no secret is in it."""

import pytest

from tests.engine.secret_corpus import secret_lines

from .axe import complaints
from .recording import Recorder
from .waiting import wait_until

# On one database: what is asked is what leaves the browser, and nothing that is kept has a part in it.
pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

KEY = "sk-ant-api03-" + "DUMMYkey0123456789" * 5
SETTINGS_KEY = "sk-ant-oat01-" + "DUMMYtok0123456789" * 5
ERROR_KEY = "vck_" + "DUMMYgat0123456789" * 3
NAME_KEY = "ghp_" + "DUMMYnam0123456789" * 2
CANARIES = [key[-30:].encode() for key in (KEY, SETTINGS_KEY, ERROR_KEY, NAME_KEY)]
TEXT = f'export ANTHROPIC_API_KEY="{KEY}"\nexport ANTHROPIC_AUTH_TOKEN="Bearer {KEY}"\nexport EDITOR=vim\n'
MASKED = (
    f'export ANTHROPIC_API_KEY="‹anthropic-api-key, {len(KEY)} characters, #1›"\n'
    f'export ANTHROPIC_AUTH_TOKEN="Bearer ‹anthropic-api-key, {len(KEY)} characters, #1›"\nexport EDITOR=vim\n'
)


@pytest.fixture
def recorder(live_server):
    """Everything that the page of this test sends goes through it."""
    recorder = Recorder(live_server.url)
    yield recorder
    recorder.close()


@pytest.fixture
def form(recorder, page):
    """The empty paste form, ready to be used."""
    page.goto(f"{recorder.url}/check/")
    page.locator("form[data-masking-ready]").wait_for()
    return page


def preview(page, box="text"):
    """Return what the preview beside a box shows."""
    return page.locator(f"#{box} ~ .preview [data-preview-text]").evaluate("element => element.textContent")


def send(page):
    """Press the button and wait for the report."""
    page.get_by_role("button", name="Check this file").click()
    page.locator("#verdict, #refusal").first.wait_for()


def test_what_the_previews_show_is_what_leaves_byte_for_byte_and_no_secret_is_in_it(form, recorder):
    form.locator("#text").fill(TEXT)
    form.get_by_text("Add Claude Code’s settings").click()
    form.locator("#settings").fill(f'{{"env": {{"ANTHROPIC_AUTH_TOKEN": "{SETTINGS_KEY}"}}}}')
    form.locator("#error").fill(f"401 invalid key {ERROR_KEY}")
    form.locator("#name").fill(f"~/{NAME_KEY}")
    shown = {box: preview(form, box) for box in ("text", "settings", "error")}
    send(form)
    assert shown["text"] == MASKED
    posted = recorder.posted()
    assert {box: posted[box].decode() for box in shown} == shown
    assert posted["name"].decode() == f"~/‹github-classic-token, {len(NAME_KEY)} characters, #1›"
    assert "file" not in posted
    assert [canary for canary in CANARIES if canary in recorder.sent] == []
    assert form.locator("#text").input_value() == TEXT


def test_nothing_of_the_text_stays_in_the_browsers_storage(form):
    form.locator("#text").fill(TEXT)
    send(form)
    form.get_by_role("link", name="Topics").click()
    form.go_back()
    form.locator("form[data-masking-ready]").wait_for()
    kept = form.evaluate(
        """async () => JSON.stringify([
            Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, history.state,
            await caches.keys(), await indexedDB.databases(),
        ])"""
    )
    assert [canary for canary in CANARIES if canary.decode() in kept] == []
    assert "ANTHROPIC" not in kept


def test_the_corpus_leaves_without_its_secrets(form, recorder):
    lines = [line for line in secret_lines() if not {"\n", "\r"} & set(line.text) and "-----" not in line.text]
    put = "(box, text) => { box.value = text; box.dispatchEvent(new Event('input', { bubbles: true })); }"
    form.locator("#text").evaluate(put, "\n".join(line.text for line in lines))
    send(form)
    sent = recorder.posted()["text"].decode().split("\n")
    assert sent == preview(form).split("\n")
    assert [line.text for line, masked in zip(lines, sent, strict=True) if line.leaks(masked)] == []


def test_without_htmx_the_form_itself_sends_the_same(recorder, page):
    page.route("**/htmx*.js", lambda route: route.abort())
    page.goto(f"{recorder.url}/check/")
    page.locator("form[data-masking-ready]").wait_for()
    page.locator("#text").fill(TEXT)
    shown = preview(page)
    send(page)
    assert recorder.posted()["text"].decode() == shown == MASKED
    assert [canary for canary in CANARIES if canary in recorder.sent] == []
    assert page.locator("#text").input_value() == MASKED


@pytest.mark.parametrize("missing", ["**/masking/patterns*.json", "**/paste-form*.mjs", "**/masking/secretscan*.mjs"])
def test_where_a_part_of_the_masking_is_missing_nothing_can_be_sent(recorder, page, missing):
    page.route(missing, lambda route: route.abort())
    page.goto(f"{recorder.url}/check/")
    page.locator("#text").fill(TEXT)
    assert page.get_by_role("button", name="Check this file").is_disabled()
    page.locator("#name").press("Enter")
    page.wait_for_timeout(300)
    assert b"POST" not in recorder.sent
    way_out = page.get_by_role("link", name="check with masking on the server")
    way_out.wait_for()
    way_out.click()
    page.get_by_text("they are masked here, after they arrive").wait_for()
    page.locator("#text").fill(TEXT)
    send(page)
    assert page.locator("#text").input_value() == MASKED


def test_without_javascript_the_page_says_that_masking_happens_on_the_server(recorder, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{recorder.url}/check/")
    late = page.locator(".privacy__late")  # Playwright's search for text leaves out what stands in <noscript>
    assert late.is_visible()
    assert "your keys are masked on this server" in late.inner_text()
    assert page.locator(".preview").first.is_hidden()
    page.locator("#text").fill(TEXT)
    page.get_by_role("button", name="Check this file").click()
    assert page.locator("#text").input_value() == MASKED
    context.close()


def test_a_chosen_file_is_read_in_the_browser_and_keeps_its_line_ends(form, recorder):
    content = f"export ANTHROPIC_API_KEY={KEY}\r\nexport A=1\nexport B=2\r\n"
    form.locator("#file").set_input_files({"name": ".bashrc", "mimeType": "", "buffer": content.encode()})
    wait_until(form, "document.querySelector('#text').value.includes('B=2')")
    assert form.locator("#name").input_value() == "~/.bashrc"
    assert "1 value masked" in form.locator("[data-preview-count]").first.inner_text()
    form.locator("#text").press("ControlOrMeta+End")
    form.locator("#text").type("export C=3")
    send(form)
    posted = recorder.posted()
    mask = f"‹anthropic-api-key, {len(KEY)} characters, #1›"
    assert posted["text"].decode() == f"export ANTHROPIC_API_KEY={mask}\r\nexport A=1\nexport B=2\r\nexport C=3"
    assert "file" not in posted
    assert [canary for canary in CANARIES if canary in recorder.sent] == []


def test_several_files_are_sent_as_one_text_without_the_store_of_credentials(form, recorder):
    files = {
        ".zshrc": f"export ANTHROPIC_API_KEY={KEY}\n",
        "settings.json": '{"env": {"ANTHROPIC_BASE_URL": "https://gw.example"}}\n',
        ".credentials.json": f'{{"claudeAiOauth": {{"accessToken": "{SETTINGS_KEY}"}}}}',
    }
    form.locator("#file").set_input_files(
        [{"name": name, "mimeType": "", "buffer": text.encode()} for name, text in files.items()]
    )
    form.get_by_text("Left out: .credentials.json").wait_for()
    assert "claudeAiOauth" not in form.locator("#text").input_value()
    send(form)
    sent = recorder.posted()["text"].decode()
    assert sent == (
        f"==> ~/.zshrc <==\nexport ANTHROPIC_API_KEY=‹anthropic-api-key, {len(KEY)} characters, #1›\n\n"
        '==> ~/.claude/settings.json <==\n{"env": {"ANTHROPIC_BASE_URL": "https://gw.example"}}\n'
    )
    assert "gw.example" in form.locator("#verdict").inner_text() + form.locator("#request").locator("..").inner_text()
    assert [canary for canary in CANARIES if canary in recorder.sent] == []


def test_what_is_typed_is_masked_letter_by_letter(form, recorder):
    form.locator("#text").press_sequentially(f"export A_TOKEN={KEY}")
    assert preview(form) == f"export A_TOKEN=‹anthropic-api-key, {len(KEY)} characters, #1›"
    send(form)
    assert recorder.posted()["text"].decode() == preview(form)
    assert [canary for canary in CANARIES if canary in recorder.sent] == []


def test_what_is_pasted_from_the_clipboard_is_masked(form, recorder):
    form.context.grant_permissions(["clipboard-read", "clipboard-write"])
    form.evaluate("text => navigator.clipboard.writeText(text)", TEXT)
    form.locator("#text").focus()
    form.keyboard.press("ControlOrMeta+V")
    wait_until(form, "document.querySelector('#text').value !== ''")
    assert preview(form) == MASKED
    send(form)
    assert recorder.posted()["text"].decode() == MASKED
    assert [canary for canary in CANARIES if canary in recorder.sent] == []


def test_a_dropped_file_is_masked_too(form, recorder):
    form.evaluate(
        """text => {
            const data = new DataTransfer();
            data.items.add(new File([text], ".zshenv"));
            const box = document.querySelector("#text");
            box.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        TEXT,
    )
    wait_until(form, "document.querySelector('#text').value !== ''")
    assert form.locator("#name").input_value() == "~/.zshenv"
    send(form)
    assert recorder.posted()["text"].decode() == MASKED


def test_a_file_that_is_no_text_or_too_large_is_not_loaded(form):
    for content, words in ((b"A=1\nB=\xff\xfe\n", "not text in UTF-8"), (b"A" * 300_000, "the limit is 256 KB")):
        form.locator("#file").set_input_files({"name": ".zshrc", "mimeType": "", "buffer": content})
        form.get_by_text(words).wait_for()
        assert form.locator("#text").input_value() == ""


def test_a_store_of_credentials_is_refused_and_nothing_of_it_leaves(form, recorder):
    store = f'{{"claudeAiOauth": {{"accessToken": "{SETTINGS_KEY}", "refreshToken": "{SETTINGS_KEY}"}}}}'
    form.locator("#text").fill(store)
    assert preview(form) == f"‹claude-code-login-file, {len(store)} characters, #1›"
    assert "revoke" in form.locator("[data-preview-alert]").first.inner_text()
    send(form)
    assert "https://claude.ai/settings/claude-code" in form.locator("#refusal").inner_text()
    assert [canary for canary in CANARIES if canary in recorder.sent] == []


def test_a_store_in_a_text_is_refused_as_a_part_and_the_rest_is_read_on_its_own_lines(form, recorder):
    store = f'{{\n  "claudeAiOauth": {{\n    "accessToken": "{SETTINGS_KEY}"\n  }}\n}}'
    form.locator("#text").fill(f"Hi, this is what I have here:\n\n{store}\n\n```zsh\n{TEXT}```\n")
    kept = f"‹claude-code-login-file, {len(store)} characters, #1›\n\n\n\n"
    shown = preview(form)
    assert shown == f"Hi, this is what I have here:\n\n{kept}\n\n```zsh\n{MASKED.replace('#1', '#2')}```\n"
    assert "A part of this is Claude Code’s stored login" in form.locator("[data-preview-alert]").first.inner_text()
    assert form.get_by_role("button", name="Masked: claude-code-login-file").count() == 0
    send(form)
    assert recorder.posted()["text"].decode() == shown
    assert b"accessToken" not in recorder.sent
    assert "not read" in form.locator("#masked").locator("..").inner_text()
    assert "line 10" in form.locator("#verdict").locator("..").inner_text()


def test_a_mask_can_be_lifted_and_put_back_with_the_keyboard(form, recorder):
    form.locator("#text").fill("export A_TOKEN=not-so-secret\nexport B_TOKEN=hunter22\n")
    mask = form.get_by_role("button", name="Masked: secret, 13 characters, #1, line 1")
    mask.focus()
    form.keyboard.press("Enter")
    lifted = form.get_by_role("button", name="Will be sent as it is")
    assert lifted.evaluate("element => element === document.activeElement")
    assert "1 value will be sent as it is." in form.locator("[data-preview-count]").first.inner_text()
    send(form)
    sent = "export A_TOKEN=not-so-secret\nexport B_TOKEN=‹secret, 8 characters, #1›\n"
    assert recorder.posted()["text"].decode() == sent
    lifted.focus()
    form.keyboard.press("Enter")
    assert preview(form).startswith("export A_TOKEN=‹secret, 13 characters, #1›\n")


def test_a_selection_is_masked_by_hand_wherever_it_stands_and_can_be_lifted(form, recorder):
    form.locator("#text").fill("# call me at Rosewood 17\nexport EDITOR=vim # Rosewood 17\n")
    hand = form.get_by_role("button", name="Mask the selection").first
    assert hand.is_disabled()
    form.evaluate("document.querySelector('#text').setSelectionRange(13, 24)")
    hand.click()
    mask = "‹masked-by-you, 11 characters, #1›"
    assert preview(form) == f"# call me at {mask}\nexport EDITOR=vim # {mask}\n"
    send(form)
    assert b"Rosewood" not in recorder.sent
    form.get_by_role("button", name="Masked: masked-by-you").first.click()
    assert "Rosewood 17" in preview(form)


def test_more_than_the_limit_is_neither_masked_nor_sent(form, recorder):
    form.evaluate("document.querySelector('#text').value = 'export A=1\\n'.repeat(30_000)")
    form.get_by_role("button", name="Check this file").click()
    form.get_by_text("This is more than 256 KB").wait_for()
    assert b"POST" not in recorder.sent


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_form_with_masks_is_accessible(live_server, browser, scheme, width):
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{live_server.url}/check/")
    page.locator("form[data-masking-ready]").wait_for()
    page.locator("#text").fill(f"{TEXT}export A_TOKEN=lifted-value\nexport B_TOKEN=[REDACTED]\n")
    page.get_by_role("button", name="Masked: secret").click()
    page.get_by_text("Add Claude Code’s settings").click()
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    context.close()
