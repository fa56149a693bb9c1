// Comforts of the page where documents are sent: how much has gone, and the list by itself. All of it works without.
(() => {
  "use strict";
  const EVERY = 3000; // milliseconds between two looks
  const LOOKS = 40; // then the link "Look again" is left: a page that is left open must not keep itself open
  const page = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

  // --- the list, while something in it is being checked
  const lines = (list) => [...list.querySelectorAll("li")].map((line) => line.innerText.replace(/\s+/g, " ").trim());
  const look = async (left) => {
    const list = document.querySelector("[data-documents]");
    if (!list?.hasAttribute("data-being-checked") || !left) return;
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      const fresh = answer.ok && !answer.redirected && (await page(answer)).querySelector("[data-documents]");
      if (fresh && fresh.innerHTML !== list.innerHTML) {
        const before = new Set(lines(list));
        list.replaceWith(fresh);
        document.querySelector("[data-news]").textContent = lines(fresh).filter((line) => !before.has(line)).join(" ");
      }
    } catch {
      // no connection at this moment: the next look, or the link
    }
    setTimeout(look, EVERY, left - 1);
  };
  setTimeout(look, EVERY, LOOKS);

  // --- sending, with how much has gone
  const send = (form, says) => {
    const bar = form.querySelector("progress");
    const request = new XMLHttpRequest();
    const say = (words) => { says.textContent = words; };
    let told = -1;
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const percent = Math.floor((100 * event.loaded) / event.total);
      bar.value = percent;
      if (Math.floor(percent / 25) === told) return; // a screen reader hears it four times, not a hundred
      told = Math.floor(percent / 25);
      say(form.dataset.sending.replace("{n}", percent));
    });
    request.addEventListener("load", () => {
      const answer = new DOMParser().parseFromString(request.responseText, "text/html");
      const fresh = answer.querySelector("main:has([data-documents])");
      if (!fresh) return location.reload(); // the page has closed: the server says so
      document.title = answer.title;
      document.querySelector("main").replaceWith(document.adoptNode(fresh));
      (fresh.querySelector("[data-error-summary]") ?? fresh).focus();
      watch();
      setTimeout(look, EVERY, LOOKS);
    });
    request.addEventListener("error", () => {
      bar.hidden = true;
      delete form.dataset.sent;
      say(form.dataset.failed);
    });
    bar.hidden = false;
    request.open("POST", location.pathname);
    request.send(new FormData(form));
  };
  const watch = () => {
    const form = document.querySelector("form[data-upload]");
    const input = form?.querySelector("input[type=file]");
    if (!input) return;
    input.addEventListener("change", () => input.setCustomValidity(""));
    form.addEventListener("submit", (event) => {
      const file = input.files[0];
      if (!file || form.dataset.sent) return; // the server says what is missing; portal.js stops the second click
      event.preventDefault();
      if (file.size > Number(form.dataset.most)) {
        event.stopPropagation(); // nothing was sent, so nothing waits for an answer
        input.setCustomValidity(form.dataset.tooBig);
        input.reportValidity();
        return;
      }
      send(form, form.querySelector("[data-says]"));
    });
  };
  watch();
})();
