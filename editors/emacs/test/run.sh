#!/usr/bin/env bash
# Works in Emacs (from 28, with eglot), without a screen, with the settings of this folder and a compiler.
#   editors/emacs/test/run.sh MESHC
set -euo pipefail
meshc=$(realpath "$1")
cd "$(dirname "$0")/../.."
editors=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$meshc" "$work/bin/meshc"
cp -r test/project "$work/project"
export PATH="$work/bin:$PATH" MESH_CACHE="$work/cache" HOME="$work"
cd "$work/project"
timeout 300 emacs --batch -q --load "$editors/emacs/mesh-mode.el" --load "$editors/emacs/test/work.el"
