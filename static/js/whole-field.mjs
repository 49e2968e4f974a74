// What gets the focus by keyboard is shown whole: a browser scrolls a text no further than to the line of its cursor, and a
// wide table not at all while a corner of the link is in sight.

let isByKeyboard = false;

document.addEventListener("keydown", (event) => (isByKeyboard = event.key === "Tab"), true);
document.addEventListener("pointerdown", () => (isByKeyboard = false), true);
document.addEventListener("focusin", (event) => {
  if (isByKeyboard) event.target.scrollIntoView({ block: "nearest", inline: "nearest" });
});
