// Parts exchanged by htmx: what is new is announced, what cannot be reached is said.
import { announce, t } from "./words.js";

const tell = (text) => {
  const place = document.getElementById("jd-said");
  if (place) {
    const line = document.createElement("div");
    line.className = "jd-notice jd-notice--late";
    line.setAttribute("role", "alert");
    line.textContent = text;
    place.textContent = "";
    place.append(line);
  } else announce(text);
};

export const startSwaps = () => {
  document.addEventListener("htmx:afterSwap", (event) => {
    const words = event.detail.target.dataset ? event.detail.target.dataset.announce : "";
    if (words) announce(words);
    const errors = event.detail.target.querySelector && event.detail.target.querySelector(".jd-errors");
    if (errors) errors.focus();
  });
  document.addEventListener("htmx:sendError", () =>
    tell(t("没有连上服务器，没有办理。您填的都还在这一页；联网后请再点一次。", "The server was not reached and nothing was done. All you typed is still here; try again when online.")),
  );
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status >= 500) {
      tell(t("系统这一步没有办成，已记录。您填的都还在这一页；请稍后再点一次。", "This step did not go through and was recorded. All you typed is still here; try again shortly."));
    }
  });
};
