// A calendar in the language of the page beside each day, and a button for files that speaks it too.
(() => {
  "use strict";
  const language = document.documentElement.lang;
  const MONTH = new Intl.DateTimeFormat(language, { month: "long", year: "numeric" });
  const WHOLE = new Intl.DateTimeFormat(language, { dateStyle: "full" });
  const WEEKDAY = new Intl.DateTimeFormat(language, { weekday: "short" });
  const MONDAY = new Date(2024, 0, 1);

  const plus = (day, days) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + days);
  const isSame = (one, other) => one?.toDateString() === other?.toDateString();
  const iso = (day) => [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  const written = (day) => iso(day).split("-").reverse().join(".");

  const read = (text) => {
    const found = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text.trim());
    return found && new Date(Number(found[3]), Number(found[2]) - 1, Number(found[1]));
  };

  const make = (name, attributes = {}, text = "") => {
    const element = Object.assign(document.createElement(name), attributes);
    if (text) element.textContent = text;
    return element;
  };

  const withCalendar = (input) => {
    const { day: open, earlier, later, min, max } = input.dataset;
    const place = make("div", { className: "krem-day" });
    const button = make("button", { type: "button", className: "ds-button" }, "▦");
    button.dataset.variant = "secondary";
    button.setAttribute("aria-label", open);
    button.setAttribute("aria-expanded", "false");
    const calendar = make("div", { className: "krem-calendar" });
    calendar.setAttribute("popover", "");
    calendar.setAttribute("role", "dialog");
    calendar.setAttribute("aria-label", open);
    input.replaceWith(place);
    place.append(input, button, calendar);
    let focused;

    const canChoose = (day) => !(min && iso(day) < min) && !(max && iso(day) > max);

    const head = () => {
      const row = make("div", { className: "krem-calendar__head" });
      for (const [step, sign, label] of [[-1, "‹", earlier], [0], [1, "›", later]]) {
        if (!step) {
          const month = make("strong", {}, MONTH.format(focused));
          month.setAttribute("aria-live", "polite");
          row.append(month);
          continue;
        }
        const turn = make("button", { type: "button" }, sign);
        turn.setAttribute("aria-label", label);
        turn.addEventListener("click", () => {
          focused = new Date(focused.getFullYear(), focused.getMonth() + step, 1);
          draw();
          calendar.querySelector(`.krem-calendar__head button:${step < 0 ? "first" : "last"}-child`).focus();
        });
        row.append(turn);
      }
      return row;
    };

    const cell = (day) => {
      const box = make("td");
      if (day.getMonth() !== focused.getMonth()) return box;
      const press = make("button", { type: "button", disabled: !canChoose(day) }, String(day.getDate()));
      press.setAttribute("aria-label", WHOLE.format(day));
      press.setAttribute("aria-pressed", String(isSame(day, read(input.value))));
      if (isSame(day, new Date())) press.setAttribute("aria-current", "date");
      press.tabIndex = isSame(day, focused) ? 0 : -1;
      press.addEventListener("click", () => {
        input.value = written(day);
        input.dispatchEvent(new Event("change", { bubbles: true }));
        calendar.hidePopover();
        input.focus();
      });
      box.append(press);
      return box;
    };

    const draw = () => {
      const table = make("table");
      const names = make("tr");
      for (let at = 0; at < 7; at += 1) names.append(make("th", { scope: "col" }, WEEKDAY.format(plus(MONDAY, at))));
      table.append(names);
      const first = new Date(focused.getFullYear(), focused.getMonth(), 1);
      let day = plus(first, -((first.getDay() + 6) % 7));
      while (day <= first || day.getMonth() === focused.getMonth()) {
        const week = make("tr");
        for (let at = 0; at < 7; at += 1) week.append(cell(plus(day, at)));
        table.append(week);
        day = plus(day, 7);
      }
      calendar.replaceChildren(head(), table);
    };

    button.addEventListener("click", () => {
      focused = read(input.value) ?? new Date();
      draw();
      calendar.togglePopover();
      calendar.querySelector('td button[tabindex="0"]')?.focus();
    });
    calendar.addEventListener("toggle", (event) => {
      button.setAttribute("aria-expanded", String(event.newState === "open"));
      const { bottom, left } = place.getBoundingClientRect();
      calendar.style.setProperty("top", `${bottom + window.scrollY}px`);
      calendar.style.setProperty("left", `${Math.max(4, Math.min(left, document.documentElement.clientWidth - calendar.offsetWidth - 4)) + window.scrollX}px`);
    });
    calendar.addEventListener("keydown", (event) => {
      const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
      if (!days || !event.target.closest("td")) return;
      event.preventDefault();
      focused = plus(focused, days);
      draw();
      calendar.querySelector('td button[tabindex="0"]')?.focus();
    });
  };

  const withOwnButton = (input) => {
    const place = make("div", { className: "krem-file" });
    const label = make("label", { className: "ds-button", htmlFor: input.id }, input.dataset.choose);
    const name = make("span", {}, input.dataset.none);
    name.setAttribute("aria-live", "polite");
    input.replaceWith(place);
    place.append(input, label, name);
    input.addEventListener("change", () => {
      name.textContent = [...input.files].map((file) => file.name).join(", ") || input.dataset.none;
    });
  };

  const dress = (root) => {
    root.querySelectorAll("input[data-day]").forEach((input) => input.closest(".krem-day") ?? withCalendar(input));
    root.querySelectorAll("input[type=file][data-choose]").forEach((input) => input.closest(".krem-file") ?? withOwnButton(input));
  };
  dress(document);
  document.addEventListener("htmx:afterSettle", (event) => dress(event.target));
})();

// A skill that has been ticked moves up to those that are chosen; one that is there already is not offered twice.
(() => {
  "use strict";
  const found = document.getElementById("skills-found");
  if (!found) return;
  const chosen = found.closest("fieldset").querySelector(".krem-skills");
  found.addEventListener("change", (event) => {
    const row = event.target.closest("li");
    const field = document.getElementById("skills-look-for");
    chosen.append(row);
    field.focus();
  });
  found.addEventListener("htmx:afterSettle", () => {
    const held = new Set([...chosen.querySelectorAll("input")].map((box) => box.value));
    for (const box of found.querySelectorAll("input")) if (held.has(box.value)) box.closest("li").remove();
  });
})();
