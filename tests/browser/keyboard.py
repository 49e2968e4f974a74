"""Going through a page by keyboard alone, and what is to be true of each place where the focus stops.

Nothing here clicks, and no script gives the focus: what these tests reach, a person without a mouse reaches.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

MOST = 700  # stops of one page
CONTRAST = 3.0  # of a focus ring against what is around it (WCAG 1.4.11)

# Notes how everything looks that can have the focus, while it has it not.
REMEMBER = """() => {
  const ring = element => {
    const style = getComputedStyle(element);
    const outline = style.outlineStyle === "none" ? "none" : `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`;
    return `${outline} / ${style.boxShadow}`;
  };
  window.keyboardTest = { ring, looks: new WeakMap() };
  for (const element of document.querySelectorAll("*")) window.keyboardTest.looks.set(element, ring(element));
}"""

# Describes the element that has the focus: which it is, where it stands, what covers it, and how its ring looks.
LOOK = """() => {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const words = text => (text || "").replace(/\\s+/g, " ").trim().slice(0, 60);
  const box = element.getBoundingClientRect();
  const first = element.getClientRects()[0] ?? box;
  let [x, y] = [first.left + scrollX, first.top + scrollY];
  for (let up = element.parentElement; up && up !== document.documentElement && up !== document.body; up = up.parentElement) {
    x += up.scrollLeft;
    y += up.scrollTop;
  }
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  const seen = { left: Math.max(0, box.left), top: Math.max(0, box.top), right: Math.min(width, box.right), bottom: Math.min(height, box.bottom) };
  const isSeen = seen.right - seen.left > 1 && seen.bottom - seen.top > 1;
  const inset = 2;
  const places = [...element.getClientRects()].filter(one => one.width > 0 && one.height > 0).flatMap(one => {
    const [l, t, r, b] = [one.left + inset, one.top + inset, one.right - inset, one.bottom - inset];
    return [[(l + r) / 2, (t + b) / 2], [l, (t + b) / 2], [r, (t + b) / 2], [(l + r) / 2, t], [(l + r) / 2, b]];
  });
  const fits = box.height <= height / 2;
  const covers = new Set();
  let hidden = 0;
  for (const [px, py] of places) {
    const top = document.elementFromPoint(px, py);
    if (top === null) hidden += 1;
    else if (!element.contains(top) && !top.contains(element) && !top.closest("label")?.contains(element)) {
      hidden += 1;
      covers.add(top.tagName.toLowerCase() + (top.id ? `#${top.id}` : "") + (top.className ? `.${String(top.className).split(" ")[0]}` : ""));
    }
  }
  const style = getComputedStyle(element);
  let behind = element.parentElement;
  const isClear = color => /rgba\\(.*, 0\\)|transparent/.test(color);
  while (behind.parentElement && isClear(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
  return {
    name: words(element.getAttribute("aria-label") || element.labels?.[0]?.textContent || element.value || element.textContent || element.title),
    at: element.tagName.toLowerCase() + (element.id ? `#${element.id}` : "") + (element.name ? `[name=${element.name}]` : ""),
    href: element.getAttribute("href") || "",
    x, y, width: first.width, height: first.height,
    isSeen, fits, hidden, places: places.length, covers: [...covers],
    ringed: window.keyboardTest.looks.get(element) !== window.keyboardTest.ring(element),
    isNew: !window.keyboardTest.looks.has(element),
    ring: window.keyboardTest.ring(element),
    ringColor: style.outlineStyle === "none" ? "" : style.outlineColor,
    behind: getComputedStyle(behind).backgroundColor,
  };
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


def walk(page: Any, key: str = "Tab", most: int = MOST) -> list[Stop]:
    """Go once through the page, from where the focus is to the end of it, and return each stop.

    Raises AssertionError where there is no end: a trap.
    """
    page.evaluate(REMEMBER)
    stops: list[Stop] = []
    for _ in range(most):
        page.keyboard.press(key)
        stop = focus(page)
        if stop is None:
            return stops
        if len(stops) > 1 and stop.key == stops[-1].key and stop.seen["y"] == stops[-1].seen["y"]:
            raise AssertionError(f"The focus does not leave {stop}.")
        stops.append(stop)
    raise AssertionError(f"After {most} stops the focus is still in the page, at {stops[-1]}.")


def faults(stops: list[Stop]) -> list[str]:
    """Return what is wrong with the stops of a page: one that is not seen, not marked, or out of order."""
    found = [fault for stop in stops for fault in _faults_of(stop)]
    return found + [f"{later} comes after {former}, and stands before it" for former, later in pairwise(stops) if _goes_back(former, later)]


def _faults_of(stop: Stop) -> list[str]:
    seen = stop.seen
    found = []
    if not seen["isSeen"]:
        found.append(f"{stop} is off the screen")
    elif seen["hidden"] and (seen["fits"] or seen["hidden"] == seen["places"]):
        found.append(f"{stop} is covered by {', '.join(seen['covers']) or 'the edge'}: {seen['hidden']} of {seen['places']} places")
    if not seen["ringed"] and not seen["isNew"]:
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
