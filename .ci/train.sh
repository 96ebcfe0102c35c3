# Makes the ahead-of-time cache that serve starts from: a short real run of the gateway, a login,
# some typing over ssh, whose classes and profiles the next start finds ready. Read by ./postern.
#
# The cache fits only these jars under these paths; the JVM passes over one that does not fit.

# train JARS: the folder of a published build. Never fails: without a cache everything works, slower.
train() {
  command -v ssh >/dev/null && command -v ssh-keygen >/dev/null || return 0
  say "  warming up"
  cache=$1.aot
  place=$(mktemp -d "${TMPDIR:-/tmp}/postern-train.XXXXXX") || return 0
  train_site "$place" && train_run "$place" "$cache" >"$target/train.log" 2>&1 || say "  no warm start (see $target/train.log)"
  [ ! -s "$place/data/keeper/keeper.pid" ] || kill "$(cat "$place/data/keeper/keeper.pid")" 2>/dev/null || true
  rm -rf "$place"
  [ ! -s "$cache" ] || ln -sf "$(basename "$cache")" "$target/run/current.aot"
}

train_site() {
  mkdir -p "$1/fleet.d" &&
    ssh-keygen -q -t ed25519 -N '' -f "$1/key" &&
    printf '[ssh]\nlisten = ["127.0.0.1:0"]\n[data]\ndir = "data"\n[fleet]\ndir = "fleet.d"\n' >"$1/postern.toml" &&
    printf '[tenant.t.person.p]\nkeys = ["%s"]\n' "$(cat "$1/key.pub")" >"$1/fleet.d/t.toml" &&
    for number in 1 2 3 4; do
      printf '[machine.cat%s]\ntenant = "t"\nconsole = { at = "exec:", command = ["/bin/cat"] }\n' $number
    done >>"$1/fleet.d/t.toml" &&
    printf '[machine.flood]\ntenant = "t"\nconsole = { at = "exec:", command = ["/bin/sh", "-c", "%s"] }\n' \
      'stty raw -echo; while head -c 1; do yes a line as long as a machine may say it, or so it seems to be | head -c 200000000; done' >>"$1/fleet.d/t.toml"
}

# train_run PLACE CACHE
train_run() {
  set -f
  # shellcheck disable=SC2046 # the flags are words
  "$jdk/bin/java" $(rm -f "$target/run/current.aot"; java_flags serve) -XX:AOTCacheOutput="$2" \
    -cp "$(class_path)" postern.gateway.Main serve --config "$1/postern.toml" >"$1/out" 2>"$1/err" &
  gateway=$!
  set +f
  tries=0
  until grep -q '^ready' "$1/out"; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] && kill -0 $gateway || return 1
    sleep 0.1
  done
  door=$(sed -n 's/^ready .*:\([0-9]*\)$/\1/p' "$1/out")
  seq 20000 | train_ssh "$1" -T cat1@127.0.0.1
  typists=
  for machine in cat1 cat2 cat3 cat4; do
    train_keys | train_ssh "$1" -tt $machine@127.0.0.1 &
    typists="$typists $!"
  done
  # shellcheck disable=SC2086 # process numbers
  wait $typists
  train_flood "$1" 10 5
  train_flood "$1" 1 3 -c aes256-gcm@openssh.com
  train_flood "$1" 2 3 -c aes128-ctr
  train_ssh "$1" cat1@127.0.0.1 status
  kill $gateway
  tries=0
  while kill -0 $gateway 2>/dev/null && [ $tries -lt 900 ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
  kill -9 $gateway 2>/dev/null || true
  [ -s "$2" ]
}

# train_flood PLACE VIEWERS SECONDS [OPTION...]: a machine that prints as much as it can, recorded and watched.
train_flood() {
  flooded=$1 left=$2 lasts=$3 viewers=
  shift 3
  while [ "$left" -gt 0 ]; do
    left=$((left - 1))
    { sleep 1; printf a; sleep "$lasts"; } | train_ssh "$flooded" "$@" -tt flood@127.0.0.1 &
    viewers="$viewers $!"
  done
  # shellcheck disable=SC2086 # process numbers
  wait $viewers
}

# Keys one by one, each a packet of its own, often enough that what a key runs through counts as hot.
train_keys() {
  keys=0
  while [ $keys -lt 2500 ]; do
    keys=$((keys + 1))
    printf a
    sleep 0.001
  done
}

train_ssh() {
  at=$1
  shift
  timeout 30 ssh -i "$at/key" -p "$door" -o IdentitiesOnly=yes -o UserKnownHostsFile="$at/known" \
    -o StrictHostKeyChecking=no "$@" >/dev/null 2>&1 || true
}
