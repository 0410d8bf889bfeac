/* Forms from definitions: rows, words, conditions, totals, leaving. Everything also works without this script.
   A row that is added announces itself with the event "lianxiao:added", so that date pickers can attach. */
(() => {
  "use strict";

  // The same characters as in lianxiao/core/definitions/texts.py, so that both count alike.
  const WIDE = "\\u1100-\\u11ff\\u2e80-\\u2fff\\u3001-\\u33ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua960-\\ua97f" +
    "\\uac00-\\ud7ff\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff01-\\uffef\\u{20000}-\\u{3ffff}“”‘’—…·";
  const WORD = new RegExp(`(?:[^\\s${WIDE}]|(?<=[A-Za-z])’(?=[A-Za-z]))+|[${WIDE}]`, "gu");
  const FIGURE = /^[+-]?(?:\d{1,3}(?:[, ]\d{3})+|\d+)?(?:\.\d+)?$/;

  const countWords = (text) => (text.match(WORD) || []).length;

  function figure(text) {
    const narrow = text.trim().replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
      .replace(/[\u3000\u00a0]/g, " ");
    return FIGURE.test(narrow) && /\d/.test(narrow) ? Number(narrow.replace(/[, ]/g, "")) : 0;
  }

  // Added up in millionths, so that 0.1 + 0.2 is 0.3.
  function written(figures, decimals) {
    const sum = figures.reduce((total, one) => total + Math.round(one * 1e6), 0) / 1e6;
    return sum.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: 6 });
  }

  const inputs = (form, name) => [...form.elements].filter((one) => one.name === name);
  const column = (table, key) => [...table.querySelectorAll("tbody input")].filter((one) => one.name.endsWith(`-${key}`));
  const changed = (form) => form.dispatchEvent(new Event("input", { bubbles: true }));

  function answersOf(form, key) {
    const field = form.querySelector(`#field-${key}`);
    if (!field || field.hidden) return [];
    return [...field.querySelectorAll("input, select, textarea")]
      .filter((one) => one.name && (!/^(checkbox|radio)$/.test(one.type) || one.checked))
      .map((one) => one.value.trim()).filter(Boolean);
  }

  function showWhatApplies(form) {
    // A field may hang on one that hangs on another: settle from the top, as the form's order allows.
    const fields = [...form.querySelectorAll("[data-show-if]")];
    fields.concat(fields).forEach((field) => {
      const { field: key, values } = JSON.parse(field.dataset.showIf);
      const answers = answersOf(form, key);
      field.hidden = !(values.length ? answers.some((one) => values.includes(one)) : answers.length);
    });
  }

  function countAll(form) {
    form.querySelectorAll("[data-count-for]").forEach((note) => {
      const words = countWords(document.getElementById(note.dataset.countFor).value);
      note.querySelector("[data-count]").textContent = words;
      note.classList.toggle("over", words > Number(note.dataset.limit));
    });
  }

  function partOf(form, part) {
    const [key, cell] = part.split(".");
    const field = form.querySelector(`#field-${key}`);
    if (!field) return null; // on another page of the form: the server's figure stands
    if (field.hidden) return [];
    if (cell) return column(field, cell).map((one) => figure(one.value));
    const sum = field.querySelector("[data-sum]");
    return sum ? [figure(sum.textContent)] : inputs(form, key).map((one) => figure(one.value));
  }

  function sumAll(form) {
    form.querySelectorAll("[data-total]").forEach((cell) => {
      const figures = column(cell.closest("table"), cell.dataset.total).map((one) => figure(one.value));
      cell.textContent = written(figures, Number(cell.dataset.decimals));
    });
    form.querySelectorAll("[data-sum]").forEach((output) => {
      const parts = output.dataset.sum.split(" ").map((part) => partOf(form, part));
      if (!parts.includes(null)) output.textContent = written(parts.flat(), 0);
    });
  }

  function renumber(table) {
    const labels = [...table.querySelector("template").content.querySelectorAll("[aria-label]")];
    const rows = [...table.querySelectorAll("tbody tr")];
    rows.forEach((row, at) => {
      row.querySelector(".row-number").textContent = at + 1;
      row.querySelectorAll("td [aria-label]").forEach((one, cell) => {
        one.setAttribute("aria-label", labels[cell].getAttribute("aria-label").replace(/#(?=[^#]*$)/, at + 1));
      });
      const remove = row.querySelector("[data-remove-row] .visually-hidden");
      remove.textContent = remove.textContent.replace(/#|\d+/, at + 1);
    });
    const add = table.parentElement.querySelector("[data-add-row]");
    add.disabled = rows.length >= Number(table.dataset.maxRows);
  }

  function addRow(table, focus) {
    const numbers = [...table.querySelectorAll("[data-remove-row]")].map((one) => Number(one.value.split("-").pop()));
    const next = Math.max(-1, ...numbers) + 1;
    const row = table.querySelector("template").content.firstElementChild.cloneNode(true);
    row.querySelectorAll("*").forEach((one) => {
      ["name", "id", "value", "for"].forEach((name) => {
        if ((one.getAttribute(name) || "").includes("__row__")) {
          one.setAttribute(name, one.getAttribute(name).replace("__row__", next));
        }
      });
    });
    table.querySelector("tbody").append(row);
    renumber(table);
    row.dispatchEvent(new CustomEvent("lianxiao:added", { bubbles: true }));
    if (focus) row.querySelector("input:not([type=hidden]), select, textarea").focus();
  }

  function removeRow(button) {
    const table = button.closest("[data-rows]");
    const row = button.closest("tr");
    const neighbour = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    if (!neighbour) addRow(table, false);
    renumber(table);
    (neighbour || table).querySelector("[data-remove-row]").focus();
  }

  function addLine(button) {
    const lines = button.parentElement.querySelectorAll("[data-lines] input");
    const line = lines[lines.length - 1].cloneNode();
    line.value = "";
    line.id = `id_${line.name}-${lines.length}`;
    line.setAttribute("aria-label", line.getAttribute("aria-label").replace(/\d+$/, lines.length + 1));
    lines[lines.length - 1].after(line);
    line.focus();
  }

  function enhance(form) {
    let unsaved = false;
    const refresh = () => { showWhatApplies(form); countAll(form); sumAll(form); };
    form.classList.add("enhanced");
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-add-row], [data-remove-row], [data-add-line]");
      if (!button) return;
      event.preventDefault();
      if ("addRow" in button.dataset) addRow(button.parentElement.querySelector("[data-rows]"), true);
      else if ("removeRow" in button.dataset) removeRow(button);
      else addLine(button);
      changed(form);
    });
    form.addEventListener("input", () => { unsaved = true; refresh(); });
    form.addEventListener("change", refresh);
    form.addEventListener("submit", () => { unsaved = false; });
    form.querySelectorAll("[data-rows]").forEach(renumber);
    // A form that saves itself warns by itself.
    if (!("autosave" in form.dataset)) {
      window.addEventListener("beforeunload", (event) => {
        if (!unsaved || !form.isConnected) return;
        event.preventDefault();
        event.returnValue = ""; // Chromium before 119
      });
    }
    refresh();
  }

  const enhanceAll = () => document.querySelectorAll("form[data-definition]:not(.enhanced)").forEach(enhance);
  document.addEventListener("htmx:afterSwap", enhanceAll);
  enhanceAll();
})();
