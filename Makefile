# `make run`   builds the compiler, compiles Mesher, starts it on embedded SQLite, and prints its URL and a DSN.
# `make test`  checks everything.
# Both install what is missing first (scripts/bootstrap.sh).

export CARGO_TERM_COLOR ?= auto
MESHC := target/release/meshc

.PHONY: run test build compiler mesher lint check-programs check-mesher install-tools fmt clean

run: mesher
	./mesher/mesher

build: compiler

# The runtime archive is built by its own command, so that no feature that another crate asks for gets into it.
compiler:
	@scripts/bootstrap.sh
	@echo "==> building the compiler and the runtime" >&2
	cargo build --release --locked -p mesh-rt
	cargo build --release --locked -p meshc

mesher: compiler
	@echo "==> compiling Mesher" >&2
	$(MESHC) build mesher --release -o mesher/mesher

test:
	@scripts/bootstrap.sh test
	$(MAKE) lint
	$(MAKE) mesher
	cargo test --workspace --locked
	$(MAKE) check-mesher

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

check-mesher:
	python3 tests/mesher/replay.py mesher/mesher

fmt:
	cargo fmt --all

clean:
	cargo clean
	rm -f mesher/mesher
