// The only script of the pages. Everything works without it; it saves while one types, moves layers beside
// their chips, and keeps a double click from being two acts.
import htmx from "htmx.org";
import { startAutosave } from "./script/autosave.js";
import { startChips } from "./script/chips.js";
import { startFilings } from "./script/filing.js";
import { startForms } from "./script/forms.js";
import { startGrids } from "./script/grid.js";
import { startSession } from "./script/session.js";
import { startSums } from "./script/sums.js";
import { startSwaps } from "./script/swaps.js";

// A strict content-security policy: nothing is evaluated, no style is injected, no page is kept in the browser.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;
// A refusal comes as a fragment with its reason and is shown, not swallowed.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "4..", swap: true, error: true },
  { code: "5..", swap: false, error: true },
];

document.documentElement.classList.add("jd-js");

const start = () => {
  startChips();
  startFilings();
  startForms();
  startGrids();
  startSession();
  startAutosave();
  startSums();
  startSwaps();
};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
