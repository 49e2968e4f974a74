"""Going through a page by keyboard alone, and what is to be true of each place where the focus stops.

Nothing here clicks, and no script gives the focus: what these tests reach, a person without a mouse reaches.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from .waiting import settle

MOST = 700  # stops of one page
CONTRAST = 3.0  # of a focus ring against what is around it (WCAG 1.4.11)

# Notes how everything looks that can have the focus, while it has it not.
REMEMBER = """() => {
  const ring = element => {
    const style = getComputedStyle(element);
    const { outlineStyle: line, outlineWidth: width, outlineColor: color } = style;
    const outline = line === "none" ? "none" : `${line} ${width} ${color}`;
    return `${outline} / ${style.boxShadow}`;
  };
  window.keyboardTest = { ring, looks: new WeakMap() };
  for (const element of document.querySelectorAll("*")) {
    if (element !== document.activeElement) window.keyboardTest.looks.set(element, ring(element));
  }
}"""

# Describes the element that has the focus: which it is, where it stands, what covers it, and how its ring looks.
LOOK = """() => {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const takers = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const firstOfPage = [...document.querySelectorAll(takers)].find(
    one => !one.disabled && one.type !== "hidden" && one.getClientRects().length > 0,
  );
  const words = text => (text || "").replace(/\\s+/g, " ").trim().slice(0, 60);
  const box = element.getBoundingClientRect();
  const first = element.getClientRects()[0] ?? box;
  let [x, y] = [first.left + scrollX, first.top + scrollY];
  for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
    x += up.scrollLeft;
    y += up.scrollTop;
  }
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  const across = Math.min(width, box.right) - Math.max(0, box.left);
  const down = Math.min(height, box.bottom) - Math.max(0, box.top);
  const isSeen = across > 1 && down > 1;
  const inset = 2;
  const places = [...element.getClientRects()].filter(one => one.width > 0 && one.height > 0).flatMap(one => {
    const [l, t, r, b] = [one.left + inset, one.top + inset, one.right - inset, one.bottom - inset];
    return [[(l + r) / 2, (t + b) / 2], [l, (t + b) / 2], [r, (t + b) / 2], [(l + r) / 2, t], [(l + r) / 2, b]];
  });
  const fits = box.height <= height / 2;
  const covers = new Set();
  const described = one =>
    one.tagName.toLowerCase() +
    (one.id ? `#${one.id}` : "") +
    (one.name ? `[name=${one.name}]` : "") +
    (one.classList.length ? `.${one.classList[0]}` : "");
  let hidden = 0;
  for (const [px, py] of places) {
    const top = document.elementFromPoint(px, py);
    if (top === null) hidden += 1;
    else if (!element.contains(top) && !top.contains(element) && !top.closest("label")?.contains(element)) {
      hidden += 1;
      covers.add(described(top));
    }
  }
  const style = getComputedStyle(element);
  const label = element.getAttribute("aria-label") || element.labels?.[0]?.textContent;
  let behind = parseFloat(style.outlineOffset) < 0 ? element : element.parentElement;
  const isClear = color => /rgba\\(.*, 0\\)|transparent/.test(color);
  while (behind.parentElement && isClear(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
  return {
    name: words(label || element.value || element.textContent || element.title),
    at: described(element),
    href: element.getAttribute("href") || "",
    isFirst: element === firstOfPage,
    isDay: element.matches("input[type=date]"),
    x, y, width: first.width, height: first.height,
    isSeen, fits, hidden, places: places.length, covers: [...covers],
    before: window.keyboardTest?.looks.get(element) ?? "",
    ring: window.keyboardTest?.ring(element) ?? "",
    ringColor: style.outlineStyle === "none" ? "" : style.outlineColor,
    behind: getComputedStyle(behind).backgroundColor,
  };
}"""

# The words on the link or button that has the focus.
WORDS = """() => {
  const element = document.activeElement;
  return (element.matches("input") ? element.value : element.textContent).trim();
}"""


@dataclass(frozen=True, slots=True)
class Stop:
    """One place where the focus stopped."""

    seen: dict[str, Any] = field(repr=False)

    def __str__(self) -> str:
        return f"“{self.seen['name']}” ({self.seen['at']})"

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(str(self.seen[name]) for name in ("at", "name", "href"))


def focus(page: Any) -> Stop | None:
    """Return where the focus is; None where nothing has it."""
    seen = page.evaluate(LOOK)
    return Stop(seen) if seen else None


def walk(page: Any, most: int = MOST) -> list[Stop]:
    """Go once through the page by Tab, from its beginning to its end, and return each stop.

    Raises AssertionError where there is no end: a trap.
    """
    settle(page)
    page.evaluate(REMEMBER)
    stops: list[Stop] = []
    for _ in range(2 * most):
        page.keyboard.press("Tab")
        stop = focus(page)
        if not stops:  # a page may begin in the middle, at the field that has the focus
            stops = [stop] if stop and stop.seen["isFirst"] else []
        elif stop is None or stop.seen["isFirst"]:
            return stops
        else:
            _add(stops, stop)
    raise AssertionError(f"After {2 * most} stops the focus is still in the page, at {focus(page)}.")


def walk_back(page: Any, number: int) -> list[Stop]:
    """Go back by Shift+Tab from the end of the page, so many stops, and return them in the order of the page."""
    stops: list[Stop] = []
    while len(stops) < number:
        page.keyboard.press("Shift+Tab")
        if stop := focus(page):
            _add(stops, stop)
    return stops[::-1]


def _add(stops: list[Stop], stop: Stop) -> None:
    """Add a stop. A field for a day is one, though it has four parts: day, month, year, and what opens the calendar."""
    is_same = bool(stops) and stop.key == stops[-1].key and stop.seen["y"] == stops[-1].seen["y"]
    if not is_same:
        stops.append(stop)
    elif not stop.seen["isDay"]:
        raise AssertionError(f"The focus does not leave {stop}.")


def faults(stops: list[Stop]) -> list[str]:
    """Return what is wrong with the stops of a page: one that is not seen, not marked, or out of order."""
    found = [fault for stop in stops for fault in _faults_of(stop)]
    for former, later in pairwise(stops):
        if _goes_back(former, later):
            found.append(f"{later} comes after {former}, and stands before it")
    return found


def _faults_of(stop: Stop) -> list[str]:
    seen = stop.seen
    found = []
    if not seen["isSeen"]:
        found.append(f"{stop} is off the screen")
    elif seen["hidden"] and (seen["fits"] or seen["hidden"] == seen["places"]):
        by = ", ".join(seen["covers"]) or "the edge"
        found.append(f"{stop} is covered by {by}: {seen['hidden']} of {seen['places']} places")
    if seen["before"] == seen["ring"]:
        found.append(f"{stop} looks the same with the focus: {seen['ring']}")
    elif seen["ringColor"] and (ratio := contrast(seen["ringColor"], seen["behind"])) < CONTRAST:
        found.append(f"the ring of {stop} is {ratio:.1f} to 1: {seen['ringColor']} on {seen['behind']}")
    return found


def _goes_back(former: Stop, later: Stop) -> bool:
    """Whether the focus went against the order of reading: up in the same column, or left in the same line."""
    a, b = former.seen, later.seen
    is_above = b["y"] + b["height"] <= a["y"] + 1
    shared = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
    is_in_line = shared > min(a["height"], b["height"]) / 2
    if is_above:
        return bool(b["x"] < a["x"] + a["width"])
    return bool(is_in_line and b["x"] + b["width"] <= a["x"] + 1)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as a browser writes them, `rgb(1, 2, 3)`."""
    lights = sorted((_light(one), _light(other)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def _light(color: str) -> float:
    parts = [float(part) / 255 for part in color[color.index("(") + 1 : -1].replace(",", " ").split()[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def go_to(page: Any, selector: str, key: str = "Tab", most: int = MOST) -> None:
    """Press Tab, or Shift+Tab, until what the selector describes has the focus."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"No way by {key} to {selector}; the focus is at {focus(page)}")


def follow(page: Any, name: str, key: str = "Tab") -> None:
    """Go to the link or button with exactly this text, and press Enter."""
    for _ in range(MOST):
        if page.evaluate(WORDS) == name:
            page.keyboard.press("Enter")
            return
        page.keyboard.press(key)
    raise AssertionError(f"No way by {key} to “{name}”; the focus is at {focus(page)}")


def write(page: Any, selector: str, text: str, key: str = "Tab") -> None:
    """Go to a field and write a text into it, in place of what it holds."""
    go_to(page, selector, key)
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def choose(page: Any, selector: str, label: str, key: str = "Tab") -> None:
    """Go to a list of choices, and take one by its first letters."""
    go_to(page, selector, key)
    page.keyboard.type(label)
    chosen = page.evaluate("document.activeElement.selectedOptions[0].textContent")
    assert chosen == label, f"{label} was typed, and {chosen} chosen"
