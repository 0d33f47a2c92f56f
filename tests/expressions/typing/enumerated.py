"""The small expressions whose types are in snapshot.txt, a class at a time, and their model."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from botocore.model import ShapeResolver

from querykit.expressions.functions import BUILT_IN, FUNCTIONS, signature
from querykit.types.types import Applied
from tests.expressions.typing.test_cases import MODEL

__all__ = ["SHAPE", "expressions"]

_SAYS = "<p>The <b>date and time</b> when the run began.</p>"
_MORE: dict[str, Any] = {
    "Runs": {"type": "list", "member": {"shape": "Run"}},
    "Run": {
        "type": "structure",
        "members": {
            "StartTime": {"shape": "Text", "documentation": _SAYS},
            "Finished": {"shape": "Text", "documentation": _SAYS},
            "EndDate": {"shape": "Iso8601String"},
            "date": {"shape": "Iso8601String"},
            "EpochTime": {"shape": "Text", "documentation": f"Milliseconds. {_SAYS}"},
            "LateTime": {"shape": "Text", "documentation": f"{'More. ' * 60} {_SAYS}"},
            "PlainTime": {"shape": "Text"},
            "Began": {"shape": "BeginTimestamp"},
            "Ended": {"shape": "EndDateTime"},
            "Alphas": {"shape": "Alphas"},
            "Betas": {"shape": "Betas"},
            "Gammas": {"shape": "Gammas"},
            "Deltas": {"shape": "Deltas"},
            "Color": {"shape": "Color"},
            "Zones": {"shape": "ByState"},
            "Stage": {"shape": "Stage"},
            "Steps": {"shape": "Stages"},
        },
    },
    "Stage": {"type": "structure", "members": {"Id": {"shape": "Text"}, "Plan": {"shape": "Plan"}}},
    "Stages": {"type": "list", "member": {"shape": "Stage"}},
    "Plan": {
        "type": "structure",
        "members": {"Budget": {"shape": "Number"}, "Goal": {"shape": "Goal"}},
    },
    "Goal": {"type": "structure", "members": {"Depth": {"shape": "Number"}}},
    **{name: {"type": "string"} for name in ("Iso8601String", "BeginTimestamp", "EndDateTime")},
    "Color": {"type": "string", "enum": [f"color-{letter}" for letter in "abcdefgh"]},
    "ByState": {"type": "map", "key": {"shape": "State"}, "value": {"shape": "Number"}},
}
# Lists of objects with another string before the one that tells them apart.
for _list, _first, _second in (
    ("Alphas", "Description", "Plain"),
    ("Betas", "Plain", "UserKey"),
    ("Gammas", "Plain", "Nickname"),
    ("Deltas", "Plain", "UserId"),
):
    _members = {_first: {"shape": "Text"}, _second: {"shape": "Text"}}
    _MORE[_list] = {"type": "list", "member": {"shape": f"{_list}One"}}
    _MORE[f"{_list}One"] = {"type": "structure", "members": _members}
_ANSWER = {**MODEL["Answer"]["members"], "Runs": {"shape": "Runs"}}
_ALL: Any = {**MODEL, **_MORE, "Answer": {"type": "structure", "members": _ANSWER}}
SHAPE = ShapeResolver(_ALL).get_shape_by_name("Answer")

_FIELDS = (
    *("Name", "Size", "Price", "State", "Status", "Ready", "Created", "Digest", "Description"),
    *("Tags", "Ports", "Owner", "Missing"),
)
_LITERALS = (
    *("'a'", "'running'", "'Run'", "'5'", "''", "'true'", "'null'", "'2026-01'", "'2026-01-31'"),
    *("'2026-01-31T00:00:00Z'", "`5`", "`1`", "`1.5`", "`true`", "`null`", "`[]`", "`{}`"),
    *('`["a"]`', "$text", "$number", "$any"),
)
_NAMES = ("running", "true", "null", "443", "name", "-1.5", "1.5.5", "None", "nil")
_CALLS = (
    *("lower(Name)", "length(Tags)", "to_date(Name)", "ago('1d')", "now()", "type(Size)"),
    *("Tags[].Key", "Tags[0].Value", "Name || Size", "[Name, Size]", "{a: Name}", "!Name", "@"),
)
_ROOTS = (
    *("Word", "Count", "Ready", "Any", "Names", "Ports", "Matrix", "Items", "Items[0]", "Tags"),
    *("ByName", "Box", "Either", "Items[].Created", "Items[0].State", "[Word, Count]", "{a: Word}"),
    *("Word || Count", "Names[0]", "Missing", "`null`", "`[1, 2]`", '`{"a": 1}`', "'text'"),
)
_BEHIND = (
    *("[0]", "[-1]", "[:1]", "[]", "[*]", ".*", "[?@]", "[?@ == 'a']", "[?Id].Id", "[*].Id"),
    *(".Id", ".length", ".{a: Id}", ".[Id]", " | [0]", " | length(@)", " | {n: length(@)}"),
)
_OPERATORS = ("==", "!=", "<", "<=", ">", ">=")
_BOUNDS = (("Size", "`5`", "`6`"), ("Created", "ago('9d')", "ago('3d')"), ("Name", "'a'", "'b'"))
# What a condition on each of these says of it afterwards.
_KNOWN = "[Name, Size, State, Created, Owner, Owner.Email, Status.Name, Tags]"
_SUBJECTS = ("Name", "State", "Created", "Owner.Email", "Status.Name", "Tags[0].Key", "@", "Ready")
_CONDITIONS = (
    *("{0}", "!{0}", "!!{0}", "{0} == `null`", "{0} != `null`", "`null` != {0}", "`null` == {0}"),
    *("{0} == 'running'", "'running' == {0}", "{0} != 'running'", "{0} < 'b'", "`5` >= {0}"),
    *("contains({0}, 'a')", "starts_with({0}, 'a')", "length({0})", "{0} == `5`", "{0} == Size"),
    *("!({0} != 'running')", "!({0} == `null`)", "!({0} < 'b')", "!contains({0}, 'a')"),
    *("{0} && Size", "{0} || Size", "!({0} || Size)", "!({0} && Size)", "Name == {0}"),
)
# What is said of one subject on each side of &&.
_CLAIMED = (
    *("Name", "Owner.Email", "lower(Name)", "length(Ports)", "Created", "Size", "@", "Missing"),
    *("age_days(Created)", "to_date(Name)", "Tags[0].Key", "contains(Name, 'a')", "Name || Id"),
)
_CLAIMS = (
    *("{} == `null`", "`null` != {}", "{} == `true`", "{} != `true`", "{} == `false`", "{} == 'a'"),
    *("{} < 'a'", "{} != 'b'", "`5` <= {}", "{} < `5`", "{} == `5.5`", "{} >= '2026-01-31'"),
    *("'2026-02' > {}", "{} > ago('9d')", "now() < {}", "ago('x') < {}", "{}"),
)
_PAIRED = (
    *("{0} == `null`", "{0} != `null`", "{0} == `true`", "{0} != `true`", "{0} == `false`"),
    *("{0} == 'a'", "{0} < 'b'", "{0} == `5`", "{0} == '2026-01-31'", "{0} < now()"),
)
# Names that are nearly those of fields, of fields elsewhere, and of none.
_WRONG = (
    *("name", "Nmae", "Nam", "Namee", "Nome", "NAme", "Mane", "Emnail", "Sixe", "Szie", "Sizes"),
    *("Staet", "Stat", "Statuss", "Creatd", "Tag", "tags", "Key", "Email", "OwnerId", "Code", "I"),
    *("Environment", "Budget", "Depth", "Plan", "Goal", "x", "size_", "None", "True", "Lid"),
    *("ItemId", "Node", "Text", "443", '"running"', "StartTime", "Children"),
)
_PLACES = (
    *("Items[].{}", "Items[?{} == 'a']", "Items.{}", "Items[0].Owner.{}", "Items[].Tags.{}", "{}"),
    *("Items[].Tags[].{}", "Runs[].{}", "Runs[].Stage.{}", "Node.{}", "Box.{}", "ByName.a.{}"),
    *("Items[].{{a: Id, b: Size}}.{}", "sort_by(Items, &{})", "Items[].Owner.[{}]", "Runs.{}"),
    *(
        "Items[?Tags[?Key == 'a' && {}]]",
        "[Box, Node][].{}",
        "Runs[].Zones.{}",
        "Items[*].Status.{}",
    ),
    *("items(Tags)[].{}", "Items[?Name == {}]", "Items[?Size > {}]", "Runs[].Steps.{}"),
)
_TIMES = (
    *("'90d'", "''", "'2026'", "'2026-01-31'", "'2026-01-31T00:00:00Z'", "'2026-01-31 10:00'"),
    *("'2026-01-31T00:00:00+02:00'", "'2026-01-31T00:00:00+00:00'", "'31/01/2026'", "'x'", "`5`"),
    *("'2026-13-45'", "'2026-01-31T00:00:00.5Z'", "'20260131'"),
)
_PARTS = (
    *("'2026'", "'2026-01'", "'2026/1'", "'2026/1/5'", "'2026.01.31'", "'26/1'", "'x/y'", "''"),
    *("'+00:00'", "'Z'", "':00+00:00'", "'T12:'", "'.5'", "'.500000+00:00'", "'9'", "'2026-99'"),
    *(
        "'2026-01-31T12:00:00+00:00'",
        "'2026-01-31T12:00:00.000000+00:00x'",
        "'2026/13'",
        "'20x6/1'",
    ),
)
_RUN = (
    "StartTime",
    "Finished",
    "EndDate",
    "date",
    "EpochTime",
    "LateTime",
    "PlainTime",
    "Color",
    "Began",
    "Ended",
)
# Rows that are lists, and where these come from.
_ROWS = (
    *("Items[].Tags", "Items[*].Tags", "Items[].Tags[]", "Items[].[Id]", "Items[].Tags[*].Key"),
    *("map(&Tags, Items)", "map(&Tags[], Items)", "map(&Id, Items)", "map(&Owner.Email, Items)"),
    *("Items[].Tags | sort_by(@, &length(@))", "Items[].Tags | [0]", "Items[].Tags | reverse(@)"),
    *("Items[?Id].Tags", "Items[].Tags[?Key]", "ByName.*.Tags", "Box.List[].Ports", "Matrix[]"),
    *("Matrix", "Matrix[*][*]", "Matrix[][]", "Items[].Owner.*", "map(&Owner.*, Items)"),
    *(
        "reverse(Matrix)",
        "Items[:2].Tags",
        "Items | [].Tags",
        "Items[].Tags | @",
        "split('a', 'b')",
    ),
    *("map(&[Id], Items)", "map(&Tags[].Key, Items)", "group_by(Items, &Id)", "zip(Names, Ports)"),
    *("Items[].not_null(Tags, Ports)", "Items[].{a: Tags}", "not_null(Items[].Tags, Matrix)"),
)
_CHOSEN = (
    *("State == 'running' || 'stopped'", "State == 'a' || State == 'b' || 'c'", "Size || `5`"),
    *("(State == 'running') == 'a'", "State == ('a' || 'b')", "State == ('a' || 'b' || 'c')"),
    *("Name || ''", "Name || 'x'", "length(Name)", "length(Tags) > `5`", "[Name]", "[]", "`[]`"),
    *("State != 'running' && State != 'stopped'", "State == 'a' && 'b'", "Name != 'a' || 'b'"),
    *("Size == Name", "Size < Name", "(Size || Name) < Size", "(Size || Name) < (Name || Size)"),
    *("Name < Created", "Created < Name", "Created == Name", "Created < (Name || Created)"),
    *("[Created] == [Name]", "{a: Created} == {a: Name}", "[Name] == [Name]", "Tags == [Created]"),
    *("Tags[].Created == Name", "to_date(Name) < Created", "to_date(Name) < to_date(Id)"),
    *(
        "Created < $text",
        "Created == $any",
        "contains([Created], Name)",
        "contains(['a'], Created)",
    ),
    *("contains([Created, Name], '2026-01-31')", "starts_with(Created, Name)", "'a' == 'b'"),
    *(
        "contains($texts, Created)",
        "Created == ('2026-01-31' || Name)",
        "'' < Created",
        "`5` == `6`",
    ),
    *(
        "(Ready && Size) == `5`",
        "(Name && Size) == 'a'",
        "(`[]` || Name) == 'a'",
        "(Tags && '') == ''",
    ),
    *(
        "Created == to_date('2026-01-31')",
        "to_date(Name) == '2026-01-31'",
        "[Size, Created][1] < 'x'",
    ),
)
_FRACTIONS = (
    *(
        "Price == `1.5` && Price < `1`",
        "Price == `1.5` && Price == `2.5`",
        "Price > `2.5` && `2` > Price",
    ),
    *("Size == `1.5`", "Price == `1` && Price != `1.0`", "Price >= `1.5` && Price <= `1.5`"),
)
_WHOLE = (
    *("max(Items[].Created)", "sort(Items[].Created)", "max([Word, Items[0].Created])"),
    *("sort_by(Items, &Created)", "sort_by(Items, &(Name || Created))", "sort_by(Items, &Size)"),
    *(
        "max_by(Items, &to_date(Name))",
        "min_by(Items, &not_null(Created, Name))",
        "group_by(Items, &Created)",
    ),
    *("sort_by(Items, &to_date(Created))", "unique_by(Items, &Created)", "sort([Word, now()])"),
    *("{a: Items[0], b: Word}.a.Owner.Email", "[Items[0], Box][].[Id, Lid]", "Either.{a: Text}"),
    *(
        "Items | length(@)",
        "Items | {n: length(@)}",
        "Items | [length(@), @]",
        "Names | join(',', @)",
    ),
    *("Items[].Tags | length(@)", "Box.List | {n: length(@)}", "Any | length(@)", "Tags | keys(@)"),
    *(
        "(Items || `[]`) | length(@)",
        "Box | keys(@)",
        "Box | {n: keys(@)}",
        "Word | {n: length(@)}",
    ),
    *("merge(Box, Node)", "merge(Tags, ByName)", "not_null(Items, Names)", "[Names, Ports][]"),
    *("Items[].Owner[]", "Names[*].{a: @}", "`null`.{a: @}", "`null`.[@]", "Any.{a: @}", "Any.[@]"),
    *("from_items(items(Tags))", "from_items([['a', `1`]])", "to_json(Items)", "from_json(Word)"),
    *(
        "Policy",
        "Policy.Statement",
        "Slots",
        "Slots.a",
        "Trace.a",
        "tags(Items[0].Tags)",
        "Missing",
    ),
    *("[`1`, `2.5`]", "['a', `1`]", "[Items[0].State, 'x']", "[Word, Items[0].Digest]", '`""`'),
    *(
        "[Items[0].Created, to_date(Word)]",
        "[Items[0].Created, Word]",
        "[Ready, `true`]",
        "[`true`]",
    ),
    *(
        "[Items[?Id], Items][]",
        "[Items[0].Owner.Nothing, `null`]",
        "&Id",
        "[Word, `null`, Count][]",
    ),
    *(
        'Word == "quoted"',
        'Items[?Name == "a"]',
        "Items[?\"Name\" == 'a']",
        "Items[?\"Nmae\" == 'a']",
    ),
    *(
        "Runs[].Zones.running",
        "Runs[].Zones.walking",
        'Runs[].Zones."a b"',
        "ByName.*.Id",
        "ByName[0]",
    ),
    *(
        "[now(), $date][]",
        "[$date, $text][]",
        "[$date, now()][]",
        "[Word, $date][]",
        "Word < $date",
    ),
    *("not_null(Items[?Id], Items)", "not_null(Items, Items[?Id])", "(Items[?Id] || Box.List)[]"),
    *(
        "(Box.List || Items[?Id])[]",
        "Items[?(Created || $date) == Name]",
        "Items[?$date == Created]",
    ),
    *(
        f"Runs[?{name}{behind}]"
        for name in ("Alphas", "Betas", "Gammas", "Deltas", "Steps", "Stage")
        for behind in (" == 'a'", " < 'a'", "[0] == 'a'", ".Id == 'a'", "[?@ == 'a']")
    ),
    *(
        f"Runs[?contains({name}, 'a') || starts_with({name}, 'a')]"
        for name in ("Alphas", "Betas", "Gammas", "Deltas", "Steps", "Stage")
    ),
    *("(!Items)[0]", "!Items[0]", "Items[0][1]", "Items[] [0]", "Box[0]", "Box[?Id]", "Owner[]"),
    *("Items[?Owner.Email == Email]", "Items[0].Items", "Items[0].Owner.Name", "Items[?[Id]]"),
)


def expressions() -> Iterator[str]:
    """Yield the expressions, in the order of the file."""
    yield from _compared()
    for operator, left, right in product(("&&", "||"), _ROOTS[::2], _ROOTS[::2]):
        yield f"({left}) {operator} ({right})"
    for root, behind in product(_ROOTS, _BEHIND):
        yield f"({root}){behind}"
    for operand, behind in product((*_FIELDS, *_CALLS), _BEHIND[::3]):
        yield f"Items[?{operand}]{behind}"
    for name, root in product(sorted((*BUILT_IN, *FUNCTIONS.names())), _ROOTS[::2]):
        yield from _applied(name, root)
    yield from _conditional()
    for place, name in product(_PLACES, _WRONG):
        yield place.format(name)
    for name, operator, time in product(_RUN, ("==", "<"), _TIMES):
        yield f"Runs[?{name} {operator} {time}]"
        yield f"Runs[?{time} {operator} {name}]"
    for operator, time in product(_OPERATORS, _TIMES):
        yield f"Items[?Created {operator} {time}] | [?{time} {operator} Status.Created]"
    for name, part in product(("starts_with", "ends_with", "contains"), _PARTS):
        yield f"Items[?{name}(Created, {part})]"
        yield f"Items[?contains([Created], {part}) && {name}(to_date(Name), {part})]"
    yield from _ROWS
    yield from (f"Items[?{condition}].Name" for condition in (*_CHOSEN, *_FRACTIONS))
    yield from _WHOLE


def _compared() -> Iterator[str]:
    operands, few = (*_FIELDS, *_CALLS), (*_FIELDS[:7], *_LITERALS[::2])
    names = (*(f'"{name}"' for name in _NAMES), *_NAMES[:3])
    for left, right in product(operands, (*_FIELDS, *_LITERALS, *names)):
        yield f"Items[?{left} == {right}]"
    for left, right in product((*operands, *_LITERALS[::2]), few):
        yield f"Items[?{left} < {right}]"
    for left, right in product((*_LITERALS, *_CALLS), _FIELDS[::2]):
        yield f"Items[?{left} != {right}]"
    for left, right in product((*operands, *_LITERALS), (*_LITERALS[::2], "State", "Names")):
        yield f"Items[?contains({left}, {right})]"
    for name, right in product(_FIELDS[:8], _LITERALS[:5]):
        yield f"Items[?starts_with({name}, {right})] | [?ends_with({name}, {right})]"


def _conditional() -> Iterator[str]:
    """What is known after a condition, and of two conditions on one thing."""
    for (field, one, other), first, second in product(_BOUNDS, _OPERATORS, _OPERATORS):
        yield f"Items[?{field} {first} {one} && {other} {second} {field}]"
        yield f"Items[?{one} {first} {field} && {field} {second} {one}]"
    for condition, subject in product(_CONDITIONS, _SUBJECTS):
        yield f"Items[?{condition.format(subject)}].{_KNOWN}"
    for condition in _CONDITIONS:
        told = condition.format("b.Email")
        yield f"Items[].{{a: Name, b: Owner, c: Size}} | [?{told}].[a, b.Email]"
    for subject, left, right in product(_CLAIMED, _CLAIMS, _CLAIMS[::3]):
        yield f"Items[?{left.format(subject)} && {right.format(subject)}]"
    for subject, left, right in product(("Ready", "Name", "Owner . Email"), _PAIRED, _PAIRED):
        yield f"Items[?{left.format(subject)} && {right.format(subject)}]"
    for subject, claim in product(_CLAIMED[::2], _CLAIMS[::3]):
        yield f"Items[?Size == `1` && {claim.format(subject)} && Ready && {subject} == 'b']"
        yield f"Items[?{claim.format(subject)}] | [?{subject} == 'b' && Id == 'a']"


def _applied(name: str, root: str) -> Iterator[str]:
    """The function applied to a value in each of its places, with others that it accepts."""
    known = signature(name).parameters[:3]
    plain = ["&Id" if isinstance(each.accepts, Applied) else "'a'" for each in known]
    for place, each in enumerate(known):
        if not isinstance(each.accepts, Applied):
            arguments = [*plain[:place], root, *plain[place + 1 :]]
            yield f"{name}({', '.join(arguments)})"
        else:
            yield f"{name}(Items, &({root}))"
