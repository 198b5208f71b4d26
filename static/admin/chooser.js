// Names that hold what has been typed, beside a field that is filled in by name. Without this file the server finds them.
(() => {
  "use strict";
  let waiting;

  const suggest = async (input) => {
    const response = await fetch(`${input.dataset.choices}?q=${encodeURIComponent(input.value)}`);
    if (!response.ok) return;
    const { names } = await response.json();
    let list = document.getElementById(`${input.id}-names`);
    if (!list) {
      list = Object.assign(document.createElement("datalist"), { id: `${input.id}-names` });
      input.after(list);
      input.setAttribute("list", list.id);
    }
    list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
  };

  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-choices]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(suggest, 150, event.target);
  });
})();
