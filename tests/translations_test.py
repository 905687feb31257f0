"""The Chinese window is whole: no text is left out, none is stale, and each fits the text it stands for."""

from __future__ import annotations

import ast
import re
import shutil
import string
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from styler.errors import (
    CancelledError,
    DeviceError,
    JobNote,
    OutOfMemoryError,
    OutputError,
    PictureError,
    PictureNote,
    RecipeError,
    StylerError,
    TorchError,
    WeightsError,
)
from styler.installation.torch_loading import explained
from styler.jobs.plain_recipe import from_parameters
from styler.pictures.layers import cut_off
from styler.pictures.picture import Picture
from styler.pictures.save import target_for
from styler.recipe import PARAMETERS
from styler.weights.store import find
from tests.patience import patience
from ui.export.exporter import _Watch
from ui.look.commands import COMMANDS, MENUS, sheet
from ui.look.language import install
from ui.look.wording import duration, sentence
from ui.session.presets import PresetStore
from ui.window.dialogs import AboutDialog

ROOT = Path(__file__).parents[1]
CODE = sorted(path for package in ("styler", "ui") for path in (ROOT / package).rglob("*.py"))
TS = ROOT / "assets" / "translations" / "styler_zh_CN.ts"
QM = TS.with_suffix(".qm")

TO_DO = "run `make translations`, translate what is new in the .ts file, and run it again"

SAME = {
    "Styler",  # names stay as they are
    "Styler {version}",
    "L-BFGS",
    "Adam",
    "float16",
    "float32",
    "bfloat16",
    "{width} × {height} {unit}",  # noqa: RUF001 - no word in it
}
"""What reads the same in both languages."""

CHINESE = "\u4e00-\u9fff"
CORNERED = "\uff0c\uff1b\uff1a\uff1f\uff01\uff08\uff09"
"""The Chinese comma, semicolon, colon, marks and brackets."""
STOP = "\u3002"


@dataclass(frozen=True, order=True)
class Text:
    """A text in the code; its context is what Qt looks it up by."""

    context: str
    source: str


Entries = dict[Text, tuple[str, str]]


def entries_of(path: Path) -> Entries:
    """Return the translation of each text, and its state ("" when it is finished)."""
    found: Entries = {}
    for context in ET.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            text = Text(context.findtext("name", ""), message.findtext("source", ""))
            assert text not in found, f"twice: {text}"
            found[text] = translation.text or "", translation.get("type", "")
    return found


ENTRIES = entries_of(TS)
TRANSLATED = sorted((text, translation) for text, (translation, _) in ENTRIES.items())


# --- What the code says -----------------------------------------------------------------------------------------------


class Collector(ast.NodeVisitor):
    """Finds the texts by the code's grammar; lupdate goes by a reading of its own, which misses what it cannot follow.

    Attributes:
        texts: What is translated or marked, by literal texts.
        variable: The contexts in which a text that is marked elsewhere is translated, and where.
        strange: Calls that lupdate cannot follow.
    """

    def __init__(self, path: Path) -> None:
        self.texts: set[Text] = set()
        self.variable: list[tuple[str, str]] = []
        self.strange: list[str] = []
        self._path = path
        self._classes = [""]
        self.visit(ast.parse(path.read_text(encoding="utf-8")))

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr="tr"), args=[text], keywords=[]):
                self._add(node, self._classes[-1], text)
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=[context, text], keywords=[]) if (
                name in ("translate", "QT_TRANSLATE_NOOP")
            ):
                words = literal(context)
                self._add(node, words or "", text, marked=name == "QT_TRANSLATE_NOOP")
            case ast.Call(func=ast.Attribute(attr="tr" | "QT_TR_NOOP") | ast.Name(id="tr" | "QT_TR_NOOP")):
                self._object(node)
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name.strip("_") == "translate":
                if len(node.args) != 1:  # that of a str
                    self._object(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        # Under another name lupdate would not know it.
        if isinstance(node.value, ast.Attribute) and node.value.attr in ("tr", "translate"):
            names = [name.id for name in node.targets if isinstance(name, ast.Name)]
            if names != ["translate"] or node.value.attr != "translate":
                self._object(node)

    def _add(self, node: ast.Call, context: str, text: ast.expr, *, marked: bool = False) -> None:
        words = literal(text)
        if not context or (words is None and marked):
            self._object(node)
        elif words is None:
            if any(isinstance(part, ast.JoinedStr) for part in ast.walk(text)):
                self._object(node)  # filled in before it is looked up, so never found
            self.variable.append((context, self._place(node)))
        else:
            self.texts.add(Text(context, words))

    def _object(self, node: ast.stmt | ast.expr) -> None:
        self.strange.append(f"{self._place(node)}: {ast.unparse(node)}")

    def _place(self, node: ast.stmt | ast.expr) -> str:
        return f"{self._path.relative_to(ROOT)}:{node.lineno}"


def literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


@pytest.fixture(scope="module")
def code() -> list[Collector]:
    return [Collector(path) for path in CODE]


def tool(name: str) -> Path:
    """Return one of Qt's tools; skip the test where it does not run."""
    path = next(Path(PySide6.__path__[0]).rglob(f"{name}*"))
    try:
        subprocess.run([path, "-version"], capture_output=True, check=True, timeout=patience())
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"NOT CHECKED: {path} does not run here, so nobody knows whether texts are untranslated ({error})")
    return path


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Entries:
    """What `make translations` would make of the .ts file now."""
    copy = tmp_path_factory.mktemp("collected") / TS.name
    shutil.copy(TS, copy)
    command: list[str | Path] = [tool("lupdate"), *CODE, "-no-obsolete", "-locations", "none", "-silent", "-ts", copy]
    subprocess.run(command, cwd=ROOT, check=True, timeout=patience())
    return entries_of(copy)


def test_every_text_in_the_code_is_in_the_file_and_nothing_else_is(collected: Entries) -> None:
    assert sorted(collected.keys() - ENTRIES.keys()) == [], TO_DO
    assert sorted(ENTRIES.keys() - collected.keys()) == [], TO_DO
    assert collected == ENTRIES, TO_DO


def test_no_text_promises_a_time_that_only_some_machines_keep(code: list[Collector]) -> None:
    """How long something takes is measured, and filled in."""
    texts = set().union(*(part.texts for part in code))
    promise = re.compile(r"\b(seconds|minutes?|hours?)\b|\d ?(s|min|h)\b")
    promising = {text.source for text in texts if promise.search(re.sub(r"{\w+}", "", text.source))}
    said = {PARAMETERS["time"].help, "a time, such as 30s, 2min or 1h30"}  # what can be typed
    assert promising == {*said, "This takes more than an hour."}  # and what was measured


def test_lupdate_finds_every_text_that_the_code_has(code: list[Collector], collected: Entries) -> None:
    texts = set().union(*(part.texts for part in code))
    assert len(texts) > 300, "that is the program"
    assert sorted(texts - collected.keys()) == [], "lupdate misses these"
    assert sorted(collected.keys() - texts) == [], "lupdate reads these wrongly"


def test_no_call_hides_a_text_from_lupdate(code: list[Collector]) -> None:
    strange = [place for part in code for place in part.strange]
    assert strange == [], "write literal texts, in self.tr(), translate() or QT_TRANSLATE_NOOP()"


def test_what_is_translated_by_a_variable_is_marked_somewhere(code: list[Collector]) -> None:
    contexts = {text.context for part in code for text in part.texts}
    lost = [where for part in code for context, where in part.variable if context not in contexts]
    assert lost == []


@pytest.mark.parametrize(
    "line",
    [
        "self.tr(f'{x} px')",
        "self.tr(f'{x} px'.upper())",
        "self.tr('word', 'comment')",
        "self.tr()",
        "other.tr('word')",
        "tr('word')",
        "translate(context, 'word')",
        "translate('Context', 'word', 'comment')",
        "_translate('Context', 'word')",
        "_ = QCoreApplication.translate",
        "QT_TRANSLATE_NOOP('Errors', word)",
    ],
)
def test_the_collector_objects_to_what_lupdate_does_not_follow(line: str, tmp_path: Path) -> None:
    assert [place for place in collect(line, tmp_path).strange if line.split("(")[0] in place]


@pytest.mark.parametrize(
    ("line", "context"),
    [
        ("self.tr('a ' 'word')", "Some"),
        ("QCoreApplication.translate('Other', 'a word')", "Other"),
        ("translate('Other', 'a word').format(x=1)", "Other"),
        ("x = QT_TRANSLATE_NOOP('Errors', 'a word')", "Errors"),
    ],
)
def test_the_collector_finds_what_is_translated(line: str, context: str, tmp_path: Path) -> None:
    found = collect(line, tmp_path)
    assert found.texts == {Text(context, "a word")}
    assert found.strange == []


def collect(line: str, folder: Path) -> Collector:
    file = folder / "some.py"
    file.write_text(f"class Some:\n    def words(self):\n        {line}\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(globals(), "ROOT", folder)
        return Collector(file)


# --- Each translation -------------------------------------------------------------------------------------------------


def test_nothing_is_left_untranslated() -> None:
    unfinished = [text for text, (translation, state) in ENTRIES.items() if state or not translation.strip()]
    assert unfinished == [], TO_DO


def test_nothing_is_left_english() -> None:
    same = {text.source for text, translation in TRANSLATED if text.source == translation}
    assert same == SAME
    assert [words for text, words in TRANSLATED if text.source not in SAME and is_foreign(words)] == []


def is_foreign(translation: str) -> bool:
    """Whether it has words, and none of them is Chinese."""
    return bool(re.search("[A-Za-z]{2}", bare(translation))) and not re.search(f"[{CHINESE}]", translation)


def bare(text: str) -> str:
    return re.sub(r"\{\w*\}", "", text)


def test_what_is_filled_in_has_the_same_names() -> None:
    wrong = [text for text, words in TRANSLATED if fields(text.source) != fields(words)]
    assert wrong == []


def fields(text: str) -> list[tuple[str, str | None, str | None]]:
    return sorted((name, spec, how) for _, name, spec, how in string.Formatter().parse(text) if name is not None)


def test_the_letter_to_press_is_the_same_and_stands_in_brackets() -> None:
    wrong = [(text.source, words) for text, words in TRANSLATED if not has_its_letter(text.source, words)]
    assert wrong == []


def has_its_letter(source: str, translation: str) -> bool:
    letter = re.search(r"&(\w)", source)
    if letter is None:
        return "&" not in translation
    return re.fullmatch(rf"[^&]*\(&{letter[1].upper()}\)(\.\.\.|\u2026|\uff1a(\{{step\}})?)?", translation) is not None


def test_a_sentence_stays_a_sentence_and_dots_stay_dots() -> None:
    assert [text for text, words in TRANSLATED if ending(text.source) != ending(words)] == []


def ending(text: str) -> str:
    for end in ("...", "\u2026"):
        if text.endswith(end):
            return end
    return "." if text.endswith((".", STOP)) else ":" if text.endswith((":", "\uff1a")) else ""


def test_marks_among_chinese_words_are_chinese() -> None:
    # A bracket with a letter to press, and one with a file pattern, are as in every Chinese program.
    near = re.compile(
        rf"[{CHINESE}][,;:?!.](?!\.\.)|[,;:?!][{CHINESE}]|[{CHINESE}]\((?!&)|\)[{CHINESE}]|\s[{CORNERED}]"
    )
    assert [words for _, words in TRANSLATED if near.search(words)] == []


def test_latin_words_and_numbers_stand_off_from_chinese_ones() -> None:
    near = re.compile(rf"[{CHINESE}][A-Za-z0-9]|[A-Za-z0-9][{CHINESE}]")
    assert [words for _, words in TRANSLATED if near.search(bare(words))] == []


def test_all_characters_are_simplified_ones() -> None:
    # GB 2312 has the simplified characters, and not the traditional ones that they stand for.
    assert all(is_simplified(letter) for letter in "\u6d6e\u4e16\u7ed8")
    assert not any(is_simplified(letter) for letter in "\u7e6a\u7562\u8cea\u66b1")
    strange = {letter for _, words in TRANSLATED for letter in words if not is_simplified(letter)}
    assert strange == set()


def is_simplified(letter: str) -> bool:
    if not re.match(f"[{CHINESE}]", letter):
        return True
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def test_one_text_reads_alike_wherever_it_stands() -> None:
    """The same English words differ in Chinese only where they mean another thing."""
    said: dict[str, set[str]] = {}
    for text, words in TRANSLATED:
        said.setdefault(text.source, set()).add(words)
    several = {source for source, words in said.items() if len(words) > 1}
    # A preset is deleted, a picture only taken out; a group of settings is about where a run starts.
    assert several <= {"Remove", "Start"}


# --- The file that the program loads ----------------------------------------------------------------------------------


def translator(path: Path) -> QTranslator:
    loaded = QTranslator()
    assert loaded.load(str(path))
    return loaded


def test_the_file_that_is_loaded_has_every_translation() -> None:
    loaded = translator(QM)
    different = [text for text, words in TRANSLATED if loaded.translate(text.context, text.source) != words]
    assert different == [], TO_DO


def test_the_file_that_is_loaded_has_nothing_more(tmp_path: Path) -> None:
    made = tmp_path / QM.name
    subprocess.run([tool("lrelease"), "-silent", TS, "-qm", made], check=True, timeout=patience())
    assert translator(made).isEmpty() is False
    assert QM.stat().st_size == made.stat().st_size, TO_DO


# --- What a Chinese person reads --------------------------------------------------------------------------------------


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[QApplication]:
    before = QLocale()
    assert install(qapp, "zh_CN") == "zh_CN"
    yield qapp
    install(qapp, "en")
    QLocale.setDefault(before)


def is_chinese(text: str) -> bool:
    """Whether a text is Chinese, with everything filled in."""
    return re.search(f"[{CHINESE}]", text) is not None and not re.search(r"[{}]", text)


def _stopped() -> None:
    watch = _Watch(lambda percent: None)
    watch.stop()
    watch(0.5)


def refused(kind: type[StylerError], folder: Path) -> StylerError:
    """Return an error of that kind as the program makes it, save where that would load torch."""
    if kind is DeviceError:
        return DeviceError("There is no device {name} here. The devices are: {names}.", name="tpu", names="cpu")
    if kind is OutOfMemoryError:
        return OutOfMemoryError("{device} has run out of memory. A smaller size needs less.", device="RTX 4090")
    if kind is TorchError:
        return explained(MemoryError())
    if kind is JobNote:
        return from_parameters({"nobody_knows": 1}).notes[0]
    if kind is PictureNote:
        return cut_off(folder / "cut.jpg", 0.5)
    causes: dict[type[StylerError], Callable[[], object]] = {
        PictureError: lambda: Picture.read(folder / "nothing.png"),
        CancelledError: _stopped,
        OutputError: lambda: target_for(folder / "picture.xyz"),
        RecipeError: lambda: PARAMETERS["size"].parse("large"),
        WeightsError: lambda: find("nothing"),
    }
    with pytest.raises(kind) as refusal:
        causes[kind]()
    return refusal.value


@pytest.mark.parametrize("kind", StylerError.__subclasses__(), ids=lambda kind: kind.__name__)
def test_each_kind_of_error_is_a_chinese_sentence(
    kind: type[StylerError], chinese: QApplication, tmp_path: Path
) -> None:
    error = refused(kind, tmp_path)
    said = sentence(error)
    assert is_chinese(said)
    assert said.endswith(STOP)
    assert said != str(error)


@pytest.mark.parametrize("template", sorted(text.source for text in ENTRIES if text.context == "Errors"))
def test_each_error_can_be_filled_in(template: str, chinese: QApplication) -> None:
    names = {name: f"<{name}>" for name, *_ in fields(template)}
    said = sentence(StylerError(template, **names))
    assert is_chinese(said)
    assert all(value in said for value in names.values())


def test_a_label_in_an_error_is_chinese_too(chinese: QApplication) -> None:
    with pytest.raises(RecipeError) as refusal:
        PARAMETERS["size"].parse("large")
    said = sentence(refusal.value)
    assert QCoreApplication.translate("Recipe", "Size") in said
    assert QCoreApplication.translate("Recipe", "a whole number") in said
    assert not re.search(r"[A-Za-z]", said.replace("large", ""))


def test_a_reason_inside_a_reason_is_chinese_too(chinese: QApplication, tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    file.write_text("no JSON", encoding="utf-8")
    with pytest.raises(RecipeError) as refusal:
        PresetStore(tmp_path / "presets").import_from(file)
    said = sentence(refusal.value)
    reason = QCoreApplication.translate("Errors", "It is not JSON.")
    assert said.count(STOP) == 2
    assert reason in said
    assert not re.search(r"[A-Za-z]", said.replace(str(file), "").replace("JSON", ""))


def test_what_nobody_foresaw_is_told_in_chinese(chinese: QApplication) -> None:
    said = sentence(ValueError("boom"))
    assert is_chinese(said)
    assert "boom" in said


def test_times_are_chinese(chinese: QApplication) -> None:
    assert all(is_chinese(duration(seconds)) for seconds in (8, 200, 7500))


def test_a_widgets_texts_are_found_under_its_class_name(qtbot: object, chinese: QApplication) -> None:
    about = AboutDialog(None)
    assert is_chinese(about.windowTitle())
    about.close()


def test_the_sheet_of_shortcuts_shows_no_letters_to_press(chinese: QApplication) -> None:
    words = [words for _, words in sheet()]
    assert all(is_chinese(each) for each in words)
    assert not any("(" in each or "&" in each for each in words)


def test_no_letter_to_press_stands_twice_in_a_menu(chinese: QApplication) -> None:
    menus = {menu: [command.text for command in COMMANDS if command.name and command.menu == menu] for menu in MENUS}
    for texts in (list(MENUS.values()), *menus.values()):
        letters = [re.findall(r"&(\w)", QCoreApplication.translate("Commands", text)) for text in texts]
        assert all(len(found) == 1 for found in letters), texts
        assert len({found[0] for found in letters}) == len(letters), texts
