// Marking by keys: 1 bad · 2 middle · 3 top · 0 not applicable, by the key's place on the
// keyboard, so that every layout works. A form takes part by `data-marks`, a row by `.mark-row`.

const rows = (form) => [...form.querySelectorAll(".mark-row")];
const radios = (row) => [...row.querySelectorAll("input[type=radio]")];
const isMarked = (row) => radios(row).some((one) => one.checked);

function current(form) {
  const all = rows(form);
  return all.find((row) => row.contains(document.activeElement))
    || all.find((row) => !isMarked(row))
    || all[all.length - 1];
}

function point(form, row) {
  for (const one of rows(form)) one.classList.toggle("now", one === row);
}

function choose(row, value) {
  const radio = radios(row).find((one) => one.value === value);
  if (!radio) return false;
  radio.checked = true;
  radio.dispatchEvent(new Event("input", {bubbles: true}));
  radio.dispatchEvent(new Event("change", {bubbles: true}));
  return true;
}

/** Give the key to the form that is being marked; returns whether it was taken. */
export function markByKey(panel, code) {
  const form = panel.querySelector("form[data-marks]");
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code);
  if (!form || !digit) return false;
  const row = current(form);
  if (!row || !choose(row, digit[1])) return false;
  const next = rows(form).find((one) => !isMarked(one));
  const target = next || form.querySelector("[data-submit]");
  point(form, next || null);
  if (next) radios(next)[0].focus();
  else if (target) target.focus();
  return true;
}

/** Mark every row that has no mark yet. */
export function markRest(button) {
  const form = button.closest("form");
  for (const row of rows(form)) if (!isMarked(row)) choose(row, button.dataset.markRest);
  point(form, null);
  form.querySelector("[data-submit]")?.focus();
}
