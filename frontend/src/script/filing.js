// A form filled in: what stands beside the fields follows each save; rows are added where one works or pastes.
const STATES = ["error", "verify", "changed", "brought", "past", "computed"];

/** Replace a part by what the server drew, unless somebody is writing in it. */
const redraw = (id, html) => {
  const old = document.getElementById(id);
  if (!old || old.contains(document.activeElement)) return;
  // A file somebody chose and did not send yet would be forgotten.
  if ([...old.querySelectorAll("input[type=file]")].some((field) => field.files.length)) return;
  const box = document.createElement("template");
  box.innerHTML = html; // drawn and escaped by the server, as the page itself was
  if (box.content.firstElementChild) old.replaceWith(box.content.firstElementChild);
};

/** What a formula gives for a figure people type, below its cell: drawn by the server, gone once it stands there. */
const offer = (id, html) => {
  const cell = document.getElementById(id);
  if (!cell) return;
  const old = cell.parentElement.querySelector(".jd-cell__offer");
  if (old) old.remove();
  if (html) cell.insertAdjacentHTML("afterend", html);
};

/** Take what the formula gives without leaving the page. */
const onTake = (event) => {
  const button = event.target.closest && event.target.closest(".jd-cell__offer button");
  if (!button) return;
  const cell = button.closest(".jd-cell__offer").parentElement.querySelector("input.jd-cell");
  if (!cell) return;
  event.preventDefault();
  cell.value = button.value.slice(button.value.indexOf("=") + 1);
  cell.dispatchEvent(new Event("change", { bubbles: true }));
  cell.focus();
};

const onSaved = (event) => {
  const data = event.detail || {};
  for (const id of Object.keys(data.parts || {})) redraw(id, data.parts[id]);
  for (const id of Object.keys(data.computed || {})) {
    const cell = document.getElementById(id);
    if (cell) cell.textContent = data.computed[id];
  }
  for (const id of Object.keys(data.offers || {})) offer(id, data.offers[id]);
  for (const id of Object.keys(data.states || {})) {
    const cell = document.getElementById(id);
    if (!cell || !cell.classList.contains("jd-cell")) continue;
    for (const state of STATES) cell.classList.toggle(`jd-cell--${state}`, state === data.states[id]);
    if (data.states[id] === "error") cell.setAttribute("aria-invalid", "true");
    else cell.removeAttribute("aria-invalid");
  }
  for (const id of Object.keys(data.rows || {})) {
    const line = document.getElementById(id);
    const yoy = line && line.querySelector(".jd-grid__yoy");
    const check = line && line.querySelector(".jd-grid__check");
    if (yoy) {
      yoy.textContent = data.rows[id].yoy;
      yoy.classList.toggle("jd-red", data.rows[id].tone === "red");
      yoy.classList.toggle("jd-amber", data.rows[id].tone === "amber");
    }
    if (check) check.innerHTML = data.rows[id].check;
  }
};

const numberOf = (row, table) => {
  const cell = row.querySelector("[name]");
  const found = cell && cell.name.startsWith(`f.${table}.`) ? cell.name.split(".")[2] : "";
  return Number(found) || 0;
};

/** Put one more empty row below the last: a copy of it with the next number. */
const addRow = (body, table) => {
  const last = body.lastElementChild;
  const number = last ? numberOf(last, table) : 0;
  if (!number) return null;
  const row = last.cloneNode(true);
  for (const part of row.querySelectorAll("[id], [name]")) {
    for (const name of ["id", "name", "aria-describedby", "for"]) {
      const value = part.getAttribute(name);
      if (value) part.setAttribute(name, value.replace(`${table}.${number}.`, `${table}.${number + 1}.`));
    }
    const label = part.getAttribute("aria-label");
    if (label) part.setAttribute("aria-label", label.replace(` ${number} `, ` ${number + 1} `));
    part.removeAttribute("aria-invalid");
    part.removeAttribute("title");
    if (part.classList.contains("jd-field__error")) part.textContent = "";
    else if (part.tagName === "OUTPUT") part.textContent = "—";
    else part.value = "";
    if (part.classList.contains("jd-cell") && part.tagName !== "OUTPUT") {
      for (const state of STATES) part.classList.remove(`jd-cell--${state}`);
    }
  }
  for (const extra of row.querySelectorAll(".jd-rivals, .jd-cell__was, button")) extra.remove();
  body.append(row);
  return row;
};

const onAdd = (event) => {
  const button = event.target.closest && event.target.closest("[data-addrow]");
  if (!button) return;
  const body = button.closest(".jd-rows").querySelector("tbody");
  const row = addRow(body, button.dataset.addrow);
  if (!row) return; // without a row to copy the server draws some
  event.preventDefault();
  row.querySelector("[name]").focus();
};

/** Make room for what is pasted, before the grid fills the cells. */
const onPaste = (event) => {
  const cell = event.target;
  const block = cell.closest && cell.closest(".jd-rows");
  const button = block && block.querySelector("[data-addrow]");
  if (!button || !cell.matches("input.jd-cell")) return;
  const lines = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "").split("\n").length;
  const body = block.querySelector("tbody");
  const below = [...body.children].length - [...body.children].indexOf(cell.closest("tr"));
  for (let i = below; i < lines; i += 1) if (!addRow(body, button.dataset.addrow)) return;
};

export const startFilings = () => {
  document.addEventListener("jd:saved", onSaved);
  document.addEventListener("click", onAdd);
  document.addEventListener("click", onTake);
  document.addEventListener("paste", onPaste, true); // first: the grid's own listener then finds the rows
};
