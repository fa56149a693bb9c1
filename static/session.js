// Says in time that the session of a member of staff ends. Without this file, the foot of the page says when.
(() => {
  "use strict";
  const dialog = document.querySelector("[data-session]");
  if (!dialog?.showModal) return;
  const WARN = 5 * 60; // seconds before the end
  const LOOK = 5000; // milliseconds between two looks at the clock, which goes on while a computer sleeps
  const form = dialog.querySelector("form");
  const stay = dialog.querySelector("[data-stay]");
  const close = dialog.querySelector("[data-close]");
  const failed = dialog.querySelector("[data-words]");
  const said = document.querySelector("[data-session-said]");
  const others = "BroadcastChannel" in window ? new BroadcastChannel("staff-session") : null;
  let ends;
  let warned = ""; // what was said already, so that whoever closed it is not asked again

  const count = ({ idle, whole }) => {
    const now = Date.now();
    ends = { idle: now + idle * 1000, whole: now + whole * 1000 };
    warned = "";
  };
  const show = (which) => {
    if (warned === which) return;
    warned = which;
    dialog.querySelectorAll("[data-when]").forEach((words) => { words.hidden = words.dataset.when !== which; });
    stay.hidden = which !== "idle";
    close.hidden = which === "idle";
    if (!dialog.open) dialog.showModal();
    (which === "idle" ? stay : close).focus();
  };
  const look = () => {
    const now = Date.now();
    const first = Math.min(ends.idle, ends.whole);
    if (now >= first) return show("over");
    if (now >= first - WARN * 1000) show(first === ends.whole ? "whole" : "idle");
  };
  const stays = (left) => {
    count(left);
    if (dialog.open) dialog.close();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return show("over");
      const left = await answer.json();
      stays(left);
      others?.postMessage(left);
      failed.textContent = "";
      said.textContent = said.dataset.stays;
    } catch {
      failed.textContent = failed.dataset.words; // and nothing leaves the page: what was typed is in it
    }
  });
  close.addEventListener("click", () => dialog.close());
  // A page that is opened in another tab counts for this one as well.
  others?.addEventListener("message", ({ data }) => stays(data));
  const left = { idle: Number(dialog.dataset.idle), whole: Number(dialog.dataset.whole) };
  count(left);
  others?.postMessage(left);
  setInterval(look, LOOK);
  addEventListener("visibilitychange", look);
  addEventListener("pageshow", look);
})();
