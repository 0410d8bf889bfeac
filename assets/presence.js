// Who else has this section open: <form data-presence action="address"> is sent now and every twenty seconds while the
// page is seen; the answer is the names. Without a connection or a session nothing happens: the text matters more.
(function () {
  "use strict";
  var form = document.querySelector("[data-presence]"), EVERY = 20000;
  if (!form) return;

  function tell() {
    if (document.hidden) return;
    fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" }).then(function (response) {
      if (response.ok && !response.redirected) return response.text().then(show);
    }, function () { /* offline: autosave says so */ });
  }
  function show(names) {
    var place = form.querySelector("[role=status]");
    if (place.innerHTML !== names) place.innerHTML = names;
  }

  window.setInterval(tell, EVERY);
  document.addEventListener("visibilitychange", tell);
  tell();
})();
