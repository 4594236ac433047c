// What figures make together is shown while one types: inputs data-adds="weight", the place of the sum data-total="weight".
const number = (text) => {
  const found = Number(String(text).normalize("NFKC").replace(/[,%\s]/g, ""));
  return Number.isFinite(found) ? found : 0;
};

const addUp = (group) => {
  for (const place of group.querySelectorAll("[data-total]")) {
    const inputs = [...group.querySelectorAll(`[data-adds="${place.dataset.total}"]`)];
    const sum = inputs.reduce((total, input) => total + number(input.value), 0);
    const rounded = Math.round(sum * 1e6) / 1e6;
    place.textContent = String(rounded);
    if (place.dataset.must) place.classList.toggle("jd-sums__amount--off", rounded !== Number(place.dataset.must));
  }
};

export const startSums = () => {
  document.addEventListener("input", (event) => {
    const group = event.target.matches("[data-adds]") && event.target.closest("[data-sums]");
    if (group) addUp(group);
  });
};
