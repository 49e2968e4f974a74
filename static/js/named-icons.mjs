// Django’s boxes for choosing several things name their icons by aria-label on a span, and a span has no role that a name
// could belong to. An image may have one.
addEventListener("load", () => {
  for (const icon of document.querySelectorAll(".help-tooltip[aria-label]:not([role])")) {
    icon.setAttribute("role", "img");
  }
});
