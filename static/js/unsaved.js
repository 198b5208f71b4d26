// What is typed is kept in this tab until the portal has said what became of it, and put back where a form is opened again
// that never arrived. The portal says so in a cookie with the mark that was sent along (`accounts.taken_forms`).
(() => {
  "use strict";
  const { account } = document.body.dataset;
  const KIND = "form ";
  const MARK = "form_mark";
  const SECRET = /password|code|token|secret/;
  const NOT_KEPT = "[data-not-kept], [data-not-kept] *, [autocomplete=one-time-code]";
  const FIELDS = "textarea, select, input:not([type=hidden], [type=password], [type=file], [type=submit], [type=button], [type=image], [type=reset])";
  const page = location.pathname + location.search;
  const others = new BroadcastChannel("krem-signed-out");

  const read = (key) => JSON.parse(sessionStorage.getItem(key));
  const write = (key, entry) => {
    try {
      sessionStorage.setItem(key, JSON.stringify(entry));
    } catch {
      // A full store, or none: the form works as it would without this file.
    }
  };
  const keys = () => Object.keys(sessionStorage).filter((key) => key.startsWith(KIND));
  const forget = (isMeant) => keys().filter(isMeant).forEach((key) => sessionStorage.removeItem(key));
  const takeCookie = (name) => {
    const found = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
    if (found) document.cookie = `${name}=; path=/; max-age=0`;
    return found?.slice(name.length + 1);
  };

  others.addEventListener("message", () => forget(() => true));
  if (takeCookie("form-forget")) {
    forget(() => true);
    others.postMessage("");
  }
  if (!account) return;
  forget((key) => !key.startsWith(`${KIND}${account} `));

  const isForm = (form) =>
    form?.matches("form[method=post i]:not([role=search], [data-not-kept])") && ![...form.elements].some((field) => field.type === "password");
  const forms = () => [...document.forms].filter(isForm);
  const addressOf = (form) => {
    const { pathname, search } = new URL(form.getAttribute("action") || page, location.href);
    return pathname + search;
  };
  const keyOf = (form) => {
    const address = addressOf(form);
    const place = forms().filter((each) => addressOf(each) === address).indexOf(form);
    return `${KIND}${account} ${address} ${place}`;
  };
  const seenOf = (form) => form.querySelector("input[type=hidden][name=seen]");

  const groupsOf = (form) => {
    const groups = new Map();
    for (const field of form.elements) {
      if (!field.matches(FIELDS) || field.matches(NOT_KEPT) || !field.name || SECRET.test(field.name)) continue;
      groups.set(field.name, [...(groups.get(field.name) ?? []), field]);
    }
    return groups;
  };
  const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
  const chosen = (field, property) => [...field.options].filter((option) => option[property]).map((option) => option.value);
  const valuesOf = (group) =>
    isTicked(group[0]) ? group.filter((field) => field.checked).map((field) => field.value)
      : group.map((field) => (field.matches("select") ? chosen(field, "selected") : field.value));
  const isChanged = (field) => {
    if (isTicked(field)) return field.checked !== field.defaultChecked;
    if (!field.matches("select")) return field.value !== field.defaultValue;
    const stood = chosen(field, "defaultSelected");
    if (!stood.length && !field.multiple && field.options.length) stood.push(field.options[0].value);
    return chosen(field, "selected").join() !== stood.join();
  };

  const save = (form) => {
    const key = keyOf(form);
    const entry = read(key);
    const fields = { ...entry?.fields };
    for (const [name, group] of groupsOf(form)) if (name in fields || group.some(isChanged)) fields[name] = valuesOf(group);
    if (!Object.keys(fields).length) return null;
    const saved = { ...entry, fields, seen: entry?.seen ?? seenOf(form)?.value };
    write(key, saved);
    return [key, saved];
  };

  const set = (field, place, values) => {
    if (isTicked(field)) field.checked = values.includes(field.value);
    else if (!field.matches("select")) field.value = values[place] ?? field.value;
    else for (const option of field.options) option.selected = (values[place] ?? []).includes(option.value);
  };
  const putBack = (form, entry) => {
    for (const [name, group] of groupsOf(form)) if (name in entry.fields) group.forEach((field, place) => set(field, place, entry.fields[name]));
    const changed = [...groupsOf(form).values()].flat().filter(isChanged);
    for (const field of changed) {
      field.dispatchEvent(new Event("change", { bubbles: true }));
      for (let at = field; at; at = at.parentElement) if (at.matches("details")) at.open = true;
    }
    // What somebody else has changed since is told by the portal, which compares with what stood when this was written.
    const seen = seenOf(form);
    if (changed.length && seen?.value && entry.seen) seen.value = entry.seen;
    return changed.length > 0;
  };

  const settle = () => {
    const shown = new Set();
    for (const key of keys()) {
      const { mark, ...entry } = read(key);
      const outcome = mark && takeCookie(`form-${mark}`);
      if (outcome === "taken") sessionStorage.removeItem(key);
      if (outcome !== "shown") continue;
      // The answer to the form is the form again, with what was typed and what is wrong, or what was asked for.
      const form = forms().find((each) => keyOf(each) === key);
      if (!form && key.startsWith(`${KIND}${account} ${page} `)) sessionStorage.removeItem(key);
      else write(key, { ...entry, seen: form ? seenOf(form)?.value : entry.seen });
      shown.add(key);
    }
    return shown;
  };

  const tell = (back) => {
    const place = document.getElementById("typed-back");
    const words = document.getElementById("typed-back-words").content.cloneNode(true);
    const holdsMore = back.some(([form]) => [...form.elements].some((field) => field.matches(NOT_KEPT) && field.matches("textarea, input:not([type=checkbox])")));
    if (!holdsMore) words.querySelector("[data-when=not-kept]").remove();
    words.querySelector(back.some(([, entry]) => entry.mark) ? "[data-when=unsent]" : "[data-when=unknown]").remove();
    words.querySelector("button").addEventListener("click", () => {
      for (const [form] of back) {
        sessionStorage.removeItem(keyOf(form));
        form.reset();
      }
      place.replaceChildren();
      document.getElementById("content").focus();
    });
    // A change within a region that is there already is read out.
    setTimeout(() => place.append(words), 100);
  };

  const shown = settle();
  const back = [];
  for (const form of forms()) {
    const entry = shown.has(keyOf(form)) ? null : read(keyOf(form));
    if (entry && putBack(form, entry)) back.push([form, entry]);
  }
  if (back.length) tell(back);

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, ({ target }) => isForm(target.form) && save(target.form));
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !isForm(form)) return;
    const [key, entry] = save(form) ?? [];
    if (!key) return;
    const mark = crypto.getRandomValues(new Uint8Array(16)).reduce((text, byte) => text + byte.toString(16).padStart(2, "0"), "");
    const field = form.querySelector(`input[name=${MARK}]`) ?? Object.assign(document.createElement("input"), { type: "hidden", name: MARK });
    field.value = mark;
    form.append(field);
    write(key, { ...entry, mark });
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const { elt: form, xhr, successful } = detail;
    if (successful && form.matches("form[hx-post]") && new URL(xhr.responseURL).pathname === addressOf(form)) sessionStorage.removeItem(`${KIND}${account} ${addressOf(form)} 0`);
  });
})();
