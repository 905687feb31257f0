"""The table has the paper's totals, and the network's own arrays."""

from __future__ import annotations

import pytest

from styler.visualise.architecture_table import architecture_table
from styler.weights import store

# K. Simonyan and A. Zisserman, without the three fully connected layers.
PARAMETERS = {"vgg16": 14_714_688, "vgg19": 20_024_384}
MULTIPLICATIONS = {"vgg16": 15_346_630_656, "vgg19": 19_508_428_800}


@pytest.mark.parametrize("architecture", PARAMETERS)
def test_the_totals_are_the_paper_s(architecture: str) -> None:
    table = architecture_table(architecture)
    assert table.parameters == PARAMETERS[architecture]
    assert table.multiplications == MULTIPLICATIONS[architecture]
    assert (table.rows[-1].name, table.rows[-1].height, table.rows[-1].width) == ("pool5", 7, 7)


def test_the_parameters_are_those_in_the_file() -> None:
    arrays = store.load(store.find("vgg16"))
    rows = {row.name: row for row in architecture_table("vgg16").rows}
    for name in {key.rpartition(".")[0] for key in arrays}:
        assert rows[name].parameters == arrays[f"{name}.weight"].size + arrays[f"{name}.bias"].size


def test_sizes_are_those_of_the_picture() -> None:
    rows = {row.name: row for row in architecture_table("vgg16", width=101, height=67).rows}
    sizes = {name: (row.height, row.width) for name, row in rows.items()}
    assert [sizes[name] for name in ("conv1_2", "pool1", "conv2_1", "conv3_3", "conv4_1", "conv5_1", "pool5")] == [
        *((67, 101), (33, 50), (33, 50), (16, 25), (8, 12), (4, 6), (2, 3)),
    ]
    assert rows["conv1_1"].multiplications == 67 * 101 * 64 * 27
    assert (rows["pool1"].sees, rows["pool2"].sees, rows["pool5"].sees) == (6, 16, 212)
