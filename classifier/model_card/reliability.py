"""The reliability diagram as an SVG picture of its own: readable in light and in dark, without colour and aloud."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from classifier.model_card.facts import LEAST_SUPPORT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from classifier.model_card.facts import Calibration
    from classifier.reliability import Bin

_SIDE = 260  # of the square
_LEFT, _TOP, _GAP = 56, 40, 84
_COUNTS = 46  # height of the counts below
_HEIGHT = _TOP + _SIDE + _COUNTS + 66
_STYLE = """\
svg { color-scheme: light dark; }
text { font: 12px system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif; fill: #1d1f21; }
.name { font-weight: 600; font-size: 14px; }
.dim { fill: #5a5d60; }
.line { stroke: #b9b5aa; fill: none; }
.even { stroke: #5a5d60; stroke-dasharray: 4 4; fill: none; }
.gap { stroke: #8f3311; stroke-width: 2; }
.dot { fill: #0a5f52; stroke: #0a5f52; stroke-width: 1.5; }
.few { fill: none; }
.count { fill: #0a5f52; opacity: .45; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6e3dc; } .dim { fill: #a5a8aa; } .line { stroke: #4a4e52; } .even { stroke: #a5a8aa; }
  .gap { stroke: #f6ab86; } .dot, .count { fill: #74d6c0; } .dot { stroke: #74d6c0; } .few { fill: none; }
}
"""


def reliability_svg(calibration: Sequence[Calibration]) -> str:
    """One square a decision: mean confidence across, accuracy up, a dot for each bin, and how many it holds below.

    The dashed line is where confidence and accuracy are equal; a line from it to each dot is the gap. A dot of fewer
    than 20 sentences is hollow.
    """
    width = _LEFT + len(calibration) * (_SIDE + _GAP) - _GAP + 24
    said = "; ".join(_in_words(each) for each in calibration)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HEIGHT}" width="{width}" height="{_HEIGHT}"'
        ' role="img" aria-labelledby="title what">\n',
        '<title id="title">Reliability of the confidences</title>\n',
        f'<desc id="what">{escape(said)}</desc>\n',
        f"<style>\n{_STYLE}</style>\n",
    ]
    for place, each in enumerate(calibration):
        parts += _panel(each, _LEFT + place * (_SIDE + _GAP))
    return "".join([*parts, "</svg>\n"])


def _in_words(one: Calibration) -> str:
    dots = ", ".join(
        f"{each.accuracy:.0%} right where {each.confidence:.0%} sure ({each.count:,})"
        for each in one.bins
        if each.accuracy is not None and each.confidence is not None
    )
    return f"The {one.decision}, expected calibration error {one.error:.3f}: {dots}"


def _panel(one: Calibration, left: float) -> Iterator[str]:
    bottom = _TOP + _SIDE
    yield f'<text class="name" x="{left}" y="18">{escape(one.decision.capitalize())}</text>\n'
    about = f"calibration error {one.error:.3f}, Brier score {one.brier:.3f}"
    yield f'<text class="dim" x="{left}" y="34">{about}</text>\n'
    yield f'<path class="line" d="M{left} {_TOP}H{left + _SIDE}V{bottom}H{left}Z"/>\n'
    yield f'<path class="even" d="M{left} {bottom}L{left + _SIDE} {_TOP}"/>\n'
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x, y = left + tick * _SIDE, bottom - tick * _SIDE
        yield f'<text class="dim" x="{left - 8}" y="{y + 4:.0f}" text-anchor="end">{tick:.0%}</text>\n'
        yield f'<text class="dim" x="{x:.0f}" y="{bottom + _COUNTS + 22}" text-anchor="middle">{tick:.0%}</text>\n'
    yield f'<text x="{left + _SIDE / 2}" y="{bottom + _COUNTS + 42}" text-anchor="middle">how sure</text>\n'
    at = f"{left - 42} {_TOP + _SIDE / 2}"
    yield f'<text transform="translate({at}) rotate(-90)" text-anchor="middle">how often right</text>\n'
    largest = max((each.count for each in one.bins), default=0)
    for each in one.bins:
        yield from _bin(each, left, bottom, largest)


def _bin(each: Bin, left: float, bottom: float, largest: int) -> Iterator[str]:
    if each.confidence is None or each.accuracy is None:
        return
    x, y = left + each.confidence * _SIDE, bottom - each.accuracy * _SIDE
    even = bottom - each.confidence * _SIDE
    height = each.count / largest * (_COUNTS - 8)
    start, width = left + each.low * _SIDE, (each.high - each.low) * _SIDE
    said = f"{each.confidence:.0%} sure, {each.accuracy:.0%} right, {each.count:,} sentences"
    yield f"<g><title>{said}</title>"
    dot = "dot few" if each.count < LEAST_SUPPORT else "dot"
    yield f'<path class="gap" d="M{x:.1f} {even:.1f}V{y:.1f}"/>'
    yield f'<circle class="{dot}" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'
    top = bottom + 4
    yield f'<rect class="count" x="{start + 1:.1f}" y="{top}" width="{width - 2:.1f}" height="{height:.1f}"/></g>\n'
