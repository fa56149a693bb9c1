// Solves the challenge of the page that comes before Send, in a worker of altcha's. Without this file, waiting works.
(() => {
  "use strict";
  const form = document.querySelector("form[data-challenge]");
  if (!form || !window.Worker || !window.isSecureContext) return; // no WebCrypto: the page says how long to wait
  const says = form.querySelector("[role=status]");
  const patience = form.querySelector("[data-patience]");
  const challenge = JSON.parse(form.dataset.challenge);
  let working = true;
  let pressed = false;

  const say = (words) => { says.textContent = words; };
  const hold = (event) => {
    if (!working) return;
    event.preventDefault();
    pressed = true;
    say(form.dataset.soon);
  };
  const end = (words) => {
    working = false;
    worker.terminate();
    form.removeAttribute("data-repeatable"); // from now on a second click sends nothing twice
    say(words);
  };
  const giveUp = () => {
    patience.hidden = false;
    end(form.dataset.failed);
  };
  const solved = (solution) => {
    form.elements.proof.value = btoa(JSON.stringify({ challenge, solution }));
    end(form.dataset.ready);
    if (pressed) form.requestSubmit();
  };

  const worker = new Worker(form.dataset.worker);
  worker.onmessage = ({ data }) => (data?.derivedKey ? solved(data) : giveUp());
  worker.onerror = giveUp;
  patience.hidden = true;
  form.setAttribute("data-repeatable", "");
  form.addEventListener("submit", hold);
  say(form.dataset.working);
  worker.postMessage({ type: "work", challenge, counterStart: 0, counterStep: 1, timeout: 120000 });
})();
