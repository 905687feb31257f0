# make run         opens the window (and does all the set-up the first time); without a display it makes a picture
# make test        lint and the whole test suite
# make test-avx2   the test suite as on a processor without bf16 units (docs/developing.md)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test test-avx2 lint setup bench bench-quick bench-large bench-avx2 pictures looks screenshots translations format

# A display is an X or Wayland server; Windows and macOS always have one.
HAS_DISPLAY := $(or $(DISPLAY),$(WAYLAND_DISPLAY),$(filter Darwin Windows_NT,$(shell uname -s) $(OS)))

run: setup
ifneq ($(HAS_DISPLAY),)
	$(BIN)/python main.py
else
	@echo "There is no display here, so there is no window: painting a bundled photo instead."
	$(BIN)/python -m styler stylize assets/samples/content/chelsea.jpg \
		--style assets/samples/style/hokusai_great_wave.jpg --output out/
endif

# A file's tests stay together, as they share what takes long to make; each worker takes more than a gigabyte.
PYTEST := $(BIN)/python -m pytest --numprocesses logical --maxprocesses 4 --dist loadfile

test: lint
	$(PYTEST)

# What oneDNN, torch and MKL read when they are loaded, in this process and in those that it starts.
AVX2 := ONEDNN_MAX_CPU_ISA=AVX2 ATEN_CPU_CAPABILITY=avx2 MKL_ENABLE_INSTRUCTIONS=AVX2

test-avx2: setup
	@echo "$(AVX2): the processor is taken for one with AVX2, which runs in float32."
	$(AVX2) $(PYTEST)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup
	$(BIN)/python -m benchmarks

bench-quick: setup
	$(BIN)/python -m benchmarks --only quick

bench-large: setup
	$(BIN)/python -m benchmarks --only large
	$(BIN)/python -m benchmarks --only painted

bench-avx2: setup
	$(AVX2) $(BIN)/python -m benchmarks

setup: $(READY)

# Made anew when the dependencies change; otherwise this costs nothing.
$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Styler needs Python 3.11 or newer; say which with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing. On Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --editable '.[dev]'
	@touch $(READY)

# The pictures of the documentation: the default settings, and small files.
SAMPLES := assets/samples
STYLISE := $(BIN)/python -m styler stylize --overwrite --file-quality 90
pictures: setup
	$(STYLISE) $(SAMPLES)/content/chelsea.jpg --style $(SAMPLES)/style/hokusai_great_wave.jpg \
		-o docs/images/cat_and_great_wave.jpg
	$(STYLISE) $(SAMPLES)/content/summer_palace.jpg --style $(SAMPLES)/style/van_gogh_village_street_in_auvers.jpg \
		-o docs/images/palace_and_van_gogh.jpg
	$(STYLISE) $(SAMPLES)/content/astronaut.jpg --style $(SAMPLES)/style/kandinsky_composition_viii.jpg \
		-o docs/images/astronaut_and_kandinsky.jpg
	$(STYLISE) $(SAMPLES)/content/coffee.jpg --style $(SAMPLES)/style/cassatt_summertime.jpg \
		-o docs/images/coffee_and_cassatt.jpg

# The small pictures of the looks, in the window.
looks: setup
	$(BIN)/python docs/looks.py

# The README's pictures of the window, from the real program.
screenshots: setup
	$(BIN)/python docs/screenshots.py

# Collects the texts of the program for the translator, and makes what the program loads.
TRANSLATION := assets/translations/styler_zh_CN
translations: setup
	$(BIN)/pyside6-lupdate $$(find styler ui -name '*.py' | sort) -no-obsolete -locations none -ts $(TRANSLATION).ts
	$(BIN)/pyside6-lrelease $(TRANSLATION).ts -qm $(TRANSLATION).qm
