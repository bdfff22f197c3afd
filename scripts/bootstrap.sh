#!/usr/bin/env bash
# Installs what building and testing Mesh needs and is not there yet: LLVM 19 and the libraries it links with.
# Debian and Ubuntu only; elsewhere it says what is missing.
#   scripts/bootstrap.sh          what `make run` needs
#   scripts/bootstrap.sh test     also what `make test` needs
#   scripts/bootstrap.sh clients  the clients of others that its tests try
#   scripts/bootstrap.sh memory   also what `make check-memory` needs
#   scripts/bootstrap.sh aarch64  also what programs for AArch64 need
#   scripts/bootstrap.sh qemu     also what runs them here
#   scripts/bootstrap.sh miri     what `make check-miri` needs beside the toolchain
#   scripts/bootstrap.sh fuzz     also what `make fuzz` needs
#   scripts/bootstrap.sh deb      also what `make deb` and `make try-deb` need
#   scripts/bootstrap.sh editors  also what `make check-editors` needs
#   scripts/bootstrap.sh bench    also what `make bench` needs
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '==> %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# The Rust toolchain is the one thing that is expected to be there.
check_rust() {
    local needed have
    needed=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    command -v cargo >/dev/null || fail "cargo is missing: install Rust $needed or newer (https://rustup.rs)"
    have=$(cargo --version | cut -d' ' -f2)
    [ "$(printf '%s\n' "$needed" "$have" | sort -V | head -n 1)" = "$needed" ] ||
        fail "cargo is $have, Mesh needs Rust $needed or newer: run \`rustup update\`, or see https://rustup.rs"
}

# Names of Debian packages for what cannot be found on this machine.
missing_packages() {
    command -v llvm-config-19 >/dev/null || printf 'llvm-19-dev '
    [ -e /usr/lib/llvm-19/lib/libPolly.a ] || printf 'libpolly-19-dev '
    [ -e /usr/include/zstd.h ] || printf 'libzstd-dev '
    [ -e /usr/include/zlib.h ] || printf 'zlib1g-dev '
    command -v c++ >/dev/null || printf 'g++ '
    command -v cc >/dev/null || printf 'gcc '
    if [ "$1" = test ]; then
        command -v python3 >/dev/null || printf 'python3 '
        python3 -c 'import ensurepip' 2>/dev/null || printf 'python3-venv '
        command -v npm >/dev/null || printf 'npm '
        command -v script >/dev/null || printf 'bsdutils '
        command -v curl >/dev/null || printf 'curl '
        command -v gdb >/dev/null || printf 'gdb '
        command -v mold >/dev/null || printf 'mold '
        command -v openssl >/dev/null || printf 'openssl '
        command -v dpkg-shlibdeps >/dev/null || printf 'dpkg-dev '
        command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || printf 'postgresql '
        command -v cargo-deny >/dev/null || printf 'cargo-deny '
        cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 || printf 'rust-components '
    fi
    if [ "$1" = memory ]; then
        command -v python3 >/dev/null || printf 'python3 '
        command -v valgrind >/dev/null || printf 'valgrind '
    fi
    if [ "$1" = aarch64 ] || [ "$1" = qemu ]; then
        command -v aarch64-linux-gnu-gcc >/dev/null || printf 'gcc-aarch64-linux-gnu '
        [ -e /usr/aarch64-linux-gnu/lib/libc.a ] || printf 'libc6-dev-arm64-cross '
        [ -d "$(rustc --print sysroot)/lib/rustlib/aarch64-unknown-linux-gnu/lib" ] || printf 'rust-aarch64 '
    fi
    if [ "$1" = qemu ]; then
        command -v qemu-aarch64 >/dev/null || printf 'qemu-user '
    fi
    if [ "$1" = miri ]; then
        cargo +nightly miri --version >/dev/null 2>&1 || printf 'miri '
    fi
    if [ "$1" = editors ]; then
        command -v nvim >/dev/null || printf 'neovim '
        command -v lldb-19 >/dev/null || printf 'lldb-19 python3-lldb-19 '
        command -v emacs >/dev/null || printf 'emacs-nox '
        emacs --batch --eval "(progn (package-initialize) (require 'eglot))" 2>/dev/null || printf 'elpa-eglot '
        command -v npm >/dev/null || printf 'npm '
    fi
    if [ "$1" = deb ]; then
        command -v dpkg-shlibdeps >/dev/null || printf 'dpkg-dev '
        command -v debootstrap >/dev/null || printf 'debootstrap '
        command -v lintian >/dev/null || printf 'lintian '
    fi
    if [ "$1" = fuzz ]; then
        command -v cargo-fuzz >/dev/null || printf 'cargo-fuzz '
    fi
    if [ "$1" = bench ]; then
        command -v python3 >/dev/null || printf 'python3 '
        command -v go >/dev/null || printf 'golang '
        command -v erl >/dev/null || printf 'erlang-base '
        command -v wrk >/dev/null || printf 'wrk '
        [ -d /usr/share/gocode/src/github.com/jackc/pgx ] || printf 'golang-github-jackc-pgx-v4-dev '
        [ -d /usr/share/gocode/src/github.com/mattn/go-sqlite3 ] || printf 'golang-github-mattn-go-sqlite3-dev '
    fi
}

# rustfmt and clippy come from rustup, not from Debian.
install_rust_components() {
    command -v rustup >/dev/null || fail "\`make test\` needs rustfmt and clippy: install them beside cargo"
    say "installing with rustup: rustfmt clippy"
    rustup component add rustfmt clippy
}

# Miri interprets what a nightly compiler makes, the standard library included.
install_miri() {
    command -v rustup >/dev/null || fail "\`make check-miri\` needs a nightly toolchain with Miri: see https://rustup.rs"
    say "installing with rustup: nightly with miri and rust-src"
    rustup toolchain install nightly --profile minimal --component miri,rust-src
}

# Rust's own library for the machine.
install_rust_aarch64() {
    command -v rustup >/dev/null || fail "programs for AArch64 need Rust's library for it: install that beside cargo"
    say "installing with rustup: aarch64-unknown-linux-gnu"
    rustup target add aarch64-unknown-linux-gnu
}

# What an actor's stack may take is address space; older emulators hold books of each page of it, in more memory than there is.
check_qemu() {
    local major
    major=$(qemu-aarch64 --version | sed -n 's/^qemu-aarch64 version \([0-9]*\).*/\1/p')
    [ "${major:-0}" -ge 8 ] ||
        fail "qemu-aarch64 is version $major, and 8 or newer is needed: in Debian 12, take qemu-user from bookworm-backports"
}

install_packages() {
    command -v apt-get >/dev/null || fail "please install: $*"
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || fail "please install as root: apt-get install $*"
        as_root=(sudo)
    fi
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
    say "installing with apt-get (this takes a few minutes): $*"
    "${apt[@]}" update
    apt-cache show "$@" >/dev/null ||
        fail "this release has no LLVM 19: it is in Debian 12 and newer and Ubuntu 24.04 and newer, or see https://apt.llvm.org"
    "${apt[@]}" install -y --no-install-recommends "$@" >/dev/null
}

check_rust
read -ra packages <<<"$(missing_packages "${1:-run}")"
debian=()
for package in "${packages[@]}"; do
    case $package in
        rust-components) install_rust_components ;;
        rust-aarch64) install_rust_aarch64 ;;
        miri) install_miri ;;
        cargo-fuzz | cargo-deny) say "installing with cargo: $package" && cargo install --locked "$package" ;;
        *) debian+=("$package") ;;
    esac
done
if [ ${#debian[@]} -gt 0 ]; then install_packages "${debian[@]}"; fi
if [ "${1:-}" = qemu ]; then check_qemu; fi

# What real clients need, each in a folder of target/. Where one cannot be had, its tests are skipped and say so.
python_tool() { # folder, program, what is skipped, packages
    [ -x "target/$1/bin/$2" ] && return
    say "installing ${*:4} into target/$1"
    if ! { python3 -m venv "target/$1" && "target/$1/bin/pip" install -q "${@:4}"; }; then
        say "${*:4} cannot be installed: $3 will be skipped"
        rm -rf "target/$1"
    fi
}
node_tool() { # folder, what is skipped, packages
    [ -d "target/$1/node_modules" ] && return
    say "installing ${*:3} into target/$1"
    if ! npm install --silent --no-audit --no-fund --prefix "target/$1" "${@:3}"; then
        say "${*:3} cannot be installed: $2 will be skipped"
        rm -rf "target/$1"
    fi
}
if [ "${1:-}" = clients ]; then
    python_tool sentry-sdk python3 "the test of Python's client" 'sentry-sdk==2.*'
    python_tool schemathesis schemathesis "the comparison with the OpenAPI document" 'schemathesis==4.*'
    python_tool playwright python3 "the tests of Mesher's pages" 'playwright==1.*'
    node_tool sentry-cli "the tests of releases and source maps by their tool" '@sentry/cli@3'
    node_tool sentry-node "the tests of Node's and browsers' clients" '@sentry/node@11' '@sentry/browser@11'
    command -v chromium >/dev/null || (install_packages chromium) || say "chromium cannot be installed: the tests with a browser will be skipped"
fi
