"""``liaosim app``: serve the web application."""

from __future__ import annotations

import os
from typing import Annotated

from cli.options import How, option, takes
from cli.output import computing, say
from experiments.options import whole
from locales.catalogue import phrase
from scenarios.errors import InputError, shown
from views.answer_cache import find, keep, question

LOWEST_PORT, HIGHEST_PORT = 1024, 65535
Port = Annotated[str, option("port", "--port", "N")]
Prepare = Annotated[bool, option("prepare", "--prepare")]


@takes()
def app(how: How, port: Port = "8501", prepare: Prepare = False) -> int:
    """Serve the web application until it is stopped, or only see to its first answer."""
    if prepare:
        _prepare(how.lang)
        return 0
    number = _checked(port)
    os.environ["LIAOSIM_LANG"] = how.lang
    # all that pages draw with, which --prepare does not need; what is missing is missed at once
    from views.server import serve

    _prepare(how.lang, stale_will_do=True)
    say("message.serving", how.lang, port=number)
    serve(number)
    return 0


def _checked(port: str) -> int:
    """The port as a number; raises InputError where it is none that may be used."""
    try:
        number = whole(port)
    except ValueError:
        number = 0
    if not LOWEST_PORT <= number <= HIGHEST_PORT:
        limits = {"low": LOWEST_PORT, "high": HIGHEST_PORT}
        wrong = phrase("message.bad_whole", option="--port", found=shown(port), **limits)
        raise InputError(wrong)
    return number


def _prepare(lang: str, *, stale_will_do: bool = False) -> None:
    """See to it that the app has an answer to open on, with progress on standard error.

    Where an answer made before the last edit of rules or data will do, the app says so and makes
    the new one while the old one is read.
    """
    asked = question()
    answer = find(asked)
    if answer.fresh or (stale_will_do and answer.answer is not None):
        return
    with computing(lang, "page.preparing") as meter:
        keep(asked, meter)
