"""Why the system refused a file or a folder, in words of both languages."""

from __future__ import annotations

import errno

from locales.catalogue import Phrase, phrase, sections


def why(error: OSError | ValueError) -> Phrase:
    """What the system says of a file or a folder, or the reason that the error carries itself."""
    said = getattr(error, "reason", None)
    if isinstance(said, Phrase):  # an UnreadableError
        return said
    name = errno.errorcode.get(getattr(error, "errno", None) or 0, "")
    if name in sections("en")["errno"]:
        return phrase(f"errno.{name}")
    return phrase("errno.other", said=safe(getattr(error, "strerror", None) or str(error)))


def safe(text: str) -> str:
    """The text with everything unprintable escaped."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )
