// Marks the facts that are asked for next, so that they are seen in the form.
"use strict";

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

document.addEventListener("DOMContentLoaded", () => {
  markAsked();
  if (location.hash) openGroup();
  const rulings = document.querySelector("aside");
  if (rulings) new MutationObserver(markAsked).observe(rulings, { subtree: true, attributes: true, childList: true });
});
window.addEventListener("hashchange", openGroup);
