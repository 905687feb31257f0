"""Measures the program on this machine.

``make bench`` writes its kind's page in docs/benchmarks, and docs/benchmarks.md, which leads to all of them; ``make
bench-large`` its parts on large pictures and on how pictures look; ``make bench-quick`` prints.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from benchmarks import index, measure, page, painted, painted_page
from benchmarks.kinds import FOLDER, Data, kind_of, measured

ROOT = Path(__file__).resolve().parent.parent


@click.command()
@click.option("--only", type=click.Choice(["quick", "portrait", "large", "painted"]), help="Measure this part alone.")
@click.option("--pairs", type=int, help="Compare so many with the usual program's 400 steps; paint so many.")
@click.option("--most", default=measure.LARGE[-1], help="Make no large pictures of more megapixels than these.")
@click.option("--edge", default=painted.SIZE, help="Paint at this long edge; other than the page's, it is printed.")
@click.option("--skip", multiple=True, type=click.Choice([*painted.makers()]), help="Have this maker paint nothing.")
@click.option("--again", multiple=True, type=click.Choice([*painted.makers()]), help="Have this one paint all anew.")
def main(
    only: str | None, pairs: int | None, most: float, edge: int, skip: Sequence[str], again: Sequence[str]
) -> None:
    """Measure, and write or print."""
    if only in ("quick", "portrait"):
        print(page.markdown({"quick": measure.quick, "portrait": measure.portrait}[only]()))
        return
    machine = measure.machine()
    kind = kind_of(machine)
    found = measured().get(kind, {"machine": machine})
    if only == "painted":
        paint(found, edge, pairs, skip, again)
        return
    if only == "large":
        found["large"] = measure.large(FOLDER / kind, ROOT / "out" / "large" / kind, most)
    else:
        found |= measure.all_of_it(len(measure.PAIRS) if pairs is None else pairs)
        page.pictures(found)
    write(found)
    print(page.markdown(found))


def paint(found: Data, edge: int, pairs: int | None, skip: Sequence[str], again: Sequence[str]) -> None:
    """Have all makers paint; write what is finished after each picture, and print the section at the end.

    At the page's own size the figures and sheets are the page's; at others they lie in out/painted/KIND/EDGE.
    """
    kind = kind_of(found["machine"])
    made = ROOT / "out" / "painted" / kind / str(edge)
    kept, is_pages = made / "figures.json", edge == painted.SIZE
    figures = painted.empty(edge)
    if is_pages:
        figures = found.setdefault("painted", figures)
    elif kept.exists():
        figures = json.loads(kept.read_text(encoding="utf-8"))
    painted.forget(figures, again)
    chosen = {name: maker for name, maker in painted.makers().items() if name not in skip}
    for done in painted.measure(figures, FOLDER / kind if is_pages else made, made, painted.PAIRS[:pairs], chosen):
        measure.ERRORS.print(done)  # each may take long
        if is_pages:
            write(found)
        else:
            kept.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print("\n".join(painted_page.section(figures, kind)))


def write(found: Data) -> None:
    """Write the figures of a machine, its kind's page, and the page that leads to all kinds."""
    kind = kind_of(found["machine"])
    (FOLDER / f"{kind}.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (FOLDER / f"{kind}.md").write_text(page.markdown(found), encoding="utf-8")
    (FOLDER.parent / "benchmarks.md").write_text(index.markdown(measured()), encoding="utf-8")


if __name__ == "__main__":
    main()
