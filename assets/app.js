// What the pages gain with JavaScript; each of them works without. ES2019, no framework, no inline code.
// Texts and addresses of what is loaded later stand as data attributes on this script's own tag.
(function () {
  "use strict";
  var own = document.currentScript.dataset;
  var root = document.documentElement;
  root.classList.add("js");

  // --- shared with autosave.js, charts.js, definitions.js ---------------------------------------------

  var loaded = {};
  function load(url) {
    if (!loaded[url]) {
      loaded[url] = new Promise(function (resolve, reject) {
        var tag = document.createElement("script");
        tag.src = url;
        tag.onload = resolve;
        tag.onerror = reject;
        document.head.appendChild(tag);
      });
    }
    return loaded[url];
  }
  function style(url) {
    if (document.querySelector('link[href="' + url + '"]')) return;
    var tag = document.createElement("link");
    tag.rel = "stylesheet";
    tag.href = url;
    document.head.insertBefore(tag, document.head.querySelector('link[href*="theme"]'));
  }
  function uuid() {
    if (window.crypto.randomUUID) return window.crypto.randomUUID();
    // Only secure pages have randomUUID; a school's own network may serve plain http.
    var b = window.crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    var hex = Array.from(b, function (n) { return n.toString(16).padStart(2, "0"); }).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }
  function say(text, tone) {
    var place = document.getElementById("messages");
    if (!place) return;
    var box = document.createElement("div");
    box.className = "alert alert-" + (tone || "info");
    box.textContent = text;
    place.appendChild(box);
  }
  function all(scope, selector) {
    var found = Array.from(scope.querySelectorAll(selector));
    return scope.matches && scope.matches(selector) ? [scope].concat(found) : found;
  }
  window.lianxiao = { text: own, load: load, uuid: uuid, say: say, all: all };

  // --- time: the server's clock ------------------------------------------------------------------------

  var told = document.querySelector('meta[name="server-time"]');
  var ahead = told ? Date.parse(told.content) - Date.now() : 0;
  var MINUTE = 60000, TWO_DAYS = 48 * 60 * MINUTE;

  function countDown() {
    all(document, "[data-deadline]").forEach(function (box) {
      var left = Date.parse(box.dataset.deadline) - (Date.now() + ahead);
      var place = box.querySelector(".deadline-left");
      if (left <= 0) {
        box.classList.remove("is-near");
        box.classList.add("is-over");
        place.textContent = own.closed;
      } else if (left < TWO_DAYS) {
        var minutes = Math.floor(left / MINUTE);
        box.classList.add("is-near");
        place.textContent = own.left + " " + Math.floor(minutes / 60) + " " + own.hours + " " + (minutes % 60) + " " + own.minutes;
      }
    });
  }

  // --- forms -------------------------------------------------------------------------------------------

  document.addEventListener("submit", function (event) {
    var form = event.target;
    var button = event.submitter;
    var question = (button && button.dataset.confirm) || form.dataset.confirm;
    if (question && !window.confirm(question)) {
      event.preventDefault();
      return;
    }
    if (form.method !== "post") return;
    // Who signs out leaves nothing that autosave kept on a shared machine.
    if (form.matches("[data-sign-out]")) Object.keys(window.localStorage).forEach(function (key) { if (key.indexOf("lianxiao-draft:") === 0) window.localStorage.removeItem(key); });
    form.dataset.sent = "1";
    // After the browser has read the form, so that the button's own name and value go along.
    window.setTimeout(function () {
      all(form, "button:not([type=button])").forEach(function (b) { b.classList.add("disabled"); b.setAttribute("aria-disabled", "true"); });
    });
  });
  // Changed after it was sent: this is another request, so it needs another number.
  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (!form || !form.dataset.sent) return;
    delete form.dataset.sent;
    if (form.elements.request_id) form.elements.request_id.value = uuid();
    release(form);
  });
  function release(form) {
    all(form, "button.disabled").forEach(function (b) { b.classList.remove("disabled"); b.removeAttribute("aria-disabled"); });
  }
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) all(document, "form").forEach(release);
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
    var batch = event.target.closest("[data-batch]");
    if (batch) countBatch(batch, event.target);
  });
  function countBatch(batch, changed) {
    var boxes = all(batch, "tbody input[type=checkbox]");
    if (changed.matches("[data-batch-all]")) boxes.forEach(function (b) { b.checked = changed.checked; });
    var n = boxes.filter(function (b) { return b.checked; }).length;
    all(batch, "[data-batch-count]").forEach(function (place) { place.textContent = own.selected.replace("{n}", n); });
  }

  // --- clicks and keys ---------------------------------------------------------------------------------

  document.addEventListener("click", function (event) {
    var at = event.target.closest("[data-print], [data-copy], [data-phrase], [aria-disabled=true]");
    all(document, "details.drop[open]").forEach(function (d) { if (!d.contains(event.target)) d.open = false; });
    if (!at) return;
    if (at.matches("[aria-disabled=true]")) event.preventDefault();
    if (at.matches("[data-print]")) window.print();
    if (at.matches("[data-copy]")) copy(at);
    if (at.matches("[data-phrase]")) addPhrase(document.querySelector(at.dataset.phrase), at.textContent.trim());
  });
  function copy(button) {
    var source = document.querySelector(button.dataset.copy);
    var text = (source.value || source.textContent).trim();
    if (!navigator.clipboard) return;
    navigator.clipboard.writeText(text).then(function () { say(own.copied, "success"); });
  }
  function addPhrase(box, phrase) {
    box.value = (box.value.trim() ? box.value.trim() + "\n" : "") + phrase;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    all(document, "details.drop[open]").forEach(function (d) { d.open = false; d.querySelector("summary").focus(); });
    if (location.hash === "#menu") {
      location.hash = "#main";
      var opener = document.querySelector(".top-menu");
      if (opener) opener.focus();
    }
  });

  // --- inputs that ask for more --------------------------------------------------------------------------

  function searchable(select) {
    style(own.tomSelectCss);
    load(own.tomSelect).then(function () {
      if (select.tomselect) return;
      // The label belongs to the new control from here on; the select only carries the value.
      select.setAttribute("aria-hidden", "true");
      new window.TomSelect(select, {
        plugins: select.multiple ? ["remove_button"] : [],
        maxOptions: 200,
        render: { no_results: function () { return '<div class="no-results">' + own.empty + "</div>"; } },
      });
    });
  }
  function datePicker(input) {
    style(own.flatpickrCss);
    load(own.flatpickr)
      .then(function () { return root.lang.indexOf("zh") === 0 ? load(own.flatpickrZh) : null; })
      .then(function () {
        window.flatpickr(input, { locale: root.lang.indexOf("zh") === 0 ? "zh" : "default", dateFormat: "Y-m-d", allowInput: true });
      });
  }

  function reachable(box) {
    // What scrolls sideways must be had by keyboard as well; a table that fits is no stop on the way.
    var name = box.querySelector("table[aria-label]");
    if (box.scrollWidth <= box.clientWidth || box.hasAttribute("tabindex")) return;
    box.tabIndex = 0;
    if (name) { box.setAttribute("role", "region"); box.setAttribute("aria-label", name.getAttribute("aria-label")); }
  }

  function enhance(scope) {
    all(scope, ".table-box").forEach(reachable);
    all(scope, "select[data-search]").forEach(searchable);
    all(scope, "input[data-date]").forEach(datePicker);
    all(scope, "[data-batch]").forEach(function (b) { countBatch(b, b); });
    if (all(scope, "[data-map], [data-chart], [data-network]").length) load(own.charts).then(function () { window.lianxiao.draw(scope); });
    if (all(scope, "form[data-autosave]").length) load(own.autosave).then(function () { window.lianxiao.keep(scope); });
    countDown();
  }

  document.addEventListener("DOMContentLoaded", function () {
    var banner = document.querySelector(".old-browser");
    // Array.prototype.at came with Chromium 92.
    if (banner && !Array.prototype.at) banner.classList.add("is-old");
    var summary = document.querySelector("[data-focus]");
    if (summary) summary.focus();
    enhance(document);
    window.setInterval(countDown, 15000);
    document.body.addEventListener("htmx:afterSwap", function (event) { enhance(event.detail.elt); });
    document.body.addEventListener("htmx:sendError", function () { say(own.offline, "danger"); });
  });
})();
