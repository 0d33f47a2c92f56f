"""Public functions have docstrings, and these start with a verb: "Return the rows ..."."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "querykit"
DOCUMENTED, WITH_A_VERB = 0.95, 0.99

VERBS = {
    "Add",
    "Answer",
    "Ask",
    "Bind",
    "Call",
    "Check",
    "Convert",
    "Count",
    "Create",
    "Describe",
    "Divide",
    "Encode",
    "Evaluate",
    "Explain",
    "Find",
    "Fit",
    "Flatten",
    "Forget",
    "Gather",
    "Get",
    "Hide",
    "Import",
    "Infer",
    "Iterate",
    "Keep",
    "Let",
    "List",
    "Load",
    "Make",
    "Mark",
    "Name",
    "Note",
    "Observe",
    "Open",
    "Parse",
    "Print",
    "Put",
    "Raise",
    "Read",
    "Record",
    "Refresh",
    "Reject",
    "Remove",
    "Replace",
    "Report",
    "Reset",
    "Resolve",
    "Restart",
    "Return",
    "Run",
    "Say",
    "Send",
    "Serve",
    "Set",
    "Show",
    "Shut",
    "Spell",
    "Split",
    "Start",
    "Stop",
    "Stream",
    "Switch",
    "Take",
    "Turn",
    "Type",
    "Wait",
    "Watch",
    "Write",
    "Yield",
    "Give",
    "Learn",
}
NOT_CALLED = ("property", "overload", "setter", "command", "group")


def _functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Find the public functions, and the public methods of public classes, but no properties."""
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        classes = [node for node in module.body if isinstance(node, ast.ClassDef)]
        bodies = [each.body for each in classes if not each.name.startswith("_")]
        for body in (module.body, *bodies):
            for node in body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    decorators = " ".join(map(ast.unparse, node.decorator_list))
                    if not any(word in decorators for word in NOT_CALLED):
                        yield f"{path.relative_to(PACKAGE)}: {node.name}", node


def test_public_functions_have_docstrings_that_start_with_a_verb() -> None:
    functions = dict(_functions())
    docstrings = {name: ast.get_docstring(node) or "" for name, node in functions.items()}
    written = {name: text for name, text in docstrings.items() if text}
    bare = [name for name, text in docstrings.items() if not text]
    nouns = [name for name, text in written.items() if text.split()[0].strip(".,:") not in VERBS]
    assert len(written) >= DOCUMENTED * len(functions), "\n".join(bare)
    assert len(written) - len(nouns) >= WITH_A_VERB * len(written), "\n".join(nouns)
