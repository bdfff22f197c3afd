#!/usr/bin/env bash
# Puts all that an installed Mesh consists of below a folder, and takes it away again.
#   scripts/install.sh put MESHC FOLDER [TRIPLE...]   an older one that lies there is taken away first; with the runtime for these machines
#   scripts/install.sh remove FOLDER
# What was put there stands in share/mesh/installed, so both know the same files. In FOLDER/share, editors and shells look by
# themselves where FOLDER is /usr, /usr/local or ~/.local.
set -euo pipefail
umask 022
LIST=share/mesh/installed

remove() { # folder
    [ -f "$1/$LIST" ] || return 0
    local file
    while IFS= read -r file; do
        # Folders go with their last file.
        (cd "$1" && rm -f "$file" && rmdir -p --ignore-fail-on-non-empty "$(dirname "$file")" 2>/dev/null) || true
    done <"$1/$LIST"
}

# All of it below the empty folder $2, made by the compiler $1, with the runtime for the machines behind.
stage() {
    local meshc=$1 to=$2 share=$2/share triple
    local site=$share/nvim/site
    install -D -m 755 "$meshc" "$to/bin/meshc"
    install -D -m 644 "$("$meshc" runtime)" "$to/lib/mesh/libmesh_rt.a"
    for triple in "${@:3}"; do
        install -D -m 644 "$("$meshc" runtime --target "$triple")" "$to/lib/mesh/$triple/libmesh_rt.a"
    done
    # The compiler holds the library's source; here it is for people to read.
    (cd crates/mesh-std/std && find . -name '*.mpl' -exec install -D -m 644 {} "$share/mesh/std/{}" \;)
    mkdir -p "$share/mesh/editors"
    (cd editors && find . \( -name node_modules -o -name test -o -name tests \) -prune -o -type f ! -name '.*' ! -name '*.vsix' -print0) |
        tar -C editors -c --null -T - | tar -C "$share/mesh/editors" -x --no-same-owner
    "$meshc" doc --library -o "$share/doc/mesh/html" 2>/dev/null
    "$meshc" man "$share/man/man1"
    install -d "$share/bash-completion/completions" "$share/zsh/site-functions" "$share/fish/vendor_completions.d"
    "$meshc" completions bash >"$share/bash-completion/completions/meshc"
    "$meshc" completions zsh >"$share/zsh/site-functions/_meshc"
    "$meshc" completions fish >"$share/fish/vendor_completions.d/meshc.fish"
    # Where Neovim and Emacs find them without being told.
    for part in ftdetect ftplugin syntax; do
        install -D -m 644 -t "$site/$part" editors/neovim/$part/*
    done
    install -D -m 644 -t "$site/queries/mesh" editors/tree-sitter-mesh/queries/*.scm
    install -D -m 644 -t "$share/emacs/site-lisp" editors/emacs/mesh-mode.el
}

put() { # compiler, folder, machines
    local whole file mode
    whole=$(mktemp -d)
    # shellcheck disable=SC2064
    trap "rm -rf '$whole'" EXIT
    stage "$1" "$whole" "${@:3}"
    touch "$whole/$LIST"
    (cd "$whole" && find . -type f -printf '%P\n' | sort >"$LIST")
    remove "$2"
    while IFS= read -r file; do
        mode=644
        [ ! -x "$whole/$file" ] || mode=755
        install -D -m $mode "$whole/$file" "$2/$file"
    done <"$whole/$LIST"
}

case ${1:-} in
    put | remove) ;;
    *) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2 && exit 2 ;;
esac
arguments=("$1")
for path in "${@:2:2}"; do arguments+=("$(realpath -m "$path")"); done
arguments+=("${@:4}")
cd "$(dirname "$0")/.."
"${arguments[@]}"
