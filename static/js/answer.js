// What a page of the questionnaire does beyond its form: keeps each answer as it is given, tries again when the
// network fails, and lets the keyboard do everything. Without it the page is a plain form that works.
(() => {
  "use strict";

  document.documentElement.classList.add("scripted");
  const form = document.querySelector("form[data-answers]");
  const questions = [...document.querySelectorAll("fieldset[data-question]")];

  // A browser may honor autofocus only after its first paint; whoever presses Enter before that means this page.
  const heading = document.querySelector("h1[autofocus]");
  if (heading && document.activeElement === document.body) heading.focus({ preventScroll: true });

  // --- Keyboard: digits pick, Enter goes on --------------------------------------------------------------

  const shown = (element) => element.offsetParent !== null;
  const inputs = (question) => [...question.querySelectorAll("input[type=radio], input[type=checkbox]")];

  function pick(question, place) {
    const input = inputs(question)[place];
    if (!input) return;
    input.focus();
    input.click();
  }

  function goOn(from) {
    const open = questions.filter(shown);
    const next = open[open.indexOf(from) + 1];
    if (next) return focusOn(next);
    const comment = document.querySelector("textarea");
    if (comment && from) return comment.focus();
    const button = document.querySelector("[data-forward]") || document.querySelector("form .button--primary");
    if (button) button.click();
  }

  function focusOn(question) {
    const choices = inputs(question);
    const input = choices.find((choice) => choice.checked) || choices[0];
    input.focus();
    question.closest(".card").scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const at = event.target;
    const question = at.closest("fieldset[data-question]");
    const choosing = question && at.matches("input[type=radio], input[type=checkbox]");
    if (choosing && /^[1-9]$/.test(event.key)) {
      event.preventDefault();
      pick(question, Number(event.key) - 1);
    } else if (event.key === "Enter" && (choosing || at.matches("h1, body, main"))) {
      event.preventDefault();
      goOn(question);
    }
  });

  // --- A form is sent once -------------------------------------------------------------------------------

  for (const once of document.querySelectorAll("form[data-once]")) {
    once.addEventListener("submit", (event) => {
      if (once.dataset.sent) event.preventDefault();
      once.dataset.sent = "yes";
    });
    window.addEventListener("pageshow", () => delete once.dataset.sent);
  }

  if (!form) return;

  // --- Saved as given --------------------------------------------------------------------------------------

  const status = document.querySelector("[data-saved]");
  const waiting = new Map();
  let onItsWay = new Map();
  let sending = false;
  let retry = 0;
  let timer = 0;

  function say(state, sentence) {
    const text = sentence || status.dataset[state];
    status.dataset.state = state;
    if (status.textContent !== text) status.textContent = text;
  }

  // Whoever goes on answering has not left, though the page was sent.
  function keep(names) {
    delete form.dataset.leaving;
    for (const name of names) waiting.set(name, new FormData(form).getAll(name));
    send();
  }

  async function send() {
    if (sending || !waiting.size || form.dataset.leaving) return;
    clearTimeout(timer);
    sending = true;
    const batch = new Map(waiting);
    onItsWay = batch;
    waiting.clear();
    if (status.dataset.state !== "failed") say("saving");
    const outcome = await post(batch);
    sending = false;
    onItsWay = new Map();
    if (outcome === "again") return tryAgain(batch);
    retry = 0;
    if (outcome === "saved" && !waiting.size) say("saved");
    send();
  }

  async function post(batch) {
    const body = new URLSearchParams(signature());
    for (const [name, values] of batch) for (const value of values) body.append(name, value);
    try {
      const response = await fetch(location.pathname, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        keepalive: body.toString().length < 60000,
      });
      if (response.ok) return "saved";
      if (response.status >= 500 || response.status === 429) return "again";
      say("refused", (await response.json()).message);
      return "refused";
    } catch {
      return "again";
    }
  }

  // What was given in the meantime is newer than what is tried again.
  function tryAgain(batch) {
    for (const [name, values] of batch) if (!waiting.has(name)) waiting.set(name, values);
    say("failed");
    retry += 1;
    timer = setTimeout(send, Math.min(30000, 1000 * 2 ** (retry - 1)));
  }

  window.addEventListener("online", send);
  window.addEventListener("beforeunload", (event) => {
    if (status.dataset.state === "failed" && !form.dataset.leaving) event.preventDefault();
  });
  form.addEventListener("submit", () => { form.dataset.leaving = "yes"; });
  window.addEventListener("pageshow", () => {
    delete form.dataset.leaving;
    send();
  });

  // --- In which order, and for how long ------------------------------------------------------------------

  // A message can be overtaken on its way. Each says of which visit it is and the how-manieth, and whatever
  // was not known to be kept is sent again, so that the server may leave aside what comes late.
  const visit = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const opened = form.elements.opened;
  let number = 0;
  let left = 0;

  function signature() {
    number += 1;
    return { visit, number: String(number), opened: opened.value };
  }

  function enclose(name, value) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    input.dataset.enclosed = "";
    form.append(input);
  }

  function takeOut() {
    for (const input of form.querySelectorAll("[data-enclosed]")) input.remove();
  }

  form.addEventListener("submit", () => {
    takeOut();
    const filled = new FormData(form);
    const unkept = new Map([...onItsWay, ...waiting]);
    for (const [name, values] of unkept) if (values[0] === "" && !filled.has(name)) enclose(name, "");
    const signed = signature();
    enclose("visit", signed.visit);
    enclose("number", signed.number);
  });

  // Somebody who comes back to this page was elsewhere in the meantime.
  window.addEventListener("pagehide", () => { left = Date.now(); });
  window.addEventListener("pageshow", (event) => {
    takeOut();
    if (event.persisted) opened.value = String(Number(opened.value) + Math.round((Date.now() - left) / 1000));
  });

  form.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("textarea")) return keep([field.name]);
    if (tooMany(field)) return;
    follow(field);
    refresh(field.closest("fieldset[data-question]"));
    keep(together(field));
  });

  let typing = 0;
  form.addEventListener("input", (event) => {
    if (!event.target.matches("textarea")) return;
    clearTimeout(typing);
    typing = setTimeout(() => keep([event.target.name]), 800);
  });

  // --- Questions that belong together ----------------------------------------------------------------------

  // "It should move" means nothing without where to, and "as it is" nothing without who it is.
  function together(field) {
    const should = field.name.match(/^(.*)_should(_move)?$/);
    if (!should) return [field.name];
    return [`${should[1]}_should`, `${should[1]}_should_move`, `${should[1]}_today`];
  }

  // Who should answer for it is who does, until somebody says otherwise.
  function follow(field) {
    const question = document.querySelector(`[data-follows="${CSS.escape(field.name)}"]`);
    if (!question || question.querySelector("input:checked")) return;
    question.querySelector("input[value=stay]").checked = true;
    refresh(question);
  }

  function tooMany(field) {
    const question = field.closest("[data-maximum]");
    if (!question || !field.checked) return false;
    const picked = inputs(question).filter((input) => input.checked);
    const alone = field.closest(".beside") || picked.some((input) => input !== field && input.closest(".beside"));
    if (alone) for (const input of picked) input.checked = input === field;
    if (alone || picked.length <= Number(question.dataset.maximum)) return false;
    field.checked = false;
    say("refused", form.dataset.tooMany);
    return true;
  }

  // --- Taking an answer back -------------------------------------------------------------------------------

  function addTakeBack(question) {
    if (question.dataset.follows) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "take-back";
    button.textContent = form.dataset.takeBack;
    button.addEventListener("click", () => takeBack(question));
    (question.querySelector(".beside") || question.querySelector(".chips, .list, .scale")).append(button);
    refresh(question);
  }

  function takeBack(question) {
    const all = inputs(question);
    for (const input of all) input.checked = false;
    all[0].focus();
    refresh(question);
    delete form.dataset.leaving;
    waiting.set(all[0].name, [""]);
    send();
  }

  function refresh(question) {
    const button = question && question.querySelector(".take-back");
    if (button) button.hidden = !inputs(question).some((input) => input.checked);
  }

  questions.forEach(addTakeBack);
})();
