// What the pages can do without, and do better with. No page needs this file.
(() => {
  "use strict";

  // Where somebody is to be asked, a digit presses the button that bears it. Only with the focus inside the row.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    const button = event.target.closest("[data-ask]")?.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    }
  });

  // A picture of the past that is wider than the screen opens at today.
  for (const figure of document.querySelectorAll(".krem-figure")) figure.scrollLeft = figure.scrollWidth;

  // A link to a chapter opens it.
  const open = () => {
    for (let at = document.getElementById(location.hash.slice(1)); at; at = at.parentElement) if (at.matches("details")) at.open = true;
    if (location.hash.length > 1) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  };
  window.addEventListener("hashchange", open);
  if (location.hash) open();

  // A row that has been answered gives the focus to the next; one that shows something keeps it.
  document.addEventListener("htmx:afterSettle", (event) => {
    const row = document.getElementById(event.detail.elt?.id);
    if (!row?.matches("[data-ask]")) return;
    const isOpen = (each) => each.querySelector("[data-key]");
    let next = row;
    while (next && !isOpen(next)) next = next.nextElementSibling;
    (next ?? row).focus();
  });
})();
