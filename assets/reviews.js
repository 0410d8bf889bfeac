// Keys of a sitting: Ctrl+Enter goes on to submit, Alt+arrows to the application before or after. Everything else is
// the page's own; without this file the same links and buttons are there, with their access keys.
(function () {
  "use strict";
  document.addEventListener("keydown", function (event) {
    var go = null;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) go = "submit";
    else if (event.altKey && event.key === "ArrowLeft") go = "before";
    else if (event.altKey && event.key === "ArrowRight") go = "after";
    var target = go && document.querySelector("[data-go=" + go + "]");
    if (!target) return;
    event.preventDefault();
    target.click();
  });
})();
