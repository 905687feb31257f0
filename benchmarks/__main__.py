"""Measures the program on this machine.

``make bench`` writes docs/benchmarks.md; ``make bench-quick`` and ``make bench-large`` print what they find.
"""

import json
from pathlib import Path

import click

from benchmarks import measure, page

DOCS = Path(__file__).resolve().parent.parent / "docs"


@click.command()
@click.option("--only", type=click.Choice(["quick", "large"]), help="Print this part alone, and write nothing.")
def main(only: str | None) -> None:
    """Measure, and write or print."""
    found = {"quick": measure.quick, "large": measure.large, None: measure.all_of_it}[only]()
    if only is None:
        page.pictures(found, DOCS / "images")
        (DOCS / "benchmarks.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        (DOCS / "benchmarks.md").write_text(page.markdown(found), encoding="utf-8")
    print(page.markdown(found))


if __name__ == "__main__":
    main()
