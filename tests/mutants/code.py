"""What may be wrong in a file of Python: one small change at a time, each of which some test should notice."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OTHER = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
# A row that is asked for by one thing less.
ASKING = {"filter", "exclude", "get"}
# Without these nothing runs at all.
NEEDED = {"property", "cached_property", "staticmethod", "classmethod", "dataclass", "contextmanager"}


@dataclass(frozen=True)
class Mutant:
    """A file with one piece of it written otherwise."""

    file: str
    inside: str
    start: int
    end: int
    old: str
    new: str

    @property
    def name(self) -> str:
        return f"{' '.join(filter(None, (self.file, self.inside)))}: {_short(self.old)} → {_short(self.new)}"

    def apply(self, source: bytes) -> bytes:
        return source[: self.start] + self.new.encode() + source[self.end :]


def _short(code: str) -> str:
    words = " ".join(code.split())
    return (words if len(words) <= 90 else f"{words[:60]} … {words[-25:]}") or "(nothing)"


def mutants_of(root: Path, file: str, only: str = "") -> list[Mutant]:
    """All of a file, or of those statements in it that hold what is asked for."""
    source = (root / file).read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    tree = ast.parse(source)
    named = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.ClassDef)]
    tree.body = [each for each in tree.body if re.search(only, ast.get_source_segment(source.decode(), each))]
    for node, new in _changes(tree, is_outside=True):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        around = [each.name for each in named if each.lineno <= node.lineno <= each.end_lineno]
        mutant = Mutant(file, (around or [""])[-1], start, end, source[start:end].decode(), new)
        if _compiles(mutant.apply(source)):
            found.append(mutant)
    return found


def _compiles(source: bytes) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _changes(node: ast.AST, *, is_outside: bool) -> Iterator[tuple[ast.AST, str]]:
    """Each node to be written otherwise, and how; `is_outside` of any function, where tables of the module stand."""
    yield from _here(node, is_outside)
    inside = is_outside and not isinstance(node, ast.FunctionDef)
    for name, value in ast.iter_fields(node):
        # Hints change nothing, texts are read by translators, and pieces of an f-string have no place of their own.
        if name in {"annotation", "returns", "decorator_list"} or isinstance(node, ast.JoinedStr):
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
            continue
        for child in value if isinstance(value, list) else [value]:
            is_docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if isinstance(child, ast.AST) and not is_docstring:
                yield from _changes(child, is_outside=inside)


def _here(node: ast.AST, is_outside: bool) -> Iterator[tuple[ast.AST, str]]:
    match node:
        case ast.Compare(left=left, ops=[*ops], comparators=others):
            for at, op in enumerate(ops):
                changed = [*ops[:at], OTHER[type(op)](), *ops[at + 1 :]]
                yield node, f"({ast.unparse(ast.Compare(left, changed, others))})"
        case ast.BoolOp(op=op, values=values):
            yield node, f"({ast.unparse(ast.BoolOp(OTHER[type(op)](), values))})"
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OTHER:
            yield node, f"({ast.unparse(ast.BinOp(left, OTHER[type(op)](), right))})"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield node, f"({ast.unparse(operand)})"
        case ast.Constant(value=bool(value)):
            yield node, str(not value)
        case ast.Constant(value=int(value)):
            yield node, str(value + 1)
        case ast.Constant(value=str(value)):
            yield node, repr("" if value else "x")
        case ast.If(test=test) | ast.IfExp(test=test):
            yield test, "False"
        case ast.Return(value=ast.Call(func=ast.Name(id="_")) as refusal):
            yield refusal, '""'
        case ast.Expr(value=ast.Call()) | ast.Raise():
            yield node, "pass"
        case ast.Continue():
            yield node, "break"
        case ast.FunctionDef(decorator_list=decorators):
            yield from ((each, "(lambda same: same)") for each in decorators if _name(each) not in NEEDED)
        case ast.Call(func=ast.Attribute(attr=asked), args=args, keywords=keywords) if asked in ASKING:
            for each in keywords:
                left = [other for other in keywords if other is not each]
                yield node, ast.unparse(ast.Call(node.func, args, left))
        case ast.List(elts=each) | ast.Set(elts=each) if is_outside and len(each) > 1:
            yield from ((one, "*()") for one in each)
        case ast.Dict(keys=keys, values=values) if is_outside and len(keys) > 1:
            for at in range(len(keys)):
                yield node, ast.unparse(ast.Dict(keys[:at] + keys[at + 1 :], values[:at] + values[at + 1 :]))


def _name(decorator: ast.AST) -> str:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
