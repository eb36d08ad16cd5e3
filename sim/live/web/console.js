// Makes the console's form nicer: lines are done without reloading, Up and Down bring back what was typed, Tab completes.
// Without it the form works all the same.
"use strict";
(() => {
  const root = document.body.dataset.root;
  const area = () => document.getElementById("lines");
  const say = (text) => { const p = document.getElementById("choices"); if (p) p.textContent = text; };
  const typed = () => [...document.querySelectorAll("#transcript li")].map((li) => li.dataset.line);
  let place = -1; // in the history, from its end
  let draft = "";

  const show = (page) => {
    for (const id of ["aside", "main"]) {
      document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
    }
    place = -1;
    const list = document.getElementById("transcript");
    if (list) list.scrollTop = list.scrollHeight;
    if (area()) area().focus();
  };
  const run = async (form, button) => {
    const data = new FormData(form, button);
    say("working ...");
    const answer = await fetch(form.action, {method: "POST", body: new URLSearchParams(data)}).catch(() => null);
    if (!answer) { say("The server does not answer; the line was not done, or its answer is lost. Reload to see."); return; }
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  };
  document.addEventListener("submit", (e) => {
    if (e.target.method !== "post" || !e.target.action.endsWith("/console") || !document.getElementById("transcript")) return;
    e.preventDefault();
    run(e.target, e.submitter);
  });

  const history = (step) => {
    const lines = typed();
    const next = place + step;
    if (next < -1 || next >= lines.length) return;
    if (place === -1) draft = area().value;
    place = next;
    area().value = place === -1 ? draft : lines[lines.length - 1 - place];
  };
  const complete = async () => {
    const line = area().value;
    const answer = await fetch(root + "/api/complete?line=" + encodeURIComponent(line)).catch(() => null);
    if (!answer || !answer.ok || area().value !== line) return;
    const {start, words} = await answer.json();
    if (!words.length) { say("nothing completes this"); return; }
    let common = words[0];
    for (const w of words) while (!w.startsWith(common)) common = common.slice(0, -1);
    const head = new TextDecoder().decode(new TextEncoder().encode(line).slice(0, start));
    if (common.length > line.length - head.length) area().value = head + common;
    if (words.length === 1 && !area().value.endsWith(" ")) area().value += " ";
    say(words.length > 1 ? words.slice(0, 40).join("  ") : "");
  };
  document.addEventListener("keydown", (e) => {
    if (e.target !== area() || e.isComposing) return;
    const several = area().value.includes("\n");
    if (e.key === "Enter" && !e.shiftKey) { e.preventDefault(); area().form.requestSubmit(); }
    else if (e.key === "ArrowUp" && !several) { e.preventDefault(); history(1); }
    else if (e.key === "ArrowDown" && !several) { e.preventDefault(); history(-1); }
    else if (e.key === "Tab" && !e.shiftKey && area().value.trim()) { e.preventDefault(); complete(); }
  });
  const list = document.getElementById("transcript");
  if (list) list.scrollTop = list.scrollHeight;
})();
