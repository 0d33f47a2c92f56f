"""Random expressions over random answers, and random ways of cutting an answer into pages."""

from __future__ import annotations

import base64
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from querykit.expressions.pages.joins import Join
from querykit.expressions.pages.merge import Layout

__all__ = ["LAYOUT", "OF_OUR_OWN", "answers", "expressions", "paginations"]

LISTS = ("Items", "Names", "Box.List")
MEMBERS = ("Note", "Items", "Names", "Box", "Data", "Used", "Text", "Bytes", "Columns", "Faults")
LAYOUT = Layout(
    lists=LISTS,
    joins={"Data": Join(("Id",), apart=("Label",), open=("Status", "Partial"))},
    continued=("Data[].Values",),
    sums=("Count", "Used"),
    pieces=("Text",),
    blobs=("Bytes",),
    last=("Next", "Truncated", "Data[].Status"),
    echoes=("Echo",),
    members={"": (*MEMBERS, "State", "Echo", "Next", "Truncated")},
)

_SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 9), st.sampled_from(["", "a", "b", "zz"])
)
_ELEMENTS = st.one_of(
    st.fixed_dictionaries(
        {},
        optional={
            "a": st.integers(-3, 9),
            "b": st.lists(_SCALARS, max_size=3),
            "c": st.fixed_dictionaries({"d": _SCALARS}),
            "s": st.sampled_from(["x", "y", "z"]),
        },
    ),
    st.fixed_dictionaries({"a": st.integers(-3, 9), "s": st.sampled_from(["x", "y", "z"])}),
)


def _with_nulls(elements: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[list[Any]]:
    """Lists of up to so many elements, one list in three with nulls among them."""
    plain = st.lists(elements, max_size=most)
    return st.one_of(plain, plain, st.lists(st.one_of(st.none(), elements), max_size=most))


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Any]:
    """One whole answer: what an operation without pages would give."""
    answer: dict[str, Any] = {}
    if draw(st.booleans()):
        answer["Note"] = draw(st.sampled_from(["n", 7, {"k": [1, 2]}]))
    if draw(st.integers(0, 4)):
        uniform = draw(st.booleans())
        element = _ELEMENTS if uniform else st.one_of(_ELEMENTS, _SCALARS, st.lists(_SCALARS))
        answer["Items"] = draw(_with_nulls(element, 9))
    if draw(st.integers(0, 4)):
        answer["Names"] = draw(
            st.one_of(
                _with_nulls(st.sampled_from(["ann", "bob", "cy"]), 6),
                _with_nulls(st.integers(-5, 5), 6),
                st.lists(
                    st.sampled_from([0.1, 0.2, 0.3, 1, -7, 1e16, -1e16, 2**53 + 1]), max_size=12
                ),
                st.lists(st.one_of(_SCALARS, st.lists(st.integers(0, 3), max_size=2)), max_size=5),
            )
        )
    if draw(st.booleans()):
        answer["Box"] = {"List": draw(st.lists(_ELEMENTS, max_size=5)), "Lid": "shut"}
    if draw(st.booleans()):
        answer["Data"] = draw(_series())
    if draw(st.booleans()):
        answer["Used"] = {"Units": draw(st.integers(0, 9)), "Of": {"x": draw(st.integers(0, 9))}}
    if draw(st.booleans()):
        answer["Text"] = draw(st.text("ab", max_size=6))
        answer["Bytes"] = _base64(draw(st.binary(max_size=7)))
    if draw(st.booleans()):
        answer["Columns"] = draw(
            st.lists(st.sampled_from(["x", "y", None]), min_size=1, max_size=3)
        )
        answer["Faults"] = draw(st.lists(st.integers(0, 2), max_size=4, unique=True))
        answer["State"] = draw(st.sampled_from(["RUNNING", "DONE"]))
    return answer


def _series() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Elements with lists that continue; those of one Id have labels of their own."""
    values = st.lists(st.one_of(st.none(), st.integers(-3, 9)), max_size=6)
    names = st.tuples(st.sampled_from(["m1", "m2", None]), st.sampled_from(["l1", "l2"]))
    return st.lists(st.tuples(names, values), max_size=4, unique_by=lambda each: each[0]).map(
        lambda found: [
            {
                **({"Id": name} if name else {}),
                "Label": label,
                "Values": values,
                "Status": "Complete",
            }
            for (name, label), values in found
        ]
    )


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


@st.composite
def paginations(draw: st.DrawFn, answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The same answer on one to five pages: lists shared out, the rest on every page."""
    number = draw(st.integers(1, 5))
    apart = ("Items", "Names", "Box", "Data", "Used", "Text", "Bytes", "Faults", "State")
    pages: list[dict[str, Any]] = [
        {name: value for name, value in answer.items() if name not in apart} for _ in range(number)
    ]
    for page, shares in zip(pages, _pieces(draw, answer, number), strict=True):
        page.update(shares)
    for name in ("Items", "Names"):
        if name in answer:
            for page, share in zip(pages, _shares(draw, answer[name], number), strict=True):
                # AWS leaves an empty list out, or writes it.
                if len(share) or draw(st.booleans()):
                    page[name] = share
            if not any(name in page for page in pages):
                pages[0][name] = []
    if "Box" in answer:
        for page, share in zip(pages, _shares(draw, answer["Box"]["List"], number), strict=True):
            page["Box"] = {**answer["Box"], "List": share}
    members = LAYOUT.members[""]
    pages = [{name: page[name] for name in members if name in page} for page in pages]
    for position, page in enumerate(pages):
        page["Echo"] = f"token-{position}"
        if position < number - 1:
            page["Next"] = f"token-{position + 1}"
        page["Truncated"] = position < number - 1
    return pages


def _pieces(draw: st.DrawFn, answer: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """Of each page what is cut otherwise than a list: inside elements, strings and numbers."""
    pages: list[dict[str, Any]] = [{} for _ in range(number)]
    if "Data" in answer:
        for page, share in zip(pages, _continued(draw, answer["Data"], number), strict=True):
            page["Data"] = share
    if "Used" in answer:
        for position, page in enumerate(pages):
            rest: Any = answer["Used"] if position == 0 else {"Units": 0, "Of": {"x": 0}}
            page["Used"] = {"Units": rest["Units"] + position, "Of": {"x": rest["Of"]["x"]}}
        answer["Used"] = {**answer["Used"], "Units": answer["Used"]["Units"] + sum(range(number))}
    if "Text" in answer:
        data = base64.b64decode(answer["Bytes"])
        texts = _shares(draw, list(answer["Text"]), number)
        for page, text, piece in zip(pages, texts, _shares(draw, list(data), number), strict=True):
            page |= {"Text": "".join(text), "Bytes": _base64(bytes(piece))}
    if "Faults" in answer:
        for page, share in zip(pages, _shares(draw, answer["Faults"], number), strict=True):
            page["Faults"] = share
    if "State" in answer:
        for page in pages:
            page["State"] = draw(st.sampled_from(["RUNNING", "DONE"]))
        pages[-1]["State"] = answer["State"]
    return pages


def _continued(
    draw: st.DrawFn, elements: list[dict[str, Any]], number: int
) -> list[list[dict[str, Any]]]:
    """Elements of which each page has some values, until there are no more; in their order."""
    pages: list[list[dict[str, Any]]] = [[] for _ in range(number)]
    begin = 0
    for element in elements:
        begin = draw(st.integers(begin, number - 1))
        end = draw(st.integers(begin, number - 1)) if element.get("Id") else begin
        shares = _shares(draw, element["Values"], end - begin + 1)
        for position, share in enumerate(shares, begin):
            status = "Complete" if position == end else "Partial"
            pages[position].append({**element, "Values": share, "Status": status})
    return pages


def _shares(draw: st.DrawFn, elements: list[Any], number: int) -> list[list[Any]]:
    cuts = sorted(
        draw(st.lists(st.integers(0, len(elements)), min_size=number - 1, max_size=number - 1))
    )
    bounds = [0, *cuts, len(elements)]
    return [elements[begin:end] for begin, end in pairwise(bounds)]


_CONDITIONS = st.sampled_from(
    [
        "a > `2`",
        "a",
        "!a",
        "s == 'x'",
        "b[0]",
        "contains(s, 'x')",
        "@",
        "a < `5` && s",
        "length(b) > `1`",
        "length(Values || `[]`) > `1`",
        "Id == 'm1'",
        "Status == 'Complete'",
    ]
)
_FIELDS = st.sampled_from(
    ["a", "b", "c.d", "s", "b[0]", "b[]", "{x: a, y: s}", "[a, s]", "length(@)", "Values"]
)
_KEYS = st.sampled_from(["a", "s", "c.d", "@", "length(b)"])
_NUMBERS = st.sampled_from(["0", "1", "-1", "-2", "3", "7"])
_SLICES = st.sampled_from(
    [":2", ":0", "1:3", "2:", "-2:", "-3:-1", ":-1", "::2", "::-1", "0:3:2", "-2::1", "-1:2", "5:3"]
)


# Calls of every function of ours: on a list, they give a list, or one value. The time of the run
# is only compared with what is far from it.
_LISTS_OF_OUR_OWN = (
    "unique({list})",
    "unique(sort({list}))",
    "unique(sort_by({list}, &{key}))",
    "unique(reverse({list}))",
    "sort(unique({list}))",
    "unique_by({list}, &{key})",
    "unique_by(sort_by({list}, &{key}), &s)",
    "reverse(unique_by({list}, &{key}))",
    "flatten_all({list})",
    "flatten_all(sort({list}))",
    "zip({list}, {list})",
    "items({list}[0])",
    "split(',', join(',', {list}))",
    "{list}[].lower(s)",
    "{list}[].upper(s)",
    "{list}[].trim(s)",
    "{list}[].replace(s, 'x', 'y')",
    "{list}[?matches(s, '[xy]')]",
    "{list}[].to_json(@)",
    "{list}[].from_json(to_json(@))",
    "{list}[].tags(b)",
    "{list}[].tag(@, 's')",
    "{list}[?age_days('2020-01-01') > `100`]",
    "{list}[?ago('90d') > '2020-01-01']",
    "{list}[?now() > '2020-01-01'].s",
    "{list}[].to_date(a)",
    "{list}[].arn(s)",
    "{list}[].cidr_contains('10.0.0.0/8', s)",
    "{list}[].policy_statements(c)",
)
_VALUES_OF_OUR_OWN = (
    "count_by({list}, &{key})",
    "sum_by({list}, &{key})",
    "group_by({list}, &{key})",
    "group_by(sort_by({list}, &a), &s)",
    "group_by(unique({list}), &s)",
    "find_first({list}, &{key})",
    "find_first(sort_by({list}, &a), &s)",
    "length(unique({list}))",
    "unique({list})[{slice}]",
    "unique_by(sort_by({list}, &a), &s)[{slice}]",
    "unique({list}) | [0]",
    "from_items(zip(Names, {list}))",
    "from_items({list}[].[s, a])",
    "to_json({list})",
    "tags({list})",
)
OF_OUR_OWN = (*_LISTS_OF_OUR_OWN, *_VALUES_OF_OUR_OWN)


def _own(draw: st.DrawFn, forms: tuple[str, ...], text: str) -> str:
    form = draw(st.sampled_from(forms))
    return form.format(list=text, key=draw(_KEYS), slice=draw(_SLICES))


@st.composite
def _lists(draw: st.DrawFn, depth: int = 2) -> str:
    """Texts of expressions that give a list, of those that the pages share out most often."""
    lists = ["Items", "Items", "Names", "Box.List", "Gone", "Note.k"]
    lists += ["Data", "Data[].Values[]", "Data[*].Values", "Columns", "Faults"]
    text = draw(st.sampled_from(lists))
    for _ in range(draw(st.integers(0, depth))):
        text = draw(
            st.sampled_from(
                [
                    f"{text}[]",
                    f"{text}[*].{draw(_FIELDS)}",
                    f"{text}[].{draw(_FIELDS)}",
                    f"{text}[?{draw(_CONDITIONS)}]",
                    f"{text}[?{draw(_CONDITIONS)}].{draw(_FIELDS)}",
                    f"{text} | [?{draw(_CONDITIONS)}]",
                    f"{text} | [*].{draw(_FIELDS)}",
                    f"({text} || `[]`)",
                    f"not_null({text}, `[]`)",
                    f"sort_by({text}, &{draw(_KEYS)})",
                    f"sort({text})",
                    f"reverse({text})",
                    f"map(&{draw(_KEYS)}, {text})",
                    f"map(&{draw(_KEYS)}, not_null({text}, `[]`))",
                    f"({text})[{draw(_SLICES)}]",
                    f"{text} | [{draw(_SLICES)}]",
                    f"({text})[{draw(_SLICES)}].{draw(_FIELDS)}",
                    _own(draw, _LISTS_OF_OUR_OWN, text),
                    _own(draw, _LISTS_OF_OUR_OWN, text),
                ]
            )
        )
    return text


@st.composite
def _values(draw: st.DrawFn) -> str:
    text = draw(_lists())
    return draw(
        st.sampled_from(
            [
                text,
                text,
                f"length({text})",
                *(_own(draw, _VALUES_OF_OUR_OWN, text) for _ in range(4)),
                f"({text})[{draw(_NUMBERS)}]",
                f"{text} | [{draw(_NUMBERS)}]",
                f"{text} | [{draw(_NUMBERS)}].{draw(_FIELDS)}",
                f"sum({text})",
                f"avg({text})",
                f"max({text})",
                f"min_by({text}, &{draw(_KEYS)})",
                f"max_by({text}, &{draw(_KEYS)}).s",
                f"join(',', {text})",
                f"to_string({text})",
                f"type({text})",
                f"contains({text}, 'ann')",
                f"!({text})",
                f"{text} | length(@)",
                f"{text} | {{n: length(@), first: [0]}}",
                f"not_null({text}, `[]`) | {{n: length(@), all: @}}",
                f"{text} | [length(@), [0]]",
                f"reverse(sort_by({text}, &{draw(_KEYS)}))[{draw(_SLICES)}]",
                f"sort_by({text}, &{draw(_KEYS)}) | [{draw(_NUMBERS)}]",
                f"sort_by(sort_by({text}, &a), &s)[{draw(_SLICES)}].[a, s]",
                "Note",
                "Note.k[0]",
                "Box.Lid",
                "Box.{n: length(List), lid: Lid}",
                "Box | {n: length(List)}",
                "Box | List[].a",
                "Box",
                "@",
                "keys(@)",
                "*",
                "Missing",
                "Data[?Id == 'm1'] | [0].Values | length(@)",
                "Data[].{id: Id, n: length(Values), last: Values[-1]}",
                "{state: State, columns: Columns, units: Used.Units}",
                "Used",
                "Text",
                "Bytes",
                "'text'",
                "`[1, [2]]`",
            ]
        )
    )


@st.composite
def expressions(draw: st.DrawFn) -> str:
    """Texts of expressions: parts that stream, parts that do not, and mixtures of them."""
    one, two = draw(_values()), draw(_values())
    return draw(
        st.sampled_from(
            [
                one,
                one,
                one,
                f"{one} || {two}",
                f"({one}) && ({two})",
                f"{{one: {one}, two: {two}}}",
                f"[{one}, {two}]",
                f"[{one}, {two}][]",
                f"({one}) == ({two})",
                f"({one}) > `2`",
                f"not_null({one}, {two})",
                f"[{one}] | [0]",
                f"{{one: {one}}} | one",
            ]
        )
    )
