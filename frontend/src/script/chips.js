// § chips, dashed chips and the account menu are <details>; this closes the others, Esc closes, focus returns.
const LAYERS = "details.jd-chip, details.jd-dash, details.jd-acct";
const EDGE = 8;

/** Put a chip's layer under the chip, or above where there is no room below. On a phone it stays at the foot. */
const place = (details) => {
  const layer = details.querySelector(".jd-layer");
  if (!layer || window.innerWidth <= 760) return;
  const chip = details.querySelector("summary").getBoundingClientRect();
  const box = layer.getBoundingClientRect();
  const left = Math.max(EDGE, Math.min(chip.left, window.innerWidth - box.width - EDGE));
  const below = chip.bottom + 4;
  const top = below + box.height <= window.innerHeight - EDGE ? below : Math.max(EDGE, chip.top - box.height - 4);
  layer.style.left = `${left}px`;
  layer.style.top = `${top}px`;
  layer.style.right = "auto";
  layer.style.bottom = "auto";
};

const closeAll = (except) => {
  for (const open of document.querySelectorAll(LAYERS)) if (open.open && open !== except) open.open = false;
};

export const startChips = () => {
  document.addEventListener(
    "toggle",
    (event) => {
      const details = event.target;
      if (!details.matches || !details.matches(LAYERS) || !details.open) return;
      closeAll(details);
      place(details);
    },
    true, // toggle does not bubble
  );
  document.addEventListener("click", (event) => closeAll(event.target.closest(LAYERS)));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const open = [...document.querySelectorAll(LAYERS)].find((details) => details.open);
      if (!open) return;
      open.open = false;
      open.querySelector("summary").focus();
    } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      if (event.target.closest("input, textarea, select, [contenteditable]")) return;
      const search = [...document.querySelectorAll("[data-search]")].find((field) => field.offsetParent);
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
    }
  });
  // A fixed layer does not travel with its chip.
  window.addEventListener("scroll", () => [...document.querySelectorAll(LAYERS)].filter((d) => d.open).forEach(place), {
    passive: true,
  });
};
