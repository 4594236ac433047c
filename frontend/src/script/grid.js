// Arrow keys and Enter in form grids, and pasting a block copied from a spreadsheet.
const cellsOf = (row) => [...row.querySelectorAll("input.jd-cell, select.jd-cell")].filter((cell) => !cell.disabled && !cell.readOnly);

const columnOf = (cell) => {
  const box = cell.closest("td, th");
  return box ? [...box.parentElement.children].indexOf(box) : -1;
};

const inColumn = (row, column) => cellsOf(row).find((cell) => columnOf(cell) === column);

/** The cell of the same column in the next row (or the one before) that has one. */
const vertical = (cell, step) => {
  const rows = [...cell.closest("table").querySelectorAll("tbody tr")];
  const column = columnOf(cell);
  for (let i = rows.indexOf(cell.closest("tr")) + step; i >= 0 && i < rows.length; i += step) {
    const found = inColumn(rows[i], column);
    if (found) return found;
  }
  return null;
};

const horizontal = (cell, step) => {
  const cells = cellsOf(cell.closest("tr"));
  return cells[cells.indexOf(cell) + step] || null;
};

const atEdge = (cell, step) => {
  if (cell.selectionStart === null || cell.selectionStart === undefined) return true;
  if (cell.selectionStart !== cell.selectionEnd) return cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
  return step < 0 ? cell.selectionStart === 0 : cell.selectionStart === cell.value.length;
};

const go = (event, next) => {
  if (!next) return;
  event.preventDefault();
  next.focus();
  if (next.select) next.select();
};

const onKey = (event) => {
  const cell = event.target;
  if (!cell.matches || !cell.matches(".jd-grid .jd-cell") || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.isComposing) return; // an input method is choosing a character
  if (event.key === "Enter") go(event, vertical(cell, event.shiftKey ? -1 : 1));
  if (cell.tagName === "SELECT") return; // its arrows choose
  if (event.key === "ArrowDown") go(event, vertical(cell, 1));
  else if (event.key === "ArrowUp") go(event, vertical(cell, -1));
  else if (event.key === "ArrowRight" && atEdge(cell, 1)) go(event, horizontal(cell, 1));
  else if (event.key === "ArrowLeft" && atEdge(cell, -1)) go(event, horizontal(cell, -1));
};

const onPaste = (event) => {
  const start = event.target;
  if (!start.matches || !start.matches(".jd-grid input.jd-cell")) return;
  const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
  if (!/[\t\n]/.test(text)) return;
  event.preventDefault();
  let left = start;
  for (const line of text.split("\n")) {
    let cell = left;
    for (const value of line.split("\t")) {
      if (!cell) break;
      cell.value = value.trim();
      cell.dispatchEvent(new Event("input", { bubbles: true }));
      cell.dispatchEvent(new Event("change", { bubbles: true }));
      cell = horizontal(cell, 1);
    }
    left = left && vertical(left, 1);
    if (!left) break;
  }
};

export const startGrids = () => {
  document.addEventListener("keydown", onKey);
  document.addEventListener("paste", onPaste);
};
