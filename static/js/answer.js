// What a page of the questionnaire does beyond its form: keeps each answer as it is given, tries again when the
// network fails (with unsent.js), and lets the keyboard do everything. Without it the page is a plain form that works.
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

  // --- Sent once, and only with a connection ---------------------------------------------------------------

  const status = document.querySelector("[data-saved]");

  function say(state, sentence) {
    const text = sentence || status.dataset[state];
    status.dataset.state = state;
    if (status.textContent !== text) status.textContent = text;
  }

  const pause = (attempt) => Math.min(30000, 1000 * 2 ** attempt);

  async function isReached() {
    try {
      return (await fetch(location.pathname, { method: "HEAD" })).status < 500;
    } catch {
      return false;
    }
  }

  async function sendOnce(once) {
    once.dataset.sent = "yes";
    if (await isReached()) return once.submit();
    delete once.dataset.sent;
    say("failed", status.dataset.unsent);
  }

  // What an earlier page could not send goes first, and the review counts it.
  async function bringIn(once, attempt = 0) {
    const base = once.dataset.base;
    if (!unsent.left(base).length) return;
    once.dataset.sent = "wait";
    if ((await unsent.deliver(base)).outcome !== "again") return location.reload();
    say("failed");
    setTimeout(() => bringIn(once, attempt + 1), pause(attempt));
  }

  const once = document.querySelector("form[data-once]");
  if (once) {
    once.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!once.dataset.sent) sendOnce(once);
    });
    window.addEventListener("pageshow", () => {
      delete once.dataset.sent;
      bringIn(once);
    });
  }

  if (!form) return;

  // --- Saved as given --------------------------------------------------------------------------------------

  // waiting: to be sent; onItsWay: sent, and not known to have arrived; refused: the server did not want it.
  // wish: the button that was pressed, until the page is left; it may have to wait for a connection.
  const base = form.dataset.base;
  const waiting = new Map();
  const refused = new Map();
  let onItsWay = new Map();
  let wish = null;
  let sending = false;
  let attempt = 0;
  let timer = 0;

  const unkept = () => new Map([...onItsWay, ...waiting]);

  function keep(names) {
    note(names);
    send();
  }

  function note(names, values) {
    const filled = new FormData(form);
    for (const name of names) {
      refused.delete(name);
      waiting.set(name, values || filled.getAll(name));
    }
    remember();
  }

  // Under a number of its own, so that a copy of this tab that delivers it never overtakes what comes after.
  function remember() {
    if (unkept().size) unsent.put(location.pathname, message(unkept()));
    else unsent.drop(location.pathname, visit);
  }

  async function send() {
    const isLeft = unsent.left(base, { but: visit }).length > 0;
    if (sending || !(waiting.size || wish || isLeft)) return;
    clearTimeout(timer);
    sending = true;
    if (status.dataset.state !== "failed") say("saving");
    onItsWay = new Map(waiting);
    waiting.clear();
    const going = wish;
    const reply = await posted(onItsWay, going);
    sending = false;
    settle(reply, going);
  }

  async function posted(batch, going) {
    const before = await unsent.deliver(base, { but: visit });
    if (before.outcome === "again" || !(batch.size || going)) return before;
    return unsent.post(location.pathname, message(batch), going ? { go: going.value } : {});
  }

  function settle({ outcome, sentence, next }, going) {
    const batch = onItsWay;
    onItsWay = new Map();
    if (outcome === "again") return tryAgain(batch);
    attempt = 0;
    if (outcome === "refused") for (const [name, values] of batch) refused.set(name, values);
    remember();
    if (going && !waiting.size) return outcome === "saved" ? leaveFor(next) : sendPlainly(going);
    if (outcome === "refused") say("refused", sentence);
    else if (!waiting.size) say("saved");
    send();
  }

  // What was given in the meantime is newer than what is tried again.
  function tryAgain(batch) {
    for (const [name, values] of batch) if (!waiting.has(name)) waiting.set(name, values);
    remember();
    say("failed", wish ? status.dataset.waiting : "");
    timer = setTimeout(send, pause(attempt));
    attempt += 1;
  }

  // --- Leaving the page ------------------------------------------------------------------------------------

  function leaveFor(address) {
    say("saved");
    location.assign(address);
  }

  // The server's own page says what was wrong, with what was typed still in it.
  function sendPlainly(button) {
    say("saving");
    form.dataset.plainly = "yes";
    form.requestSubmit(button);
  }

  form.addEventListener("submit", (event) => {
    if (form.dataset.plainly) return;
    event.preventDefault();
    wish = event.submitter || form.querySelector("[data-forward]");
    send();
  });

  // Only what is not kept yet is sent: an answer that is newer somewhere else stays.
  form.addEventListener("formdata", ({ formData }) => {
    if (!form.dataset.plainly) return;
    delete form.dataset.plainly;
    const mine = new Map([...refused, ...unkept()]);
    for (const name of new Set(formData.keys())) if (!["go", "opened"].includes(name)) formData.delete(name);
    for (const [name, values] of mine) for (const value of values) formData.append(name, value);
    const { visit: name, number: place } = message(new Map());
    formData.append("visit", name);
    formData.append("number", place);
    wish = null;
  });

  window.addEventListener("online", send);
  window.addEventListener("beforeunload", (event) => {
    if (status.dataset.state === "failed") event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send();
  });

  // --- In which order, and for how long ------------------------------------------------------------------

  // A message can be overtaken on its way. Each says of which visit it is and the how-manieth, and whatever
  // was not known to be kept is sent again, so that the server may leave aside what comes late.
  const visit = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const opened = form.elements.opened;
  let number = 0;
  let left = 0;

  function message(fields) {
    number += 1;
    return { visit, number: String(number), opened: opened.value, fields: [...fields] };
  }

  // Somebody who comes back to this page was elsewhere in the meantime.
  window.addEventListener("pagehide", () => { left = Date.now(); });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    wish = null;
    opened.value = String(Number(opened.value) + Math.round((Date.now() - left) / 1000));
    send();
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
    note([event.target.name]);
    typing = setTimeout(send, 800);
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
    note([all[0].name], [""]);
    send();
  }

  function refresh(question) {
    const button = question && question.querySelector(".take-back");
    if (button) button.hidden = !inputs(question).some((input) => input.checked);
  }

  // --- What was given before this page was loaded, or before it could listen -------------------------------

  function fill(name, values) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]:not([type=hidden])`)) {
      if (field.matches("[type=radio], [type=checkbox]")) field.checked = values.includes(field.value);
      else field.value = values.at(-1) || "";
    }
  }

  const isEarly = (field) => field.checked !== field.defaultChecked;
  const early = [...form.querySelectorAll("[type=radio], [type=checkbox]")].filter(isEarly).flatMap(together);
  for (const { path, message } of unsent.left(base, { but: visit })) {
    if (path === location.pathname) for (const [name, values] of message.fields) fill(name, values);
  }

  questions.forEach(addTakeBack);
  if (early.length) note(early);
  send();
})();
