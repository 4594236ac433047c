// A soft end: five minutes before the session ends the page says so; nothing typed is lost.
import { announce, t } from "./words.js";

const WARN = 5 * 60; // seconds
const LOOK = 10000; // ms
const SEEN = "jd-seen";

export const csrfToken = (form) => {
  const field = form && form.querySelector("input[name=csrfmiddlewaretoken]");
  return field ? field.value : "";
};

/** Ask for a fresh token after logging in again in another window. Gives "renewed", "out" (still logged out) or "none". */
export const renewToken = async () => {
  const url = document.body.dataset.session;
  if (!url) return "none";
  const answer = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "manual" }).catch(() => null);
  if (answer && answer.status === 401) return "out";
  if (!answer || answer.status !== 200) return "none";
  const data = await answer.json();
  document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => (field.value = data.csrf));
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": data.csrf }));
  noteActivity();
  return "renewed";
};

/** Another window of the same person may be at work; the latest of all counts. */
export const noteActivity = () => {
  try {
    window.localStorage.setItem(SEEN, String(Date.now()));
  } catch (e) {
    window.jdSeen = Date.now();
  }
};

const lastSeen = () => {
  try {
    return Number(window.localStorage.getItem(SEEN)) || 0;
  } catch (e) {
    return window.jdSeen || 0;
  }
};

const showWarning = (left) => {
  const box = document.getElementById("jd-session");
  if (!box) return;
  const text = box.querySelector("[data-text]");
  const words =
    left > 0
      ? t(`${Math.ceil(left / 60)} 分钟后登录将结束；您填的都会留在这一页。`, `Your session ends in ${Math.ceil(left / 60)} min; all you typed stays on this page.`)
      : t("登录已结束。您填的都还在这一页，请在新窗口登录后回到这里。", "Your session has ended. All you typed is still here; log in in a new window and come back.");
  if (box.hidden || text.textContent !== words) announce(words);
  text.textContent = words;
  box.hidden = false;
};

export const startSession = () => {
  const length = Number(document.body.dataset.sessionSeconds || 0);
  if (!length) return;
  noteActivity();
  document.addEventListener("htmx:afterRequest", noteActivity);
  const box = document.getElementById("jd-session");
  const stay = box && box.querySelector("button");
  if (stay) {
    stay.addEventListener("click", async () => {
      await renewToken();
      if (length - (Date.now() - lastSeen()) / 1000 > WARN) box.hidden = true;
    });
  }
  const look = () => {
    const left = length - (Date.now() - lastSeen()) / 1000;
    if (left <= WARN) showWarning(left);
    else if (box) box.hidden = true;
  };
  look();
  window.setInterval(look, LOOK);
};
