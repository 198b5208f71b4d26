// A page that is asked for while the network is gone gives way to the browser's own page of error, with all that was typed.
// So the portal is asked first whether it is there; if it is not, the page stays and says so.
(() => {
  "use strict";
  const notice = document.getElementById("no-network");
  if (!notice) return;
  const PATIENCE = 8000;
  // The second half of a double click takes the focus: it is waited for, and asks for nothing of its own.
  const DOUBLE_CLICK = 500;
  const WRITTEN = "textarea, select, input:not([type=hidden], [type=submit], [type=button])";
  let tryAgain = () => {};

  const holdsText = (form) =>
    form.hasAttribute("data-holds-text") || [...form.elements].some((field) => field.matches(WRITTEN) && field.value);
  const isTypedIn = (form) => form.matches("[method=post i]") && [...form.elements].some((field) => field.value !== field.defaultValue && field.matches("textarea, input:not([type=hidden])"));

  // The browser's own idea of being online is often wrong, either way; an answer is not.
  const isThere = async () => {
    try {
      const patience = AbortSignal.timeout(PATIENCE);
      return (await fetch(notice.dataset.alive, { method: "HEAD", cache: "no-store", signal: patience })).ok;
    } catch {
      return false;
    }
  };

  const say = (again) => {
    tryAgain = again;
    notice.hidden = false;
    notice.focus();
  };
  notice.querySelector("button").addEventListener("click", () => tryAgain());

  const reached = new WeakSet();
  const asking = new WeakSet();
  const ask = async (subject, goOn, again) => {
    if (asking.has(subject)) return;
    asking.add(subject);
    const is = await isThere();
    if (!is) await new Promise((done) => setTimeout(done, DOUBLE_CLICK));
    asking.delete(subject);
    if (!is) return say(again);
    notice.hidden = true;
    goOn();
  };

  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    const method = submitter?.getAttribute("formmethod") ?? form.getAttribute("method");
    if (event.defaultPrevented || method?.toLowerCase() !== "post" || !holdsText(form)) return;
    if (reached.delete(form)) return;
    event.preventDefault();
    const send = () => form.requestSubmit(submitter?.isConnected ? submitter : null);
    const goOn = () => {
      reached.add(form);
      send();
      // Where the form itself was not in order, nothing was sent.
      reached.delete(form);
    };
    ask(form, goOn, send);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (link.hash && link.pathname + link.search === location.pathname + location.search) return;
    if (![...document.forms].some(isTypedIn)) return;
    event.preventDefault();
    ask(link, () => location.assign(link.href), () => link.click());
  });

  for (const failure of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, ({ detail }) => {
      if (detail.elt.matches("form")) say(() => detail.elt.requestSubmit());
    });
  }
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.successful && detail.elt.matches("form")) notice.hidden = true;
  });
})();
