"""Who may import whom, read from the source: the directions of the design, which no name can tell."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("ingest", "metrics", "dashboard")
MODULES = sorted(path.relative_to(ROOT).as_posix() for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
LONGEST_MODULE = 400
HEAVY = {"altair", "duckdb", "numpy", "pandas", "plotly", "pyarrow", "scipy", "sqlglot", "streamlit"}


@dataclass(frozen=True)
class Import:
    """One module that another names."""

    module: str
    """Where it stands."""
    line: int
    name: str
    """What is named, in full: dashboard.cli_sync, or ingest.errors.IngestError."""
    is_at_import: bool
    """False inside a function, which runs later."""

    @property
    def top(self) -> str:
        return self.name.split(".")[0]

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.name}"


def imports_of(module: str) -> list[Import]:
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    return list(_imports_in(tree, module, is_at_import=True))


def _imports_in(node: ast.AST, module: str, *, is_at_import: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(module, child.lineno, alias.name, is_at_import) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            origin = _origin(child, module)
            yield from (Import(module, child.lineno, f"{origin}.{a.name}", is_at_import) for a in child.names)
        else:
            is_later = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _imports_in(child, module, is_at_import=is_at_import and not is_later)


def _origin(statement: ast.ImportFrom, module: str) -> str:
    """The module that `from ... import` names, in full."""
    if not statement.level:
        return statement.module or ""
    package = module.split("/")[: -statement.level]
    return ".".join([*package, statement.module] if statement.module else package)


ALL = [found for module in MODULES for found in imports_of(module)]


def offences(
    module_prefixes: tuple[str, ...], forbidden: tuple[str, ...], *, except_modules: tuple[str, ...] = ()
) -> list[str]:
    """Imports of what is forbidden in the modules that begin so."""
    return [
        str(found)
        for found in ALL
        if found.module.startswith(module_prefixes)
        and not found.module.startswith(except_modules)
        and any(found.name == name or found.name.startswith(f"{name}.") for name in forbidden)
    ]


def test_there_is_something_to_check() -> None:
    assert {module.split("/")[0] for module in MODULES} == set(LAYERS)
    assert any(found.name.startswith("metrics.") for found in ALL)


def test_ingest_knows_neither_metrics_nor_the_dashboard() -> None:
    assert offences(("ingest/",), ("metrics", "dashboard")) == []


def test_metrics_knows_neither_ingest_nor_the_dashboard() -> None:
    assert offences(("metrics/",), ("ingest", "dashboard")) == []


def test_only_the_command_line_and_the_settings_join_the_two_sides() -> None:
    """Forms will write through ingest.journal; nothing else of ingest is the dashboard's business."""
    joined = offences(("dashboard/",), ("ingest",), except_modules=("dashboard/cli", "dashboard/config.py"))

    assert [line for line in joined if " imports ingest.journal" not in line] == []


def test_pages_hold_no_database_and_no_frames_of_their_own() -> None:
    assert offences(("dashboard/views/", "dashboard/components/"), ("duckdb", "sqlglot", "ingest")) == []


def test_charts_know_no_streamlit() -> None:
    assert offences(("dashboard/charts.py",), ("streamlit",)) == []


def test_metrics_know_no_streamlit_and_no_plotly() -> None:
    assert offences(("metrics/", "ingest/"), ("streamlit", "plotly")) == []


def test_ingest_names_no_pandas() -> None:
    assert offences(("ingest/",), ("pandas",)) == []


def test_importing_all_of_ingest_brings_no_pandas() -> None:
    """pyarrow and duckdb import it when they are asked the wrong way, which costs a third of a second."""
    names = [module.removesuffix(".py").replace("/", ".") for module in MODULES if module.startswith("ingest/")]
    script = f"import sys, {', '.join(names)}; sys.exit('pandas' in sys.modules)".replace(".__init__", "")

    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


def test_the_command_line_imports_nothing_heavy_until_a_command_runs() -> None:
    heavy = [
        str(found)
        for found in ALL
        if found.module == "dashboard/cli.py" and found.is_at_import and found.top in HEAVY | {"ingest", "metrics"}
    ]

    assert heavy == []


def test_first_party_imports_name_modules_that_exist() -> None:
    known = {module.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for module in MODULES}
    strays = [
        str(found) for found in ALL if found.top in LAYERS and not {found.name, found.name.rpartition(".")[0]} & known
    ]

    assert strays == []


@pytest.mark.parametrize("name", ["calendar", "jira", "streamlit", "duckdb"])
def test_no_module_takes_the_name_of_a_library(name: str) -> None:
    assert [module for module in MODULES if Path(module).stem == name or f"/{name}/" in module] == []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_holds_one_idea(module: str) -> None:
    """Past 400 lines there are two."""
    assert len((ROOT / module).read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE
