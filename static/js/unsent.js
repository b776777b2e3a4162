// What the server is not known to have, kept in this tab until it has: it outlives a page that is loaded again or
// left, and goes with the tab. Nothing is kept longer or elsewhere, because a computer may be shared.
(() => {
  "use strict";

  const SHELF = "unsent ";

  // A browser may forbid keeping anything; then a page still tries again for as long as it stays open.
  function shelf() {
    try {
      return window.sessionStorage;
    } catch {
      return null;
    }
  }

  // message: {visit, number, opened, fields: [[name, [value, …]], …]} of the page at that path.
  function put(path, message) {
    try {
      shelf()?.setItem(`${SHELF}${path} ${message.visit}`, JSON.stringify(message));
    } catch {
      // The shelf is full: the page itself still holds what was typed.
    }
  }

  function drop(path, visit) {
    shelf()?.removeItem(`${SHELF}${path} ${visit}`);
  }

  // What is kept of the pages below a base, but for one visit that looks after itself: [{path, message}, …].
  function left(base, { but = "" } = {}) {
    const names = Object.keys(shelf() || {}).filter((name) => name.startsWith(SHELF + base));
    return names
      .map((name) => ({ path: name.split(" ")[1], message: JSON.parse(shelf().getItem(name)) }))
      .filter(({ message }) => message.visit !== but);
  }

  // {outcome: "saved"}, {outcome: "again"} or {outcome: "refused", sentence}; saved may say where to go `next`.
  async function post(path, { visit, number, opened, fields }, more = {}) {
    const body = new URLSearchParams({ visit, number, opened, ...more });
    for (const [name, values] of fields) for (const value of values) body.append(name, value);
    try {
      const response = await fetch(path, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        keepalive: body.toString().length < 60000,
      });
      if (response.status >= 500 || response.status === 429) return { outcome: "again" };
      const said = await response.json();
      return response.ok ? { outcome: "saved", next: said.next } : { outcome: "refused", sentence: said.message };
    } catch {
      return { outcome: "again" };
    }
  }

  // Sends what is left below a base, under the name and number it had: what the server knows, it leaves aside.
  async function deliver(base, options) {
    let reply = { outcome: "saved" };
    for (const { path, message } of left(base, options)) {
      const answer = await post(path, message);
      if (answer.outcome === "again") return answer;
      if (answer.outcome === "refused") reply = answer;
      drop(path, message.visit);
    }
    return reply;
  }

  window.unsent = { put, drop, left, post, deliver };
})();
