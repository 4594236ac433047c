// Saving while one types. A form asks for it by data-autosave="URL"; what changed is sent 0.8 s after the last key.
//
// Sent: changed=NAME for every changed field, the fields' values, seen (the version the page shows), the CSRF token.
// Answered: 200 {"saved": "10:42:07", "times": 38, "seen": "…", "errors": {NAME: "…"}} · 401 (logged out) ·
// 403 (old token) · 409 {"what": "…", "next": "…"} (somebody else changed it) · 422 like 409.
//
// Typed text is never lost: it lies in localStorage, under the person's own key, until the server has said "saved".
import { announce, clockWords, t } from "./words.js";
import { csrfToken, noteActivity, renewToken } from "./session.js";

const PAUSE = 800;
const RETRY = 15000;

const store = {
  read(key) {
    try {
      return JSON.parse(window.localStorage.getItem(key) || "null");
    } catch (e) {
      return null;
    }
  },
  write(key, value) {
    try {
      if (value === null) window.localStorage.removeItem(key);
      else window.localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch (e) {
      return false; // private window or full disk: the page itself still holds the text
    }
  },
};

const valuesOf = (form, name) => new FormData(form).getAll(name).filter((value) => typeof value === "string");

const setValues = (form, name, values) => {
  const fields = [...form.elements].filter((field) => field.name === name && field.type !== "file");
  fields.forEach((field, i) => {
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (field.type === "select-multiple") for (const o of field.options) o.selected = values.includes(o.value);
    else field.value = values[i] === undefined ? "" : values[i];
  });
};

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosave;
    this.key = `jd-kept:${document.body.dataset.person || "-"}:${this.url}`;
    this.changed = new Map(); // name → number of the change, so that a change during a save is not forgotten
    this.count = 0;
    this.timer = 0;
    this.busy = null;
    this.stopped = false;
    this.renewed = false; // a new token is asked for once, not in a circle
    this.restore();
    form.addEventListener("input", (event) => this.note(event.target, PAUSE));
    form.addEventListener("change", (event) => this.note(event.target, 200));
    form.addEventListener("submit", (event) => this.beforeSubmit(event));
    window.addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.send(true));
    window.addEventListener("beforeunload", (event) => {
      if (this.changed.size && !this.kept && !this.form.dataset.sent) event.preventDefault();
    });
  }

  /** Put back what an earlier visit typed and the server never confirmed. */
  restore() {
    const kept = store.read(this.key);
    if (!kept) return;
    for (const name of Object.keys(kept.fields)) {
      setValues(this.form, name, kept.fields[name]);
      this.changed.set(name, (this.count += 1));
    }
    this.say("wait", t(`已补回上次未传的 ${this.changed.size} 处，正在保存`, `Put back ${this.changed.size} unsent changes, saving`));
    this.later(0);
  }

  note(field, pause) {
    if (!field.name || field.type === "file" || field.closest("[data-noautosave]")) return;
    this.changed.set(field.name, (this.count += 1));
    field.classList.remove("jd-cell--brought"); // typed now, no longer brought in
    this.keep();
    this.later(pause);
  }

  keep() {
    const fields = {};
    for (const name of this.changed.keys()) fields[name] = valuesOf(this.form, name);
    this.kept = store.write(this.key, this.changed.size ? { fields, at: new Date().toISOString() } : null);
  }

  later(pause) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.send(), pause);
  }

  say(kind, text, link) {
    for (const line of document.querySelectorAll(".jd-saved")) {
      line.className = `jd-saved jd-saved--${kind}`;
      line.textContent = text;
      if (!link) continue;
      const a = document.createElement("a");
      a.href = link.href;
      a.target = "_blank";
      a.textContent = link.text;
      line.append(" ", a);
    }
    if (kind !== "done") announce(text); // each "saved" aloud would drown the reader
  }

  body(names) {
    const body = new URLSearchParams();
    body.set("csrfmiddlewaretoken", csrfToken(this.form));
    const seen = this.form.elements.namedItem("seen");
    if (seen) body.set("seen", seen.value);
    for (const name of names) {
      body.append("changed", name);
      for (const value of valuesOf(this.form, name)) body.append(name, value);
    }
    return body;
  }

  async send(leaving = false) {
    if (this.busy || this.stopped || !this.changed.size || this.form.dataset.sent) return;
    window.clearTimeout(this.timer);
    const sending = new Map(this.changed);
    const request = fetch(this.url, {
      method: "POST",
      body: this.body(sending.keys()),
      headers: { "X-Autosave": "1", Accept: "application/json" },
      credentials: "same-origin",
      redirect: "manual",
      keepalive: leaving,
    });
    this.busy = request.then((answer) => this.answered(answer, sending), () => this.away());
    await this.busy;
    this.busy = null;
    if (this.changed.size && !this.stopped) this.later(this.offline ? RETRY : PAUSE);
  }

  away() {
    this.offline = true;
    const n = this.changed.size;
    this.say("away", t(`未联网，已存在本机，${n} 处待传`, `Offline; kept on this machine, ${n} to send`));
  }

  async answered(answer, sent) {
    const data = await answer.json().catch(() => ({}));
    if (answer.status === 200 && data.saved) return this.saved(data, sent);
    if (answer.status === 401 || answer.type === "opaqueredirect") return this.loggedOut();
    if (answer.status === 403 && !this.renewed) {
      this.renewed = true;
      const how = await renewToken();
      if (how === "renewed") return undefined; // tried again with the new token
      if (how === "out") return this.loggedOut();
    }
    if (answer.status >= 500 || answer.status === 429) return this.away();
    this.stopped = true;
    const what = data.what || t("没有存上，您填的都还在这一页和本机", "Not saved; all you typed is still on this page and machine");
    const next = data.next || t("请复制新写的内容，重新打开本页", "Copy what is new and open the page again");
    return this.say("stop", `${what} ${next}`);
  }

  saved(data, sent) {
    this.offline = false;
    this.renewed = false;
    sent.forEach((number, name) => this.changed.get(name) === number && this.changed.delete(name));
    this.keep();
    const seen = this.form.elements.namedItem("seen");
    if (seen && data.seen) seen.value = data.seen;
    const errors = data.errors || {};
    for (const name of sent.keys()) this.mark(name, errors[name]);
    const times = data.times ? t(` 第 ${data.times} 次`, ` (${data.times})`) : "";
    const words = t(`✓ 已存 ${data.saved || clockWords(new Date())}${times}`, `✓ Saved ${data.saved}${times}`);
    noteActivity();
    this.say("done", words);
    this.form.dispatchEvent(new CustomEvent("jd:saved", { bubbles: true, detail: data }));
  }

  /** Show or clear one field's error in words, at the field. */
  mark(name, error) {
    const field = this.form.elements.namedItem(name);
    if (!field || !field.id) return;
    const line = document.getElementById(`${field.id}-error`);
    field.toggleAttribute("aria-invalid", false);
    if (error) field.setAttribute("aria-invalid", "true");
    if (field.classList.contains("jd-cell")) field.classList.toggle("jd-cell--error", Boolean(error));
    if (line) line.textContent = error || "";
  }

  loggedOut() {
    this.renewed = false;
    const href = `${document.body.dataset.login || "/login/"}?next=${encodeURIComponent(window.location.pathname)}`;
    const n = this.changed.size;
    this.offline = true;
    this.say("away", t(`登录已结束，${n} 处已存在本机，登录后自动补存`, `Logged out; ${n} kept here, saved after log-in`), {
      href,
      text: t("在新窗口登录", "Log in (new window)"),
    });
  }

  /** The whole form goes by itself now; a save under way is waited for, so that both show the same version. */
  beforeSubmit(event) {
    if (event.defaultPrevented) return;
    window.clearTimeout(this.timer);
    if (this.busy) {
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = event.submitter;
      this.busy.then(() => this.form.requestSubmit(button));
    }
  }
}

export const startAutosave = () => {
  for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
};
