// A field above a long list of boxes that leaves those in sight whose name has the typed letters; ticked ones stay.

const MANY = 12;

function filter(list) {
  const rows = [...list.querySelectorAll("label")].map((label) => ({
    row: label.parentElement,
    box: label.querySelector("input"),
    words: label.textContent.trim().toLowerCase(),
  }));
  if (rows.length <= MANY) return;
  const field = document.createElement("input");
  field.type = "search";
  field.className = "choice-filter";
  field.placeholder = `Find one of ${rows.length}`;
  field.setAttribute("aria-label", `Find one of ${rows.length}; those that are ticked stay in sight`);
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    for (const { row, box, words } of rows) row.hidden = !box.checked && !words.includes(wanted);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // it would save the form
    rows.find(({ row, box }) => !row.hidden && !box.checked)?.box.focus();
  });
  list.before(field);
}

for (const list of document.querySelectorAll("div.label-choices")) filter(list);
