"""Measures the program on this machine.

``make bench`` writes docs/benchmarks.md, ``make bench-large`` its part on large pictures; ``make bench-quick`` prints.
"""

import json
from pathlib import Path

import click

from benchmarks import measure, page

DOCS = Path(__file__).resolve().parent.parent / "docs"


@click.command()
@click.option("--only", type=click.Choice(["quick", "portrait", "large"]), help="Measure this part alone.")
def main(only: str | None) -> None:
    """Measure, and write or print."""
    if only in ("quick", "portrait"):
        print(page.markdown({"quick": measure.quick, "portrait": measure.portrait}[only]()))
        return
    file = DOCS / "benchmarks.json"
    found = json.loads(file.read_text(encoding="utf-8"))
    if only == "large":
        found["large"] = measure.large(DOCS / "images", DOCS.parent / "out" / "large")
    else:
        found |= measure.all_of_it()
        page.pictures(found, DOCS / "images")
    file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (DOCS / "benchmarks.md").write_text(page.markdown(found), encoding="utf-8")
    print(page.markdown(found))


if __name__ == "__main__":
    main()
