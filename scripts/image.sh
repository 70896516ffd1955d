#!/usr/bin/env bash
# Builds the image and runs it for real where there is neither a Docker daemon nor a registry: as root on Debian, with
#   apt-get install --no-install-recommends buildah podman crun debootstrap
# and the dependencies in node_modules (npm start). What it makes is kept in ~/.cache/genkan, so a second time is quick.
#
#   scripts/image.sh build         the base (debootstrap, and the Node and npm of this machine), then the Dockerfile on it
#   scripts/image.sh size          bytes of the image, compressed as for a registry
#   scripts/image.sh podman ARGS   podman with that image: scripts/image.sh podman run --rm localhost/genkan doctor
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/genkan/image
store=(--root "$cache/store" --runroot "$cache/run")
suite=bookworm
export TMPDIR=$cache/tmp
mkdir -p "$TMPDIR"

# A Debian as small as the official image's, with Node where that has it.
base() {
  buildah "${store[@]}" inspect --type image localhost/genkan-base >/dev/null 2>&1 && return
  local tree node
  tree=$(mktemp -d)
  node=$(readlink -f "$root"/node_modules/node-linux-*/bin/node)
  timeout 600 debootstrap --variant=minbase --include=ca-certificates "$suite" "$tree" >"$cache/debootstrap.log"
  # Security updates come from where this machine has its own.
  cp -rT /etc/apt/sources.list.d "$tree/etc/apt/sources.list.d"
  if [ -s /etc/apt/sources.list ]; then cp /etc/apt/sources.list "$tree/etc/apt/"; else rm -f "$tree/etc/apt/sources.list"; fi
  printf '%s\n' force-unsafe-io 'path-exclude /usr/share/doc/*' 'path-exclude /usr/share/man/*' \
    'path-exclude /usr/share/locale/*' >"$tree/etc/dpkg/dpkg.cfg.d/slim"
  rm -rf "$tree"/usr/share/{doc,man,locale}/* "$tree"/var/{cache/apt/archives,lib/apt/lists}/* "$tree"/var/log/*
  cp "$node" "$tree/usr/local/bin/node"
  mkdir -p "$tree/usr/local/lib/node_modules"
  cp -rL "$(npm root -g)/npm" "$tree/usr/local/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$tree/usr/local/bin/npm"
  tar -C "$tree" -cf - . | podman "${store[@]}" import -q - localhost/genkan-base >/dev/null
  rm -rf "$tree"
}

# A build that hangs ends; what it made until then is there for the next one.
build() {
  base
  timeout 900 buildah "${store[@]}" build --isolation chroot --layers --format docker --network host \
    --build-arg BASE=localhost/genkan-base --secret id=ca,src=/etc/ssl/certs/ca-certificates.crt \
    -t localhost/genkan "$root"
}

# No limits that we may not raise, and no cgroups: the machine may not let us have any.
settings() {
  cat <<CONF
[containers]
cgroups = "disabled"
default_ulimits = ["nofile=$(ulimit -Hn):$(ulimit -Hn)", "nproc=4096:4096"]
[engine]
events_logger = "none"
CONF
}

# crun knows either the old cgroups or the new ones, not both at once; in a mount namespace of its own it sees the new.
run() {
  settings >"$TMPDIR/containers.conf.$$"
  mv "$TMPDIR/containers.conf.$$" "$cache/containers.conf"
  # shellcheck disable=SC2016
  CONTAINERS_CONF=$cache/containers.conf exec unshare --mount sh -c '
    if [ -d /sys/fs/cgroup/unified ]; then umount -R /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup; fi
    exec podman "$@"' sh "${store[@]}" "$@"
}

case ${1:-} in
  build) build ;;
  size) podman "${store[@]}" save -q localhost/genkan | gzip -1 | wc -c ;;
  podman) run "${@:2}" ;;
  *) sed -n '2,/^set/{/^#/p}' "$0" >&2; exit 2 ;;
esac
