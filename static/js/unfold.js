// Where a link leads into a part that is folded, the part opens; not every browser does so by itself.

function unfold(hash) {
  const place = hash.length > 1 ? document.getElementById(hash.slice(1)) : null;
  let isOpened = false;
  for (let fold = place?.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    isOpened ||= !fold.open;
    fold.open = true;
  }
  if (isOpened) place.scrollIntoView();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  if (link) unfold(link.hash);
});
document.addEventListener("DOMContentLoaded", () => unfold(location.hash));
