// Keeps pages fresh while events come in. Everything works without it, by reloading.
"use strict";
(() => {
  const root = document.body.dataset.root;
  const list = document.getElementById("live");
  const fresh = "fresh" in document.body.dataset;
  const busy = () => document.querySelector("[data-busy]");
  if (!list && !fresh && !busy()) return;

  // A page that shows what is there fetches itself again, not more often than twice a second.
  let planned = false;
  const refresh = async () => {
    planned = false;
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["aside", "main"]) {
      document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
    }
  };

  // Work in the background is looked at until it is over.
  if (busy()) {
    const timer = setInterval(async () => { await refresh(); if (!busy()) clearInterval(timer); }, 700);
    return;
  }
  const events = new EventSource(list ? root + "/events?after=" + list.dataset.last : root + "/events?from=now");

  const cell = (row, text, kind) => {
    const td = row.insertCell();
    td.textContent = text;
    if (kind) td.className = kind;
    return td;
  };
  const tones = {DELIVER: "good", SEND: "good", DEFER: "wait", "(connect)": "wait", FAIL: "bad", "(refuse)": "bad", BADMAIL: "bad", DROP: "bad"};
  const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const show = (e) => {
    const t = new Date(e.time);
    const row = list.insertRow(0);
    row.className = tones[e.event] || "";
    cell(row, t.getUTCDate() + " " + months[t.getUTCMonth()] + " " + t.toISOString().slice(11, 19), "quiet");
    const side = cell(row, "", "side");
    const dot = side.appendChild(document.createElement("span"));
    dot.className = "dot " + e.side;
    side.append(e.side);
    cell(row, e.event, "id");
    const what = cell(row, e.recipients.join(", "));
    if (e.status) {
      const why = what.appendChild(document.createElement("div"));
      why.className = "why";
      why.textContent = e.status;
    }
    for (const d of e.decisions) {
      const details = what.appendChild(document.createElement("details"));
      details.appendChild(document.createElement("summary")).textContent = d.question + ": " + (d.notModelled ? "NotModelled" : d.chosen || "none");
      details.appendChild(document.createElement("p")).textContent = d.because + " [" + d.source + "]";
    }
    while (list.rows.length > 500) list.deleteRow(-1);
  };

  events.onmessage = (m) => {
    if (list) {
      show(JSON.parse(m.data));
    } else if (!planned) {
      planned = true;
      setTimeout(refresh, 500);
    }
  };
  if (list) {
    const state = document.getElementById("state");
    events.onopen = () => { state.textContent = "Events as they happen, the newest first."; };
    events.onerror = () => { state.textContent = "The server does not answer; trying again."; };
  }
})();
