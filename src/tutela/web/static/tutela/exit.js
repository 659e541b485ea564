// Leaving at once: empties the page, puts the neutral page in its place in the history, and does the same for three presses of Esc.
// Without script the same link goes to the same page. Neither can clear what the browser has noted before; the page says so.
const exits = [...document.querySelectorAll("[data-exit]")];
const target = exits[0]?.href;
let presses = 0;
let timer;

function leave(event) {
  event?.preventDefault();
  document.documentElement.classList.add("tu-gone");
  document.title = "\u00a0";
  for (const form of document.forms) form.reset();
  try { sessionStorage.clear(); } catch { /* storage is off */ }
  window.location.replace(target);
}

if (target) {
  for (const link of exits) link.addEventListener("click", leave);
  const status = document.querySelector("[data-exit-status]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") { presses = 0; return; }
    presses += 1;
    clearTimeout(timer);
    timer = setTimeout(() => { presses = 0; if (status) status.textContent = ""; }, 5000);
    if (presses >= 3) leave();
    else if (status) status.textContent = presses === 1 ? status.dataset.exitTwice : status.dataset.exitOnce;
  });
  // Coming back by the browser's own button must not show what stood here.
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
}
