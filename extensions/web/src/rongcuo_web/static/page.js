// What the form does beside being sent: everything else is made on the server.
"use strict";

// Marks the facts that are asked for next, so that they are seen in the form.
function markAsked() {
  const rulings = document.getElementById("rulings");
  if (!rulings) return;
  const asked = new Set((rulings.dataset.asked || "").split(" ").filter(Boolean));
  for (const fact of document.querySelectorAll(".fact")) {
    fact.classList.toggle("asked", asked.has(fact.id.slice("fact-".length)));
  }
}

// A link to a fact opens the group that it stands in.
function openGroup() {
  const fact = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let at = fact; at; at = at.parentElement) {
    if (at.tagName === "DETAILS") at.open = true;
  }
  if (fact) fact.scrollIntoView({ block: "center" });
}

// Of a list, says no of every member that nothing is said of.
function restIsNo(button) {
  for (const open of button.parentElement.querySelectorAll('input[value=""]:checked')) {
    open.closest(".three").querySelector('input[value="no"]').checked = true;
  }
  button.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  if (event.target.matches("[data-rest]")) restIsNo(event.target);
});
document.addEventListener("DOMContentLoaded", () => {
  markAsked();
  if (location.hash) openGroup();
  const rulings = document.querySelector("aside");
  if (rulings) new MutationObserver(markAsked).observe(rulings, { subtree: true, attributes: true, childList: true });
});
window.addEventListener("hashchange", openGroup);
