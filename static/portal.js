// Small comforts. Every page works without this file; it builds no page and keeps no data.
(() => {
  "use strict";
  const all = (selector) => document.querySelectorAll(selector);

  // The error summary is read first. Its `autofocus` does that, but not after a #fragment and not in every browser.
  if (location.hash || !("autofocus" in HTMLElement.prototype)) {
    addEventListener("load", () => document.querySelector("[data-error-summary]")?.focus());
  }

  // A second click sends nothing twice. The button is not disabled: that would drop its value and the focus.
  const release = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("data-repeatable")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(release, 15000, form); // a connection that died must not lock the form
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach(release));

  // A pasted code may hold spaces, dashes or full-width digits.
  all("input.code, input[autocomplete='one-time-code']").forEach((input) =>
    input.addEventListener("paste", (event) => {
      const text = event.clipboardData?.getData("text");
      if (!text) return;
      event.preventDefault();
      input.setRangeText(text.normalize("NFKC").replace(/[\s\p{Pd}\u200b-\u200f]/gu, ""), input.selectionStart, input.selectionEnd, "end");
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }),
  );

  // Counts as the server does: by character, not by UTF-16 unit.
  all("textarea[data-maxlength]").forEach((area) => {
    const line = area.parentNode.querySelector("[data-count]");
    if (!line) return;
    const spoken = document.createElement("span");
    spoken.className = "visually-hidden";
    spoken.setAttribute("role", "status");
    line.after(spoken);
    let pause;
    const count = () => {
      const left = area.dataset.maxlength - [...area.value].length;
      const words = (left < 0 ? line.dataset.over : line.dataset.left).replace("{n}", Math.abs(left));
      line.textContent = words;
      line.classList.toggle("over", left < 0);
      clearTimeout(pause);
      pause = setTimeout(() => { spoken.textContent = words; }, 1000);
    };
    area.addEventListener("input", count);
    if (area.value) count();
  });

  // Buttons that only a script can serve appear with it.
  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
  if (navigator.clipboard) all("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
      } catch {
        return; // refused: the reference is on the page all the same
      }
      const says = button.parentNode.querySelector("[role=status]");
      says.textContent = button.dataset.done;
      setTimeout(() => { says.textContent = ""; }, 4000);
    });
  });
})();
