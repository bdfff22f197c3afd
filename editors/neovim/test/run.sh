#!/usr/bin/env bash
# Works in Neovim (from 0.7), without a screen, with the settings of this folder, the grammar and a compiler.
#   editors/neovim/test/run.sh MESHC
set -euo pipefail
meshc=$(realpath "$1")
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/bin" "$work/project" "$work/runtime/parser" "$work/runtime/queries"
ln -s "$meshc" "$work/bin/meshc"
ln -s "$PWD/tree-sitter-mesh/queries" "$work/runtime/queries/mesh"
cc -shared -fPIC -O1 -I tree-sitter-mesh/src tree-sitter-mesh/src/parser.c tree-sitter-mesh/src/scanner.c -o "$work/runtime/parser/mesh.so"
cp test/project/* "$work/project"

export PATH="$work/bin:$PATH" MESH_CACHE="$work/cache"
export XDG_CONFIG_HOME="$work/config" XDG_DATA_HOME="$work/data" XDG_STATE_HOME="$work/state" XDG_CACHE_HOME="$work/cache"
cd "$work/project"
timeout 200 nvim --headless -u NONE -i NONE -n --cmd "set runtimepath^=$OLDPWD/neovim,$work/runtime" \
    --cmd 'filetype plugin indent on' --cmd 'syntax on' -c "luafile $OLDPWD/neovim/test/work.lua"
