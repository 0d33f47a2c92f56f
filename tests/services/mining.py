"""Search AWS's documentation of all reads for what it says about responses that are not complete.

    python -m tests.services.mining            the sentences that nobody has judged yet
    python -m tests.services.mining --all      all of them, with their verdicts

The verdicts are in judged.tsv: a verdict, the operation, the place, and the sentence or its
beginning. A new botocore brings new sentences: read each, add an entry to announced.json if it
needs one, and add its line with a verdict.

sign: the response is cut, and announced.json or a rule of names knows how that shows.
unseen: the response may be cut, and nothing in it shows that.
page: an ordinary page: a token leads to the rest.
asked: the request chooses it: a filter, a default of one, a sample, the top of a ranking.
kept: all that AWS keeps or describes: a window of time, a quota, a subset of the fields.
resource: about what is described, not about the response.
request: a limit of the request, of its rate, or a wish for a page size.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from querykit.services import catalog
from querykit.services.operation import Operation, operations
from querykit.services.pagination.paging import several
from querykit.services.reads import why_not_read_only
from tests.services.sentences import sentences

__all__ = ["JUDGED", "VERDICTS", "Sentence", "judged", "mined"]

JUDGED = Path(__file__).with_name("judged.tsv")
VERDICTS = ("sign", "unseen", "page", "asked", "kept", "resource", "request")
_LONGEST = 110
_NUMBER = r"(?:a\s+maximum\s+of\s+)?(?:one\s+hundred|ten|five|\d[\d,]*)"
_CUT = re.compile(
    rf"\bfirst\s+{_NUMBER}|\bup\s+to\s+{_NUMBER}|\bat\s+most\s+{_NUMBER}|\btop\s+{_NUMBER}"
    rf"|\bmaximum\s+of\s+(?:up\s+to\s+)?{_NUMBER}|\bmost\s+recent\s+{_NUMBER}|\b{_NUMBER}\s+largest"
    rf"|\bmore\s+than\s+{_NUMBER}|\b(?:list|array|number|list\s+of)\b[^.]*\blimited\s+to"
    r"|\bonly\s+(?:returns?|the\s+first|the\s+most\s+recent|up\s+to|a\s+(?:subset|portion|part))"
    r"|\breturns?\s+only|\bpartial(?:ly)?\s+(?:results?|list|response|data|success)|\btruncat\w+"
    r"|\b(?:not|n't)\s+(?:be\s+)?complete\b|\bincomplete|\b(?:is|are)\s+(?:still\s+)?in\s+progress"
    r"|\bstill\s+(?:running|processing)|\bnot\s+all\b|\bsubset\s+of|\bcut\s+off|\bexhaustive"
    r"|\bas\s+much\s+(?:of|as\s+(?:was\s+)?possible)",
    re.IGNORECASE,
)
# Of a parameter, the sentences that are about what comes back; filters say what they let through.
_COMES_BACK = re.compile(r"return|result|response|retriev|truncat", re.IGNORECASE)
_FILTERS = re.compile(r"only\s+returns?|returns?\s+only|subset\s+of", re.IGNORECASE)
# Lengths of strings, rates and units.
_ELSEWHERE = re.compile(
    r"characters|letters|digits|bytes|seconds?\b|minutes|hours|times\s+per|percent|Mbps|GiB|\bMB\b|\bKB\b"
    r"|vCPU|throughput|Unicode|hyphen|tag key|tags to add",
    re.IGNORECASE,
)


class Sentence(NamedTuple):
    """One sentence, with the first operation and place that has it."""

    operation: str
    place: str
    text: str

    @property
    def key(self) -> tuple[str, str]:
        """By what it is found again: its service, and its beginning."""
        return self.operation.partition(".")[0], self.text[:_LONGEST]


def mined(services: Iterable[str] | None = None) -> Iterator[Sentence]:
    """The sentences of all reads that may say that a response is cut, each once per service."""
    for service in catalog.service_names() if services is None else services:
        known: set[tuple[str, str]] = set()
        for target in operations(service):
            if why_not_read_only(target):
                continue
            for sentence in _of(target):
                if sentence.key not in known:
                    known.add(sentence.key)
                    yield sentence


def judged() -> dict[tuple[str, str], str]:
    """The verdicts, by the keys of sentences."""
    lines = JUDGED.read_text(encoding="utf-8").splitlines()
    found = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {
        Sentence(operation, place, text).key: verdict for verdict, operation, place, text in found
    }


def _of(target: Operation) -> Iterator[Sentence]:
    name = f"{target.service}.{target.name}"
    for text in _cut(target.model.documentation):
        yield Sentence(name, "operation", text)
    paging = target.paging
    followed = {*paging.tokens, paging.configuration.get("more_results"), paging.limit_key}
    followed |= {*several(paging.configuration.get("input_token"))}
    for side, shape in (("input", target.input_shape), ("output", target.output_shape)):
        for path, documentation in _fields(shape, "", frozenset()) if shape else ():
            if path in followed:
                continue
            for text in _cut(documentation):
                comes_back = _COMES_BACK.search(text) and not _FILTERS.search(text)
                if side == "output" or comes_back:
                    yield Sentence(name, f"{side} {path}", text)


def _cut(documentation: str | None) -> Iterator[str]:
    if documentation and _CUT.search(documentation):
        for text in sentences(documentation):
            if _CUT.search(text) and not _ELSEWHERE.search(text):
                yield text.replace("\t", " ")


def _fields(shape: Any, path: str, outer: frozenset[str]) -> Iterator[tuple[str, str]]:
    if shape.type_name == "list":
        yield from _fields(shape.member, f"{path}[]", outer)
    elif shape.type_name == "map":
        yield from _fields(shape.value, f"{path}.*", outer)
    elif shape.type_name == "structure" and shape.name not in outer:
        for name, member in shape.members.items():
            place = f"{path}.{name}" if path else name
            yield place, member.documentation
            yield from _fields(member, place, outer | {shape.name})


def main(arguments: list[str]) -> int:
    """Print the sentences that have no verdict, or all."""
    known = judged()
    for sentence in mined():
        verdict = known.get(sentence.key)
        if verdict is None or "--all" in arguments:
            sys.stdout.write("\t".join([verdict or "?", *sentence]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
