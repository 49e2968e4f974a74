// Keeps what is typed into a form as a draft on the server, a moment after typing stops. Where the server cannot take it
// (the session is over, the network is down), the text stays in the page and, as a second net, in this browser.

const QUIET = 2000; // milliseconds without a change before the draft is sent
const LOOK = 500; // a date picker and a script change fields without an event, so the form is looked at
const AGAIN = 10_000; // after a failure
const SAVES = ["_save", "_continue", "_addanother"];

class Autosave {
  #form;
  #root;
  #state;
  #place; // in localStorage
  #kept; // what the server has, or what the form was opened with
  #seen;
  #since = 0;
  #notBefore = 0;
  #sending = null;
  #passing = false;

  constructor(root) {
    this.#root = root;
    this.#form = root.closest("form");
    this.#state = this.#form.querySelector("[data-autosave-state]");
    this.#place = `verdict-draft ${root.dataset.user} ${root.dataset.autosave}`;
    this.#kept = this.#seen = this.#text();
    this.#form.addEventListener("submit", (event) => this.#beforeSaving(event));
    for (const name of ["focus", "online"]) window.addEventListener(name, () => this.#retry());
    setInterval(() => this.#look(), LOOK);
    this.#handIn();
  }

  /** The form as one string, without the session's token and what is not to be kept. */
  #text() {
    const fields = new URLSearchParams(new FormData(this.#form));
    fields.delete("csrfmiddlewaretoken");
    for (const field of this.#form.elements) if ("notKept" in field.dataset) fields.delete(field.name);
    return fields.toString();
  }

  #look() {
    const text = this.#text();
    const now = Date.now();
    if (text !== this.#seen) {
      this.#seen = text;
      this.#since = now;
    } else if (text !== this.#kept && now - this.#since >= QUIET && now >= this.#notBefore) {
      this.#keep(text);
    }
  }

  #retry() {
    this.#notBefore = 0;
    this.#look();
  }

  /** Send the draft; one at a time. Returns "kept", "logged out", "refused" or "failed". */
  async #keep(text) {
    while (this.#sending) await this.#sending;
    this.#sending = this.#send(text).finally(() => (this.#sending = null));
    const outcome = await this.#sending;
    if (outcome === "kept") {
      this.#kept = text;
      this.#forgetHere();
    } else {
      this.#notBefore = Date.now() + AGAIN;
      this.#keepHere(text);
    }
    return outcome;
  }

  async #send(text, isSecond = false) {
    try {
      const answer = await this.#fetch(text);
      if (answer.type === "opaqueredirect") return this.#loggedOut();
      if (answer.status === 403) {
        // A log-in in another tab changed the token.
        const renewed = isSecond ? "refused" : await this.#renew();
        if (renewed === "renewed") return this.#send(text, true);
        if (renewed === "logged out") return this.#loggedOut();
        this.#say("You may not change this any more. What you typed stays in this page.", true);
        return "refused";
      }
      if (!answer.ok) throw new Error(`the answer was ${answer.status}`);
      this.#say(`Draft kept at ${(await answer.json()).saved}.`);
      return "kept";
    } catch {
      this.#say("The draft could not be kept on the server. It stays in this page and in this browser, and is sent again soon.", true);
      return "failed";
    }
  }

  #fetch(text) {
    const fields = new URLSearchParams(text);
    fields.set("csrfmiddlewaretoken", this.#form.elements.namedItem("csrfmiddlewaretoken").value);
    return fetch(this.#root.dataset.autosave, { method: "POST", body: fields, redirect: "manual", credentials: "same-origin" });
  }

  /** Take over the token of the present session. */
  async #renew() {
    const answer = await fetch(this.#root.dataset.autosave, { redirect: "manual", credentials: "same-origin", cache: "no-store" });
    if (answer.type === "opaqueredirect") return "logged out";
    if (!answer.ok) return "refused";
    const { token } = await answer.json();
    for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
    return "renewed";
  }

  #loggedOut() {
    const link = document.createElement("a");
    link.href = this.#root.dataset.login;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Log in in a new tab";
    this.#say("You are logged out. What you typed stays in this page and in this browser. ", true, link, ", then go on here.");
    return "logged out";
  }

  #say(words, isAlarm = false, ...more) {
    if (more.length === 0 && this.#state.textContent === words) return;
    this.#state.replaceChildren(words, ...more);
    this.#state.classList.toggle("autosave--alarm", isAlarm);
  }

  /** Before anything is saved make sure that there is a session to save it in: a redirect to the log-in would lose it. */
  async #beforeSaving(event) {
    if (this.#passing || !SAVES.includes(event.submitter?.name)) return;
    event.preventDefault();
    const submitter = event.submitter;
    const outcome = await this.#keep(this.#text());
    if (outcome === "logged out" || (outcome === "failed" && !navigator.onLine)) {
      this.#state.scrollIntoView({ block: "nearest" });
      return;
    }
    this.#passing = true;
    this.#form.requestSubmit(submitter);
    this.#passing = false;
  }

  #keepHere(text) {
    try {
      localStorage.setItem(this.#place, text);
    } catch {
      // A browser that keeps nothing has one net less; the page still holds the text.
    }
  }

  #forgetHere() {
    try {
      localStorage.removeItem(this.#place);
    } catch {
      // Nothing was kept.
    }
  }

  /** Send what this browser kept, and open the form anew: it then offers the draft. */
  async #handIn() {
    let text = null;
    try {
      text = localStorage.getItem(this.#place);
    } catch {
      return;
    }
    if (!text || !("fresh" in this.#root.dataset)) return;
    const answer = await this.#fetch(text).catch(() => null);
    if (!answer?.ok) return;
    this.#forgetHere();
    if (this.#text() === this.#kept) location.reload();
  }
}

for (const root of document.querySelectorAll("[data-autosave]")) new Autosave(root);
