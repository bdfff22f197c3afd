#!/usr/bin/env bash
# Makes a Debian package of what `make install` puts in place, with the version of the workspace.
#   scripts/deb.sh MESHC [FOLDER]    the package goes to FOLDER (target/deb); its name is printed
# By dpkg's own tools and not by a packer for crates: what is packed is what install.sh puts in place, most of which is made by
# the compiler and is no file of a crate. DEBFULLNAME and DEBEMAIL say who publishes it, as they do to dpkg's tools;
# DEB_COMPRESSION is for who is in a hurry: none, gzip, xz (the default), zstd.
set -euo pipefail
umask 022
[ $# -ge 1 ] || { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2; }
meshc=$(realpath "$1")
mkdir -p "${2:-target/deb}"
to=$(realpath "${2:-target/deb}")
cd "$(dirname "$0")/.."
sources=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
maintainer="${DEBFULLNAME:-The Mesh authors} <${DEBEMAIL:-mesh@localhost}>"
# The same sources make the same package.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}

scripts/install.sh put "$meshc" "$root/usr"
# dpkg knows what it put where.
rm "$root/usr/share/mesh/installed"
strip --strip-unneeded --remove-section=.comment --remove-section=.note "$root/usr/bin/meshc"
gzip -9n "$root"/usr/share/man/man1/*.1
# Debian's zsh looks elsewhere than one that was built by hand.
mv "$root/usr/share/zsh/site-functions" "$root/usr/share/zsh/vendor-completions"

# What policy asks for: the licence, and the changes under the package's name.
documents=$root/usr/share/doc/mesh
mkdir -p "$root/DEBIAN" "$work/debian"
{
    echo "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/"
    echo "Upstream-Name: Mesh"
    echo
    echo "Files: *"
    sed -n 's/^Copyright (c) /Copyright: /p' LICENSE
    echo "License: Expat"
    sed -n '/^Permission/,$s/^$/./;/^Permission/,$s/^/ /p' LICENSE
} >"$documents/copyright"
{
    printf 'mesh (%s) unstable; urgency=medium\n\n  * See CHANGELOG.md.\n\n' "$version"
    printf ' -- %s  %s\n' "$maintainer" "$(date -uRd "@$SOURCE_DATE_EPOCH")"
} >"$work/debian/changelog"
gzip -9nc "$work/debian/changelog" >"$documents/changelog.gz"
gzip -9nc CHANGELOG.md >"$documents/CHANGELOG.md.gz"

sed "s/^Maintainer: .*/Maintainer: $maintainer/" scripts/deb/control >"$work/debian/control"
cd "$work"
dpkg-shlibdeps -O "$root/usr/bin/meshc" >"$work/debian/substvars"
dpkg-gencontrol -P"$root" -Tdebian/substvars -fdebian/files -O"$root/DEBIAN/control"
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
find "$root" -depth -print0 | xargs -0 touch -h -d "@$SOURCE_DATE_EPOCH"
package=$(sed -n 's/ .*//p' debian/files)
dpkg-deb --root-owner-group -Z"${DEB_COMPRESSION:-xz}" --build "$root" "$to/$package" >/dev/null
cd "$sources"
echo "$to/$package"
