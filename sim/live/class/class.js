// Keeps the page of the class fresh. Without it the page shows what was so when it was loaded.
"use strict";
(() => {
  if (!("live" in document.body.dataset)) return;
  const busy = () => document.hidden || document.querySelector("details[open]") ||
    ["TEXTAREA", "INPUT"].includes(document.activeElement.tagName) || document.getElementById("names").value;
  setInterval(async () => {
    if (busy()) return;
    const answer = await fetch(location.href).catch(() => null);
    if (!answer || !answer.ok || busy()) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("table").replaceWith(document.adoptNode(page.querySelector("table")));
  }, 5000);
})();
