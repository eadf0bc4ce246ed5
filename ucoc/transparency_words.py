"""What the rows, columns and tables of a transparency report are called, in the language of the page."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ucoc.enums import BodyKind, CaseStepKind, Conduct, MeasureKind, Severity
from ucoc.queries.transparency import NO_REGION, WITHIN
from wikilearn.core import languages
from wikilearn.core.charts import Chart, Label, Series
from wikilearn.movement import regions


def population_name(key: str) -> str:
    """What is counted."""
    return {
        "received": _("Reports received"),
        "decided": _("Cases decided"),
        "measures": _("Measures"),
        "appeals": _("Appeals answered"),
        "upwards": _("Cases that went up to another body"),
    }.get(key, key)


def table_name(key: str) -> str:
    """How it is broken down."""
    return {
        "place": _("By body and region"),
        "behaviour": _("By kind of behaviour and urgency"),
        "time": _("By time until the decision"),
        "measure": _("By kind of measure"),
        "outcome": _("By outcome"),
        "reason": _("By reason"),
    }.get(key, key)


def row_heading(key: str) -> str:
    """What stands in the first column."""
    return {
        "place": _("Body"),
        "behaviour": _("Kind of behaviour"),
        "time": _("Time"),
        "measure": _("Measure"),
        "outcome": _("Outcome"),
        "reason": _("Reason"),
    }.get(key, key)


def label(key: str) -> str:
    """A row or column; a key that is no longer known names itself."""
    if key == NO_REGION:
        return _("Several regions or none")
    if key in regions.PARENTS or key == regions.WORLD:
        return regions.name_of(key, languages.current().tag)
    if key.startswith("within_"):
        days = int(key.removeprefix("within_"))
        return ngettext("Within %(number)s day", "Within %(number)s days", days) % {"number": days}
    if key in {"longer", "unknown"}:
        return _("Longer than %(number)s days") % {"number": WITHIN[-1]} if key == "longer" else _("Not known")
    for choices in (BodyKind, Conduct, Severity, MeasureKind, CaseStepKind):
        if key in choices.values:
            return str(choices(key).label)
    return key


def charts_of(content: dict[str, Any]) -> Iterator[tuple[str, str, int | None, list[Chart]]]:
    """Population by population: key, name, total, and its tables as charts."""
    for population in content["populations"]:
        charts = [_chart(population["key"], table) for table in population["tables"]]
        total = population["tables"][0]["total"] if population["tables"] else None
        yield population["key"], population_name(population["key"]), total, charts


def csv_rows(content: dict[str, Any]) -> Iterator[list[object]]:
    """Every number of a report with the keys of its place; `*` is a total."""
    for population in content["populations"]:
        for table in population["tables"]:
            for row, column, value in _numbers(table):
                place = [content["quarter"], population["key"], table["key"], row, column]
                yield [*place, "hidden" if value is None else value]


def _chart(population: str, table: dict[str, Any]) -> Chart:
    columns = table["columns"]
    totals = table["column_totals"] or [table["total"]]
    series = [
        Series(label(column) if column else _("Number"), [row[place] for row in table["cells"]], totals[place])
        for place, column in enumerate(columns)
    ]
    if table["row_totals"] is not None and len(columns) > 1:
        series.append(Series(_("Together"), table["row_totals"], table["total"]))
    return Chart(
        key=f"{population}-{table['key']}",
        title=f"{population_name(population)}: {table_name(table['key'])}",
        row_name=row_heading(table["key"]),
        labels=[Label(label(row)) for row in table["rows"]],
        series=series,
        totals=bool(table["rows"]),
    )


def _numbers(table: dict[str, Any]) -> Iterator[tuple[str, str, int | None]]:
    for row, cells in zip(table["rows"], table["cells"], strict=True):
        for column, value in zip(table["columns"], cells, strict=True):
            yield row, column or "*", value
    for row, value in zip(table["rows"], table["row_totals"] or [], strict=False):
        yield row, "*", value
    for column, value in zip(table["columns"], table["column_totals"] or [], strict=False):
        yield "*", column, value
    yield "*", "*", table["total"]
