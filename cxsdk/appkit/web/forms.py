"""Forms: read by the route's marshmallow schema; its errors in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from cxsdk.appkit.i18n import N_, current_locale, gettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict

# What marshmallow says by itself, so that catalogues hold it.
_SAID = (
    N_("Missing data for required field."),
    N_("Field may not be null."),
    N_("Not a valid integer."),
    N_("Not a valid number."),
    N_("Not a valid boolean."),
    N_("Not a valid string."),
    N_("Not a valid date."),
    N_("Not a valid datetime."),
    N_("Not a valid email address."),
    N_("Not a valid URL."),
    N_("Invalid value."),
    N_("Unknown field."),
)
_OTHER = N_("This value is not accepted.")
Errors = dict[str, tuple[str, ...]]


def read_form(
    schema_class: type[Any], given: MultiDict[str, str]
) -> tuple[Mapping[str, Any], Errors]:
    """Return what a schema makes of a form, and what is wrong with it, by field.

    A field of a list takes all values of its name, any other the last one. An
    empty input counts as left out, unless the field is a text. Names that the
    schema does not know are passed over: buttons have names too.
    """
    schema = schema_class()
    if not isinstance(schema, Schema):  # pragma: no cover - a typing seam
        raise TypeError(schema_class)
    data: dict[str, Any] = {}
    for key, field in schema.fields.items():
        name = field.data_key or key
        values = given.getlist(name)
        if isinstance(field, fields.List):
            data[name] = values
        elif values and (values[-1] or isinstance(field, fields.String)):
            data[name] = values[-1]
    try:
        loaded = schema.load(data, unknown=EXCLUDE)
    except ValidationError as error:
        return {}, _flat(error.messages_dict)
    return loaded, {}


def _flat(messages: Mapping[str, Any]) -> Errors:
    return {str(name): tuple(_leaves(found)) for name, found in messages.items()}


def _leaves(found: Any) -> list[str]:
    if isinstance(found, dict):
        return [leaf for one in found.values() for leaf in _leaves(one)]
    if isinstance(found, list | tuple):
        return [leaf for one in found for leaf in _leaves(one)]
    text = str(found)
    shown = gettext(text)
    # A text that nobody has translated would be read in the wrong language.
    return [gettext(_OTHER) if shown == text and current_locale() != "en" else shown]
