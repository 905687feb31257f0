"""What can go wrong, said for a person: what happened, to which file, and what to do.

Only these kinds cross the engine's border. Each carries a message template and its fields, so that the window can
translate the template and fill it in afterwards.
"""

from __future__ import annotations


class StylerError(Exception):
    """Anything that Styler refuses or fails at, in one sentence for a person.

    Args:
        template: The sentence, with ``{name}`` for each field.
        **fields: The values that belong into the sentence.
    """

    def __init__(self, template: str, /, **fields: object) -> None:
        super().__init__(template.format(**fields))
        self.template = template
        self.fields = fields

    def __reduce__(self) -> tuple[object, ...]:
        # An exception made from keywords does not survive pickling by itself.
        return (_rebuild, (type(self), self.template, self.fields))


def _rebuild(kind: type[StylerError], template: str, fields: dict[str, object]) -> StylerError:
    return kind(template, **fields)


class PictureError(StylerError):
    """A picture cannot be read, or is none."""


class PictureNote(StylerError):  # noqa: N818 - it is never raised
    """A picture was read, but a person should know something about it. It is kept beside the picture, never raised."""


class JobNote(StylerError):  # noqa: N818 - it is never raised
    """A job was read from its file, but a person should know how it was understood. It is never raised."""


class OutputError(StylerError):
    """A file cannot be written."""


class CancelledError(StylerError):
    """What was asked for is no longer wanted, and nothing has come of it."""


class RecipeError(StylerError):
    """A parameter is unknown, of the wrong kind, or out of its range; or the parts of a job do not fit together."""


class WeightsError(StylerError):
    """A network file is missing, damaged, or not what it should be."""


class DeviceError(StylerError):
    """A device is asked for that this machine does not have."""


class TorchError(StylerError, ImportError):
    """PyTorch, which does the arithmetic, cannot be loaded. An import of what needs it raises this too."""


class OutOfMemoryError(StylerError):
    """The device has less memory than the job needs."""
