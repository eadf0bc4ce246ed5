"""Drawing charts: `{% load charts %}`."""

from typing import Any

from django import template

from wikilearn.core import languages
from wikilearn.core.charts import FOOT, HEIGHT, WIDTH, Chart

register = template.Library()


@register.simple_tag
def chart_drawing(chart: Chart) -> dict[str, Any]:
    """The geometry of a chart over time, in the direction of the page; numbers as SVG writes them."""
    rtl = languages.current().dir == "rtl"
    return {
        "width": str(WIDTH),
        "height": str(HEIGHT),
        "ground": str(HEIGHT - FOOT),
        "label_at": str(HEIGHT - 8),
        "shapes": [
            {
                "x": str(shape.x),
                "y": str(shape.y),
                "width": str(shape.width),
                "height": str(shape.height),
                "pattern": shape.pattern,
                "hidden": shape.hidden,
            }
            for shape in chart.shapes(rtl=rtl)
        ],
        "ticks": [{"x": str(tick.x), "text": tick.text} for tick in chart.ticks(rtl=rtl)],
    }
