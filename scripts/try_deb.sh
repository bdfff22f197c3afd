#!/usr/bin/env bash
# Installs a package that deb.sh made in a fresh Debian and works with it there, as somebody who is not root; it needs root itself.
#   scripts/try_deb.sh PACKAGE [RELEASE]
# The release is this machine's where none is named. Packages come from where apt takes them here, whatever settings that needs.
set -euo pipefail
umask 022
[ $# -ge 1 ] || { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2; }
package=$(realpath "$1")
name=$(basename "$package")
cd "$(dirname "$0")/.."
own=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
release=${2:-$own}
[ "$(id -u)" = 0 ] || { echo "==> a chroot needs root" >&2; exit 1; }

say() { printf '==> %s\n' "$*" >&2; }
mkdir -p target/deb
fresh=$PWD/target/deb/$release.tar
root=$(mktemp -d "$PWD/target/deb/chroot.XXXXXX")
mounted=()
finish() {
    for place in "${mounted[@]}"; do umount "$root/$place"; done
    rm -rf --one-file-system "$root"
}
trap finish EXIT

# Where the packages of the release come from, for debootstrap: the first address of apt's own.
# shellcheck disable=SC2016
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' "Codename: $release" | head -n 1)
if [ ! -f "$fresh" ]; then
    say "making a fresh $release"
    debootstrap --variant=minbase "$release" "$root" "${mirror:-http://deb.debian.org/debian}" >"$fresh.log"
    tar -C "$root" -cf "$fresh.new" . && mv "$fresh.new" "$fresh"
else
    tar -C "$root" -xf "$fresh"
fi
chmod 755 "$root"
cp -r /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
cp /etc/resolv.conf /etc/hosts "$root/etc/"
[ ! -f /etc/apt/apt.conf ] || cp /etc/apt/apt.conf "$root/etc/apt/"
if [ "$release" = "$own" ]; then
    rm -f "$root/etc/apt/sources.list"
    cp -r /etc/apt/sources.list* "$root/etc/apt/" 2>/dev/null
    mkdir -p "$root/usr/share/keyrings" && cp -n /usr/share/keyrings/* "$root/usr/share/keyrings/"
fi
mount -t proc proc "$root/proc" && mounted=(proc)

inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
user() { inside setpriv --reuid=1000 --regid=1000 --clear-groups env HOME=/srv/user sh -ec "cd; $1"; }

say "installing $name"
inside apt-get -qq update
cp "$package" "$root/tmp/"
inside apt-get -qq install -y --no-install-recommends "/tmp/$name" >/dev/null 2>"$root/tmp/apt.log" || { cat "$root/tmp/apt.log" >&2; exit 1; }
inside dpkg --verify mesh
install -d -o 1000 -g 1000 "$root/srv/user"

say "working with it"
user 'meshc --version && meshc doctor'
user 'printf "fn main() = println(\"hello from a package\")\n" >hello.mpl && meshc run hello.mpl && meshc run --release hello.mpl'
# shellcheck disable=SC2016
user 'for kind in hello server cli library; do meshc new my_$kind --template $kind; meshc check my_$kind; done'
user 'meshc test my_server && meshc test my_cli && meshc test my_library'
user 'meshc doc String.split | grep -q "split" && meshc doc --library && test -f /usr/share/doc/mesh/html/index.html'
# shellcheck disable=SC2016
inside sh -ec 'for file in share/man/man1/meshc-build.1.gz share/bash-completion/completions/meshc share/zsh/vendor-completions/_meshc \
    share/fish/vendor_completions.d/meshc.fish share/mesh/std/list.mpl share/mesh/editors/README.md share/nvim/site/syntax/mesh.vim; do
    test -s /usr/$file; done'

say "taking it away"
inside dpkg --purge mesh >/dev/null
left=$(inside find / -xdev \( -path /proc -o -path /dev -o -path /srv -o -path /tmp -o -path /var \) -prune -o -name '*mesh*' -print)
[ -z "$left" ] || { echo "left behind: $left" >&2; exit 1; }
if command -v lintian >/dev/null; then
    say "lintian"
    # An address is known to who publishes (see deb.sh).
    lintian --allow-root --fail-on error --suppress-tags bogus-mail-host,bogus-mail-host-in-debian-changelog "$package"
fi
say "$name works"
