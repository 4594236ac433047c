// Submit once, show what a choice opens, send filters at once, lead to the first error.
const AGAIN_AFTER = 10000; // ms; a second submission of the same page carries the same key and is one act

const release = (form) => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("button[data-held]")) {
    button.disabled = false;
    delete button.dataset.held;
  }
};

const hold = (form) => {
  form.dataset.sent = "1";
  // After the event: a button disabled during it would not be sent with the form.
  window.setTimeout(() => {
    for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) {
      if (button.disabled) continue;
      button.disabled = true;
      button.dataset.held = "1";
    }
  }, 0);
  window.setTimeout(() => release(form), AGAIN_AFTER);
};

/** Parts marked data-when="name=value" stand only while that choice is made. */
const showParts = (form) => {
  for (const part of form.querySelectorAll("[data-when]")) {
    const when = part.dataset.when.split("=");
    const chosen = new FormData(form).getAll(when[0]);
    part.hidden = !when[1].split("|").some((value) => chosen.includes(value));
  }
  for (const card of form.querySelectorAll(".jd-choice")) {
    const input = card.querySelector("input");
    if (input) card.classList.toggle("jd-choice--on", input.checked);
  }
};

export const startForms = () => {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.dataset.again !== undefined) return;
    if (form.dataset.sent) event.preventDefault();
    else hold(form);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest ? event.detail.elt.closest("form") : null;
    if (form) release(form);
  });
  // Coming back by the browser's own button shows the page as it was left: buttons must work again.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form) return;
    if (form.matches("[data-go]") && event.target.matches("select, input[type=checkbox], input[type=date]")) {
      form.requestSubmit();
    }
    showParts(form);
  });
  document.querySelectorAll("form").forEach(showParts);
  document.addEventListener("htmx:load", (event) => event.detail.elt.querySelectorAll("form").forEach(showParts));

  const errors = document.querySelector(".jd-errors");
  if (errors) errors.focus();
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".jd-errors a[href^='#'], .jd-findings a[href^='#'], .jd-missing a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });
};
