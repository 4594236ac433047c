// Sentences of the script, in the language of the page.
export const t = (zh, en) => (document.documentElement.lang.startsWith("zh") ? zh : en);

/** Say something to those who listen to the page instead of looking at it. */
export const announce = (text) => {
  const live = document.getElementById("jd-live");
  if (live) live.textContent = text;
};

const two = (n) => String(n).padStart(2, "0");
export const clockWords = (moment) => `${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`;
