/** Short messages in the corner; they leave by themselves, failures stay longer. */

const STAY_MS = 5000;
const STAY_BAD_MS = 12000;

/**
 * Show a message.
 * @param {string} text What to say; always shown as text.
 * @param {"good" | "bad"} [kind]
 */
export function toast(text, kind = "good") {
  const place = document.getElementById("toasts");
  const box = document.createElement("p");
  box.className = "toast";
  if (kind === "bad") box.dataset.kind = "bad";
  box.textContent = text;
  place.append(box);
  while (place.children.length > 3) place.firstElementChild.remove();
  setTimeout(() => box.remove(), kind === "bad" ? STAY_BAD_MS : STAY_MS);
}
