"""Measures the program on this machine.

``make bench`` writes its kind's page in docs/benchmarks, and docs/benchmarks.md, which leads to all of them; ``make
bench-large`` its part on large pictures; ``make bench-quick`` prints.
"""

import json
from pathlib import Path

import click

from benchmarks import index, measure, page
from benchmarks.kinds import FOLDER, Data, kind_of, measured

ROOT = Path(__file__).resolve().parent.parent


@click.command()
@click.option("--only", type=click.Choice(["quick", "portrait", "large"]), help="Measure this part alone.")
@click.option("--pairs", default=len(measure.PAIRS), help="Compare so many with the usual program's 400 steps.")
@click.option("--most", default=measure.LARGE[-1], help="Make no large pictures of more megapixels than these.")
def main(only: str | None, pairs: int, most: float) -> None:
    """Measure, and write or print."""
    if only in ("quick", "portrait"):
        print(page.markdown({"quick": measure.quick, "portrait": measure.portrait}[only]()))
        return
    machine = measure.machine()
    kind = kind_of(machine)
    found = measured().get(kind, {"machine": machine})
    if only == "large":
        found["large"] = measure.large(FOLDER / kind, ROOT / "out" / "large" / kind, most)
    else:
        found |= measure.all_of_it(pairs)
        page.pictures(found)
    write(found)
    print(page.markdown(found))


def write(found: Data) -> None:
    """Write the figures of a machine, its kind's page, and the page that leads to all kinds."""
    kind = kind_of(found["machine"])
    (FOLDER / f"{kind}.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (FOLDER / f"{kind}.md").write_text(page.markdown(found), encoding="utf-8")
    (FOLDER.parent / "benchmarks.md").write_text(index.markdown(measured()), encoding="utf-8")


if __name__ == "__main__":
    main()
