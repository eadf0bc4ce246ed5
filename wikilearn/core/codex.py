"""Django's forms in the clothes of Codex: `{{ form }}`, `{{ field.as_field_group }}` and single widgets."""

from html import escape
from typing import Any

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, ClearableFileInput, RadioSelect, Select
from django.forms import Textarea as TextareaWidget
from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


class CodexRenderer(TemplatesSetting):
    """Renders every form of the site through `templates/forms/`."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    formset_template_name = "forms/formset.html"


def kind(field: BoundField) -> str:
    """Which Codex component a field becomes: checkbox, options, select, area, file or text."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        return "options"
    if isinstance(widget, Select):
        return "select"
    if isinstance(widget, TextareaWidget):
        return "area"
    if isinstance(widget, ClearableFileInput):
        return "file"
    return "text"


CLASSES = {
    "checkbox": "cdx-checkbox__input",
    "options": "",
    "select": "cdx-select",
    "area": "cdx-text-area__textarea",
    "file": "file-input",
    "text": "cdx-text-input__input",
}


def widget(field: BoundField) -> SafeString:
    """The field's own control with the class of its component; Django adds what describes it and its errors."""
    attrs = field.field.widget.attrs
    changes: dict[str, str | bool] = {"class": f"{CLASSES[kind(field)]} {attrs.get('class', '')}".strip()}
    if attrs.get("placeholder") == field.label:
        changes["placeholder"] = False  # the label says it already
    return field.as_widget(attrs=changes)


def options(groups: list[tuple[str | None, list[dict[str, Any]], int]]) -> SafeString:
    """The options inside a `<select>`, from what Django's `Select.optgroups` gives; every value passes `escape`."""
    parts: list[str] = []
    for name, choices, _index in groups:
        if name:
            parts.append(f'<optgroup label="{escape(str(name))}">')
        parts += (_option(choice) for choice in choices)
        if name:
            parts.append("</optgroup>")
    return mark_safe("".join(parts))


def _option(choice: dict[str, Any]) -> str:
    told = [(name, value) for name, value in choice["attrs"].items() if value is not False]
    attrs = "".join(f" {name}" if value is True else f' {name}="{escape(str(value))}"' for name, value in told)
    return f'<option value="{escape(str(choice["value"]))}"{attrs}>{conditional_escape(choice["label"])}</option>'
