# Every command of the project. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help install

PY := .venv/bin/python

help: ## liệt kê các lệnh
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

install: ## tạo .venv với mọi thư viện Python (kể cả để kiểm thử)
	@test -x $(PY) || python3 -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt -r requirements/test.txt
