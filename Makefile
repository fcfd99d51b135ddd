# Every command of the project; `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help run demo test quick bench mutants format lock install clean

PYTHON ?= python3
PORT ?= 8000
PY := .venv/bin/python
export PORT

help: ## liệt kê các lệnh
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## cài những gì còn thiếu rồi chạy chương trình (PORT=8000), Ctrl-C để dừng
	@$(PYTHON) config/dev/bootstrap.py run
	@exec $(PY) -m config.dev.run

demo: ## xoá dữ liệu đang có rồi chạy lại với dữ liệu mẫu mới
	@$(PYTHON) config/dev/bootstrap.py run
	@exec $(PY) -m config.dev.run reset prepare serve

test: ## mọi kiểm tra: định dạng, kiểu, hướng import, PostgreSQL + Redis, SQLite, trình duyệt
	@$(PYTHON) config/dev/bootstrap.py test
	@exec $(PY) -m config.dev.check

quick: ## kiểm tra nhanh khi đang viết: định dạng, kiểu, hướng import, SQLite
	@$(PYTHON) config/dev/bootstrap.py test
	@exec $(PY) -m config.dev.check format lint types imports migrations sqlite

bench: ## đo những việc phải nhanh, so với một thước đo (ONLY=printing; LONG=1: bộ nhớ qua 2.000 văn bản)
	@$(PYTHON) config/dev/bootstrap.py test
	@$(PY) -m tests.load $(ONLY) $(if $(LONG),--long)

mutants: ## đổi từng chỗ trong reviews/rules, xem phép thử có nhận ra không (nhiều giờ; ONLY='reviews.rules.order*')
	@$(PYTHON) config/dev/bootstrap.py test
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/mutants.txt
	@.venv/bin/mutmut run $(ONLY) ; .venv/bin/mutmut export-cicd-stats ; cat mutants/mutmut-cicd-stats.json

format: ## định dạng mã nguồn và sửa những gì ruff tự sửa được
	@$(PYTHON) config/dev/bootstrap.py test
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

lock: ## khoá lại phiên bản thư viện: requirements/*.in -> *.txt
	@$(PYTHON) config/dev/bootstrap.py run
	@$(PY) -m pip install --quiet --disable-pip-version-check uv
	@for set in base test mutants; do \
	  .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url --no-emit-find-links requirements/$$set.in --output-file requirements/$$set.txt || exit 1; \
	done

install: ## chỉ cài đặt, không chạy
	@$(PYTHON) config/dev/bootstrap.py test

clean: ## xoá .venv và các tệp tạm; dữ liệu trong var/ còn nguyên
	rm -rf .venv mutants var/static .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
