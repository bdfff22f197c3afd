#!/usr/bin/env bash
# Installs what building and testing Mesh needs and is not there yet: LLVM 19 and the libraries it links with.
# Debian and Ubuntu only; elsewhere it says what is missing.
#   scripts/bootstrap.sh          what `make run` needs
#   scripts/bootstrap.sh test     also what `make test` needs
set -euo pipefail

say() { printf '==> %s\n' "$*" >&2; }

# Names of Debian packages for what cannot be found on this machine.
missing_packages() {
    command -v llvm-config-19 >/dev/null || printf 'llvm-19-dev '
    [ -e /usr/lib/llvm-19/lib/libPolly.a ] || printf 'libpolly-19-dev '
    [ -e /usr/include/zstd.h ] || printf 'libzstd-dev '
    [ -e /usr/include/zlib.h ] || printf 'zlib1g-dev '
    command -v c++ >/dev/null || printf 'g++ '
    command -v cc >/dev/null || printf 'gcc '
    if [ "${1:-}" = test ]; then
        command -v python3 >/dev/null || printf 'python3 '
    fi
}

command -v cargo >/dev/null || { say "cargo is missing: install Rust 1.91 or newer (https://rustup.rs)"; exit 1; }

packages=$(missing_packages "${1:-}")
if [ -n "$packages" ]; then
    command -v apt-get >/dev/null || { say "please install: $packages"; exit 1; }
    sudo=""
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || { say "please install as root: apt-get install $packages"; exit 1; }
        sudo=sudo
    fi
    say "installing with apt-get: $packages"
    $sudo apt-get update -qq
    # shellcheck disable=SC2086
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
fi
