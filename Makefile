# The README says what each target is for, and gives the same in plain lines for Windows.
PYTHON      ?= python3
VENV        ?= .venv
CONSTRAINTS ?= constraints.txt
ARGS        ?=
JOBS        ?= 2
BIN         := $(VENV)/bin
STAMP       := $(VENV)/installed
export PYTHONPATH := $(CURDIR)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help install lab test test-heavy lessons lesson homework grade classroom sync doctor lint clean

help:
	@echo "make lab      open the lessons in JupyterLab (ARGS=--no-browser on a server)"
	@echo "make test     run the unit tests and every lesson, as CI does"
	@echo "make test-heavy  try homework's solutions and hostile submissions (about 15 minutes)"
	@echo "make grade    grade homework: SUBMISSIONS=folder, with JOBS=2 at a time"
	@echo "make doctor   say what is installed, which data sets are here, and what to do"
	@echo "make lessons  execute all lessons in full on real data; make lesson L=01 for one"
	@echo "make homework make the students' version of each homework from the instructor's"
	@echo "make sync     regenerate what is generated: README tables, set-up cells, homework"
	@echo "make classroom OUT=folder   data, packages and course for a class without internet"
	@echo "make lint     check the style of code and notebooks"

# A stamp makes the second install quick; a changed requirements file makes it run again.
$(STAMP): requirements.txt $(CONSTRAINTS)
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 10) <= v <= (3, 13) else "Python 3.10 to 3.13 is needed, this is %d.%d. Name another one: make PYTHON=python3.12 ..." % v)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -r requirements.txt $(addprefix -c ,$(CONSTRAINTS))
	@touch $@

install: $(STAMP)

lab: $(STAMP)
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/lessons $(ARGS)

test: $(STAMP)
	COURSE_PROFILE=quick $(BIN)/python -m pytest tests lessons --nbval-lax --nbval-current-env \
	    --nbval-cell-timeout=600 -n 2 --dist loadscope -p no:cacheprovider -q $(ARGS)

test-heavy: $(STAMP)
	COURSE_PROFILE=quick $(BIN)/python -m pytest tests -n 2 --dist loadgroup \
	    -p no:cacheprovider -q -m heavy $(ARGS)

grade: $(STAMP)
	$(if $(SUBMISSIONS),,$(error Name the folder, e.g. make grade SUBMISSIONS=handed_in))
	$(BIN)/python -m utils.grading "$(SUBMISSIONS)" --jobs $(JOBS) $(ARGS)

lessons: $(STAMP)
	$(BIN)/python -m utils.publish execute

lesson: $(STAMP)
	$(if $(L),,$(error Name the lesson, e.g. make lesson L=01))
	$(BIN)/python -m utils.publish execute $(L)

homework: $(STAMP)
	$(BIN)/python -m utils.homework release

sync: $(STAMP)
	$(BIN)/python -m utils.homework release
	$(BIN)/python -m utils.publish sync

doctor: $(STAMP)
	@$(BIN)/python -m utils.doctor

classroom: $(STAMP)
	$(if $(OUT),,$(error Name a new folder, e.g. make classroom OUT=/media/stick/course))
	$(BIN)/python -m utils.classroom prepare "$(OUT)" $(ARGS)

lint: $(STAMP)
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

clean:
	rm -rf $(VENV) build data/cache
