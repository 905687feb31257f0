"""The command that installs something can be typed as it is said."""

import pytest

from styler.installation.pip_command import pip_install


@pytest.mark.parametrize(
    ("python", "expected"),
    [
        ("/usr/bin/python3", "/usr/bin/python3 -m pip install torch"),
        ("/home/jane doe/.venv/bin/python", '"/home/jane doe/.venv/bin/python" -m pip install torch'),
        (r"C:\styler\pythonw.exe", r"C:\styler\python.exe -m pip install torch"),
        (r"C:\Users\Jane Doe\PythonW.exe", r'"C:\Users\Jane Doe\python.exe" -m pip install torch'),
    ],
)
def test_it_names_an_interpreter_that_answers(python: str, expected: str) -> None:
    assert pip_install("torch", python) == expected
