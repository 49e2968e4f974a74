// The rows that Django's forms add and take away: the focus goes into a new row, and to "Add another" when a row is gone;
// a link that is called a button answers the space bar, too.

document.addEventListener("formset:added", (event) => {
  event.target.querySelector("input:not([type=hidden]), textarea, select")?.focus();
});

document.addEventListener("formset:removed", (event) => {
  document.querySelector(`#${CSS.escape(event.detail.formsetName)}-group .add-row a`)?.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== " " || !event.target.matches?.("a[role=button]")) return;
  event.preventDefault(); // the page would scroll
  event.target.click();
});
