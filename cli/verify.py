"""``liaosim verify``: whether a part of a study, computed again, has the same bits."""

from __future__ import annotations

import sys
from typing import Annotated

from cli.options import FAILED, How, StudyFolder, option, takes
from cli.output import computing, print_json, warn
from display.terminal import Screen, list_table
from experiments.options import RunOptions, check
from experiments.provenance import made_with
from experiments.store.verify import Verdict, verify_folder
from locales.catalogue import word

Members = Annotated[str, option("members", "--members", "MEMBERS")]


def print_verdict(verdict: Verdict, lang: str) -> None:
    """The members that were checked, and the whole in one sentence."""
    names = ("member", "draw", "seed", "verdict")
    rows = []
    for each in verdict.checked:
        key = "same_bits" if each.same else "near_bits" if each.near else "not_same"
        said = word(f"message.{key}", lang, worst=f"{each.worst:.3g}")
        rows.append((*map(str, (each.member, *each.place)), said))
    Screen(sys.stdout).print(list_table(names, rows, lang))
    said = word(verdict.key, lang, worst=f"{verdict.worst:.3g}")
    counts = {"count": len(verdict.checked), "all": verdict.all_members}
    print(word("message.verified", lang, folder=verdict.folder, verdict=said, **counts))


@takes("workers", "json")
def verify(
    options: RunOptions, how: How, folder: StudyFolder, members: Members = "random:3"
) -> int:
    """Compute a part of studies again and compare every bit; look at every file of results."""
    request, lang = check(options), how.lang
    with computing(lang, "message.verifying") as meter:
        found = verify_folder(folder, members, request.workers, meter)
    if how.json:
        print_json(found.document())
    else:
        for verdict in found.studies:
            print_verdict(verdict, lang)
        if found.files:
            print(word("message.results_verified", lang, folder=folder, count=found.files))
    for verdict in found.studies:
        if verdict.other_machine:
            here, there = made_with()["processor"], ", ".join(verdict.other_machine)
            warn(word("message.other_family", lang, there=there, here=here), lang)
    return 0 if found.same else FAILED
