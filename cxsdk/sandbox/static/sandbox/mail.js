/** A mailbox: the letter's frame is as tall as the letter, and choosing a box opens it. */

import { tameDrops } from "./drops.js";

const MIN_HEIGHT = 120;
const MAX_HEIGHT = 4000;

function fit(frame) {
  const page = frame.contentDocument?.documentElement;
  if (!page) return;
  frame.style.height = "0";
  frame.style.height = `${Math.min(Math.max(page.scrollHeight, MIN_HEIGHT), MAX_HEIGHT) + 1}px`;
}

tameDrops();
const letter = document.getElementById("letter");
if (letter) {
  letter.addEventListener("load", () => fit(letter));
  window.addEventListener("resize", () => fit(letter));
  fit(letter);
}
const owners = document.getElementById("address");
owners.addEventListener("change", () => owners.form.requestSubmit());
