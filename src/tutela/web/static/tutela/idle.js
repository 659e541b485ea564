// Warns before a session ends, and loses nothing when it has: the words stay on the page, behind a curtain, until somebody signs in again.
const dialog = document.getElementById("idle");
const { idleSeconds, stayUrl } = document.body.dataset;
const WARNING = 5 * 60;
const SEEN = "tutela-seen";

if (dialog && idleSeconds && stayUrl) {
  const limit = Number(idleSeconds);
  let seen = Date.now();
  // Another window of the same session keeps this one alive too; only a time is shared, never a word of a record.
  const remember = () => { seen = Date.now(); try { localStorage.setItem(SEEN, String(seen)); } catch { /* storage is off */ } };
  const newest = () => { try { return Math.max(seen, Number(localStorage.getItem(SEEN)) || 0); } catch { return seen; } };
  const part = (name) => dialog.querySelector(`[data-idle-part="${name}"]`);
  const curtain = (over) => {
    dialog.toggleAttribute("data-over", over);
    part("warning").hidden = over;
    part("over").hidden = !over;
    dialog.setAttribute("aria-labelledby", over ? "idle-over-title" : "idle-title");
  };
  const minutes = (seconds) => { const n = Math.max(1, Math.ceil(seconds / 60)); return n === 1 ? dialog.dataset.oneMinute : dialog.dataset.minutes.replace("{number}", n); };

  async function stay() {
    try {
      const answer = await fetch(stayUrl, { method: "POST", headers: { "X-CSRFToken": token() }, redirect: "manual", cache: "no-store" });
      if (answer.ok) { remember(); takeNewToken(); dialog.close(); return; }
    } catch { /* the line is down: the warning stays */ }
    curtain(true);
  }
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  // Signing in again changes the token; a form that was open before must send the new one or it would be refused.
  const takeNewToken = () => { for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token() || input.value; };

  dialog.querySelector("[data-idle-stay]").addEventListener("click", stay);
  dialog.querySelector("[data-idle-return]").addEventListener("click", stay);
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); if (!dialog.hasAttribute("data-over")) stay(); });
  document.addEventListener("htmx:afterRequest", remember);
  remember();

  setInterval(() => {
    const left = limit - (Date.now() - newest()) / 1000;
    if (left > WARNING) { if (dialog.open && !dialog.hasAttribute("data-over")) dialog.close(); return; }
    if (!dialog.open) { curtain(left <= 0); dialog.showModal(); }
    if (left <= 0) curtain(true);
    else dialog.querySelector("[data-idle-left]").textContent = minutes(left);
  }, 1000);
}
