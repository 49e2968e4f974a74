// The article beside its form, rendered by the server a moment after typing stops.

const QUIET = 500; // milliseconds
const MARGIN = 12; // pixels above the section that is being written

class LivePreview {
  #root;
  #form;
  #body;
  #state;
  #waiting = 0;
  #request = null;

  constructor(root) {
    this.#root = root;
    this.#form = document.getElementById(root.dataset.form);
    this.#body = root.querySelector("[data-preview-body]");
    this.#state = root.querySelector("[data-preview-state]");
    for (const name of ["input", "change"]) this.#form.addEventListener(name, () => this.#soon());
    for (const name of ["formset:added", "formset:removed"]) document.addEventListener(name, () => this.#soon());
    this.#form.addEventListener("focusin", (event) => this.#follow(event.target.name ?? ""));
    root.addEventListener("toggle", () => this.#soon());
    root.hidden = false;
    this.#refresh();
  }

  #soon() {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#refresh(), QUIET);
  }

  async #refresh() {
    if (!this.#root.open) return;
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    try {
      const answer = await fetch(this.#root.dataset.livePreview, {
        method: "POST",
        body: new URLSearchParams(new FormData(this.#form)),
        redirect: "manual",
        credentials: "same-origin",
        signal: request.signal,
      });
      if (answer.type === "opaqueredirect") throw new Error("you are logged out");
      if (!answer.ok) throw new Error(`the answer was ${answer.status}`);
      this.#show(await answer.text());
    } catch (error) {
      if (request.signal.aborted) return;
      const why = error instanceof TypeError ? "the server does not answer" : error.message;
      this.#say(`The preview failed: ${why}. It shows an earlier state.`, true);
    }
  }

  #show(html) {
    const { scrollTop } = this.#body;
    const parsed = new DOMParser().parseFromString(html, "text/html");
    this.#body.replaceChildren(...parsed.body.childNodes);
    this.#body.scrollTop = scrollTop;
    this.#say("The preview shows what you typed.", false);
  }

  #say(words, isAlarm) {
    if (this.#state.textContent !== words) this.#state.textContent = words;
    this.#state.classList.toggle("beside__state--alarm", isAlarm);
  }

  /** Bring the section into view that is being written; the page itself stays where it is. */
  #follow(name) {
    const field = name.split("-")[0];
    const section = field && this.#body.querySelector(`[data-field="${CSS.escape(field)}"]`);
    if (section) this.#body.scrollTop = section.offsetTop - this.#body.offsetTop - MARGIN;
  }
}

for (const root of document.querySelectorAll("[data-live-preview]")) new LivePreview(root);
