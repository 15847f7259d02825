// Tells of new alerts in a bar and moves nothing by itself. The page works without it.
"use strict";
(() => {
  const form = document.querySelector("form.filters");
  if (form) {
    form.addEventListener("change", () => form.requestSubmit());
  }
  const list = document.querySelector("[data-since]");
  const bar = document.querySelector("#news");
  if (!list || !bar || !window.EventSource) return;

  const known = new Map();
  for (const row of list.querySelectorAll("[data-alert]")) known.set(row.dataset.alert, Number(row.dataset.revision));
  const query = new URLSearchParams(location.search);
  const wants = (name, words) => !query.get(name) || words.includes(query.get(name));
  const passes = (alert) =>
    wants("channel", alert.channels) &&
    wants("country", alert.tie.partner) &&
    wants("type", [alert.tie.tie_type]) &&
    wants("severity", [alert.severity.level]) &&
    wants("lang", alert.story.languages) &&
    wants("realis", [alert.tie.realis]) &&
    wants("status", [alert.status]);

  const news = new Set();
  const events = new EventSource("/events?from=" + encodeURIComponent(list.dataset.since));
  events.onmessage = (event) => {
    const alert = JSON.parse(event.data);
    if (known.get(alert.alert_id) >= alert.revision || !passes(alert)) return;
    news.add(alert.alert_id);
    bar.textContent = news.size === 1 ? "1 new or changed alert" : news.size + " new or changed alerts";
    bar.hidden = false;
    document.title = "(" + news.size + ") " + document.title.replace(/^\(\d+\) /, "");
    // Nothing is being read on an empty page, so it may fill by itself.
    if (known.size === 0) location.reload();
  };
  bar.addEventListener("click", () => location.reload());
})();
