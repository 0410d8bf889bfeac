// Saves <form data-autosave="address"> while one types. POST of the whole form (without files) with X-Autosave: 1;
// the server answers {saved_at, revision} or 409 with {message} (somebody else saved: nothing is overwritten).
// Without a connection the text stays in this browser, under the account's number, and is sent when it is back.
(function () {
  "use strict";
  var lx = window.lianxiao, text = lx.text;
  var WAIT = 1500, RETRY = 10000, PREFIX = "lianxiao-draft:";

  function keep(form) {
    if (form.dataset.kept) return;
    form.dataset.kept = "1";
    var place = form.querySelector("[data-saved]");
    var name = PREFIX + document.body.dataset.account + ":" + form.dataset.autosave;
    var dirty = false, busy = false, stopped = false, timer = null, attempt = null, afterwards = null;

    function show(message, state) {
      if (!place) return;
      place.textContent = message;
      place.dataset.state = state || "";
    }
    function fields() {
      var data = new FormData(form);
      Array.from(data.entries()).forEach(function (pair) { if (pair[1] instanceof File) data.delete(pair[0]); });
      data.delete("request_id");
      return data;
    }
    function plan(wait) {
      window.clearTimeout(timer);
      if (!stopped) timer = window.setTimeout(send, wait);
    }
    // What partners agreed to is at stake: nothing is saved by itself until the person has said that he knows.
    function waits() {
      return form.elements.voids && !form.elements.voids.checked;
    }
    function send() {
      if (busy || stopped || !dirty) return;
      if (waits()) {
        backUp();
        show(text.paused, "conflict");
        return;
      }
      var data = fields();
      var body = new URLSearchParams(data).toString();
      // A retry of the same text keeps its number, so that it has one effect even if the answer got lost.
      if (!attempt || attempt.body !== body) attempt = { body: body, id: lx.uuid() };
      data.set("request_id", attempt.id);
      busy = true;
      dirty = false;
      show(text.saving);
      fetch(form.dataset.autosave, { method: "POST", body: data, headers: { "X-Autosave": "1" }, credentials: "same-origin" })
        .then(answered, offline)
        .finally(function () {
          busy = false;
          if (afterwards) afterwards();
          else if (dirty) plan(stopped ? 0 : WAIT);
        });
    }
    function answered(response) {
      var json = (response.headers.get("Content-Type") || "").indexOf("json") >= 0;
      if (response.ok && json) return response.json().then(saved);
      if (response.status === 409) return (json ? response.json() : response.text()).then(refused);
      if (response.status >= 500) return offline();
      // Signed out in between, or no longer entitled: the text stays here until one is back.
      backUp();
      dirty = true;
      stopped = true;
      show(text.signedOut, "conflict");
    }
    function saved(answer) {
      attempt = null;
      if (form.elements.revision && answer.revision !== undefined) form.elements.revision.value = answer.revision;
      if (!dirty) window.localStorage.removeItem(name);
      show(text.saved + " " + clock(answer.saved_at));
    }
    function refused(answer) {
      backUp();
      stopped = true;
      var reason = typeof answer === "string" ? fromPage(answer) : answer.message;
      show(reason, "conflict");
      lx.say(reason, "danger");
    }
    function offline() {
      backUp();
      dirty = true;
      show(text.offline, "offline");
      plan(RETRY);
    }
    function backUp() {
      var kept = Array.from(fields().entries()).filter(function (pair) { return pair[0] !== "csrfmiddlewaretoken"; });
      try { window.localStorage.setItem(name, JSON.stringify(kept)); } catch (full) { /* the page still has it */ }
    }
    function putBack() {
      var kept = JSON.parse(window.localStorage.getItem(name) || "null");
      if (!kept) return;
      if (words(kept) === words(Array.from(fields().entries()))) {
        window.localStorage.removeItem(name);
        return;
      }
      var revision = kept.filter(function (pair) { return pair[0] === "revision"; })[0];
      if (revision && form.elements.revision && form.elements.revision.value !== revision[1]) {
        // Saved elsewhere since: the old text is shown for copying, never written over the new one.
        showKept(kept);
        window.localStorage.removeItem(name);
        return;
      }
      fill(kept);
      lx.say(text.restored, "warning");
      touched();
    }
    function fill(kept) {
      var seen = {};
      kept.forEach(function (pair) { (seen[pair[0]] = seen[pair[0]] || []).push(pair[1]); });
      Array.from(form.elements).forEach(function (field) {
        if (!field.name || field.type === "file" || OURS.indexOf(field.name) >= 0) return;
        if (field.type === "checkbox" || field.type === "radio") field.checked = (seen[field.name] || []).indexOf(field.value) >= 0;
        else if (field.options) Array.from(field.options).forEach(function (o) { o.selected = (seen[field.name] || []).indexOf(o.value) >= 0; });
        else if (seen[field.name] && seen[field.name].length) field.value = seen[field.name].shift();
      });
    }
    function showKept(kept) {
      var box = document.createElement("textarea");
      box.className = "form-control";
      box.rows = 6;
      box.readOnly = true;
      box.setAttribute("aria-label", text.older);
      box.value = kept.filter(function (p) { return p[1] && OURS.indexOf(p[0]) < 0; })
        .map(function (p) { return p[1]; }).join("\n");
      lx.say(text.older, "warning");
      form.parentNode.insertBefore(box, form);
    }
    function touched() {
      dirty = true;
      if (!stopped) show(text.unsaved);
      plan(WAIT);
    }

    form.addEventListener("input", touched);
    form.addEventListener("change", touched);
    form.addEventListener("submit", function (event) {
      window.clearTimeout(timer);
      // Kept until the page is seen again with this text in it: the submission itself may get lost.
      backUp();
      stopped = true;
      dirty = false;
      if (!busy) return;
      // The answer to what is being saved just now comes first; else that would be a newer version than this one.
      event.preventDefault();
      afterwards = function () { afterwards = null; form.requestSubmit(event.submitter); };
    });
    window.addEventListener("online", function () { plan(0); });
    window.addEventListener("beforeunload", function (event) {
      if (!dirty && !busy) return;
      backUp();
      event.preventDefault();
      event.returnValue = "";
    });
    putBack();
  }

  var OURS = ["csrfmiddlewaretoken", "request_id", "revision", "voids"];
  function words(pairs) {
    return JSON.stringify(pairs.filter(function (pair) { return OURS.indexOf(pair[0]) < 0; }));
  }
  function clock(moment) {
    var at = moment ? new Date(moment) : new Date();
    return at.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
  }
  function fromPage(html) {
    var page = new DOMParser().parseFromString(html, "text/html");
    return (page.querySelector("#refusal, [role=alert], h1") || page.body).textContent.trim();
  }

  lx.keep = function (scope) { lx.all(scope, "form[data-autosave]").forEach(keep); };
})();
