"""Marks the texts that a person reads, so that a translator finds them.

The engine knows no Qt. Qt's ``lupdate`` looks for calls by *name*, so a plain function with the name it knows is
enough: the text passes through unchanged here, and the window translates it when it shows it.
"""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - the name is what lupdate looks for
    """Return ``text`` unchanged; ``context`` groups the texts for the translator."""
    del context
    return text
