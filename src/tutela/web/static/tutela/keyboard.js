// Keys for people who work here all day. None of them is the only way to do anything, and none works while somebody types.
const rows = () => [...document.querySelectorAll("table[data-rows] tbody tr")];
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
const keys = document.getElementById("keys");
let leader = false;

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.hasAttribute("data-at"));
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  all[at]?.removeAttribute("data-at");
  next.setAttribute("data-at", "");
  // The row's own link takes the focus, so that Enter, a screen reader and the eye agree on where we are.
  next.querySelector("a[href]")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function go(number) {
  document.querySelectorAll(".tu-nav__link")[number - 1]?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape" && typing(event.target)) event.target.blur();
  if (typing(event.target)) return;
  const acts = {
    "?": () => keys?.showModal(),
    "/": () => document.getElementById("search")?.focus(),
    j: () => move(1),
    k: () => move(-1),
  };
  if (leader && /^[1-9]$/.test(event.key)) acts[event.key] = () => go(Number(event.key));
  leader = event.key === "g";
  if (acts[event.key]) {
    event.preventDefault();
    acts[event.key]();
  } else if (event.key === "Enter" && event.target === document.body) {
    document.querySelector("tr[data-at] a[href]")?.click();
  }
});

document.querySelector("[data-shows-keys]")?.addEventListener("click", () => keys.showModal());
for (const button of document.querySelectorAll("[data-closes-dialog]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}
