/** Small menus made of <details>: one open at a time, closed by Escape and by a press elsewhere. */

const OPEN = "details[data-drop][open]";

function closeAll(except) {
  for (const each of document.querySelectorAll(OPEN)) if (each !== except) each.open = false;
}

/** Make every menu of the page behave. */
export function tameDrops() {
  document.body.classList.add("has-script");
  document.addEventListener("click", (event) => closeAll(event.target.closest("details[data-drop]")));
  document.addEventListener("keydown", (event) => {
    const open = document.querySelector(OPEN);
    if (event.key !== "Escape" || !open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
}
