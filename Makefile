# `make run`   builds the compiler, compiles Mesher, starts it on embedded SQLite, and prints its URL and a DSN.
# `make test`  checks everything.
# `make check-memory` runs the programs of the tests under valgrind.
# `make check-aarch64` compiles them for AArch64 and runs them under qemu; `make runtime TRIPLE=...` makes the runtime that such
# programs are linked with.
# `make chaos` torments a supervised tree for SECONDS.
# `make check-threads` runs the runtime's tests under ThreadSanitizer.
# `make check-miri` runs those of them that are about values, heaps and mailboxes in Miri.
# `make check-editors` works in Neovim and Emacs, tests the grammar for VS Code and packs its extension.
# `make fuzz` looks for texts that break the compiler, for SECONDS with each fuzzer.
# `make hunt-lsp` edits and asks at random, STEPS times, and compares the language server with a fresh one and the compiler.
# `make fmt` formats all of it.
# `make bench` measures Mesh against Go, Rust and Erlang and writes the tables of docs/performance.md.
# `make bench-check` compares how many instructions each benchmark takes with what is written down.
# They install what is missing first (scripts/bootstrap.sh).
# `make reference` writes docs/reference anew from the library.
# `make install` puts meshc, its runtime, the library's source, the reference, pages for `man`, completions and files for
# editors below PREFIX.
# `make deb` packs the same for Debian; `make try-deb` installs that in a fresh Debian and works with it there.

export CARGO_TERM_COLOR ?= auto
# What `meshc --version` says of where it is from.
export MESH_COMMIT ?= $(shell git rev-parse --short=10 HEAD 2>/dev/null)
TARGET := $(or $(CARGO_TARGET_DIR),target)
MESHC := $(TARGET)/release/meshc
PREFIX ?= /usr/local
SECONDS ?= 60
STEPS ?= 10000

.PHONY: run test runtime check-aarch64 check-memory check-threads check-miri check-editors chaos fuzz hunt-lsp hunt-laws bench bench-check build compiler mesher reference install uninstall deb try-deb lint check-mesher fmt check-fmt clean

run: mesher
	./mesher/mesher

build: compiler

compiler:
	@scripts/bootstrap.sh
	@echo "==> building the compiler and the runtime" >&2
	cargo build --release --locked -p mesh-rt -p meshc

mesher: compiler
	@echo "==> compiling Mesher" >&2
	$(MESHC) build mesher --release -o mesher/mesher

reference: compiler
	$(MESHC) doc --library --format markdown -o docs/reference

# The machines for which `make runtime` made one.
OTHERS = $(patsubst $(TARGET)/%/release/libmesh_rt.a,%,$(wildcard $(TARGET)/*-linux-gnu/release/libmesh_rt.a))

install: compiler
	scripts/install.sh put $(MESHC) $(DESTDIR)$(PREFIX) $(OTHERS)

uninstall:
	scripts/install.sh remove $(DESTDIR)$(PREFIX)

deb: compiler
	@scripts/bootstrap.sh deb
	scripts/deb.sh $(MESHC)

# It makes a fresh Debian below $(TARGET)/deb and works in it, which needs root.
try-deb: deb
	scripts/try_deb.sh "$$(ls -t target/deb/*.deb | head -n 1)"

# All of it in one profile, so that nothing is compiled twice; what is tested is what `make run` and `make install` give. What is built
# is built in one go: two processors have something to do until its end. Meanwhile the clients come that the tests try.
test:
	@scripts/bootstrap.sh test
	cargo fmt --all --check
	@scripts/bootstrap.sh clients & clients=$$!; \
	cargo test --release --workspace --locked --no-run && wait $$clients
	$(MAKE) lint
	$(MAKE) mesher
	cargo test --release --workspace --locked
	$(MESHC) test mesher --quiet
	$(MAKE) check-mesher

# What is random is the same each time, so that a change is judged by what it changes; `make hunt-laws` tries others.
test: export PROPTEST_RNG_SEED ?= 1

hunt-laws:
	@echo "==> property tests with seed $(SEED)" >&2
	PROPTEST_RNG_SEED=$(SEED) cargo test --release --workspace --locked --exclude meshc

# Optimised further, comparisons read what they then do not look at, and valgrind reports them.
check-memory:
	@scripts/bootstrap.sh memory
	CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_DEBUG=line-tables-only \
	cargo build --release --locked -p mesh-rt --features checked-memory --target-dir $(TARGET)/checked-memory
	MESH_RUNTIME=$(abspath $(TARGET)/checked-memory/release/libmesh_rt.a) \
	MESH_TEST_UNDER="valgrind -q --fair-sched=yes --error-exitcode=99" \
	cargo test --release --locked -p meshc --test programs -- tests/e2e

# The runtime for another machine, TRIPLE, for `meshc build --target`.
TRIPLE ?= aarch64-unknown-linux-gnu

runtime:
	@scripts/bootstrap.sh $(firstword $(subst -, ,$(TRIPLE)))
	cargo build --release --locked -p mesh-rt --target $(TRIPLE)

# The same programs, compiled for AArch64 and run by an emulator. TESTS are those that are run.
TESTS ?= tests/e2e

check-aarch64:
	@scripts/bootstrap.sh qemu
	$(MAKE) runtime TRIPLE=aarch64-unknown-linux-gnu
	cargo test --release --locked -p mesh-codegen --test run
	cargo test --release --locked -p meshc --test programs -- $(TESTS)

check-aarch64: export MESH_TEST_TARGET := aarch64-unknown-linux-gnu
check-aarch64: export MESH_TEST_UNDER := qemu-aarch64 -L /usr/aarch64-linux-gnu

# The seed is printed first: with it a run can be repeated, `make chaos SEED=7`.
ifndef SEED
SEED := $(shell od -An -N3 -tu4 /dev/urandom | tr -d ' ')
endif

chaos: compiler
	@echo "==> chaos for $(SECONDS) s, seed $(SEED)" >&2
	$(MESHC) build tests/e2e/promises/chaos.mpl --release -o $(TARGET)/chaos
	$(TARGET)/chaos $(SECONDS) $(SEED) 2>$(TARGET)/chaos.log | diff - tests/e2e/promises/chaos.out

# ThreadSanitizer over the runtime's own tests, whose actors run on several workers. It needs flags that stable Rust keeps back.
check-threads:
	RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Zsanitizer=thread -Cunsafe-allow-abi-mismatch=sanitizer" \
	TSAN_OPTIONS="halt_on_error=1 suppressions=$(CURDIR)/crates/mesh-rt/tests/tsan.supp" \
	cargo test --locked -p mesh-rt --lib --features checked-memory,checked-threads \
	--target $(shell rustc -vV | sed -n 's/host: //p') --target-dir $(TARGET)/checked-threads

# Miri knows of each pointer what it may reach, and of each byte whether it was written. Heaps hold addresses as numbers, so nothing is
# said of those that are read back. It knows no coroutines, no instructions and no code in C: these are the tests that need none, of
# modules with unsafe code.
MIRI_TESTS := value:: actor::bounded actor::form actor::letter actor::queue actor::slab

check-miri:
	@scripts/bootstrap.sh miri
	MIRIFLAGS="-Zmiri-disable-isolation -Zmiri-permissive-provenance" PROPTEST_CASES=2 \
	cargo +nightly miri test --locked -p mesh-rt --lib --target-dir $(TARGET)/checked-miri -- $(MIRI_TESTS)

check-editors: compiler
	@scripts/bootstrap.sh editors
	editors/neovim/test/run.sh $(MESHC)
	editors/emacs/test/run.sh $(MESHC)
	cd editors/vscode && npm ci --no-audit --no-fund && npm test && npm run package

fuzz:
	@scripts/bootstrap.sh fuzz
	scripts/fuzz.sh $(SECONDS)

# `make test` does the same in fewer steps.
hunt-lsp:
	@scripts/bootstrap.sh test
	@echo "==> $(STEPS) steps, seed $(SEED)" >&2
	MESH_LSP_STEPS=$(STEPS) MESH_LSP_SEED=$(SEED) cargo test --release --locked -p mesh-lsp

bench:
	@scripts/bootstrap.sh bench
	$(MAKE) compiler
	python3 bench/run.py --update
	python3 bench/db/run.py --update

bench-check:
	@scripts/bootstrap.sh memory
	$(MAKE) compiler
	python3 bench/check.py

lint:
	cargo fmt --all --check
	scripts/deny.sh
	cargo clippy --release --workspace --all-targets --locked -- -D warnings
	$(MAKE) check-fmt

check-mesher:
	python3 tests/mesher/replay.py mesher/mesher $(MESHC)

# Rust, and all Mesh code: sources and the blocks of the documentation.
fmt: compiler
	cargo fmt --all
	MESHC=$(MESHC) scripts/fmt.py

check-fmt: compiler
	MESHC=$(MESHC) scripts/fmt.py --check

clean:
	cargo clean
	rm -f mesher/mesher
