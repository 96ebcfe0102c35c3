# The networks of User-Mode Linux machines: a network namespace each with one tap device, the machine at its other end, nothing
# else. Root makes named ones; anybody else a user namespace that a process holds open.

# Two demos live side by side, so a name says whose it is.
demo_id() { printf %s "$dir" | cksum | cut -d ' ' -f 1; }
network_name() { echo "postern-$(demo_id)-$1"; }

# network_path MACHINE: where its network namespace is found, empty if there is none.
network_path() {
  if [ "$(id -u)" = 0 ]; then
    path=/run/netns/$(network_name "$1")
  else
    path=/proc/$(cat "$run/holder.$1" 2>/dev/null || echo none)/ns/net
  fi
  [ ! -e "$path" ] || echo "$path"
}

in_network() {
  path=$(network_path "$1")
  shift
  if [ "$(id -u)" = 0 ]; then
    nsenter --net="$path" -- "$@"
  else
    nsenter --user="${path%net}user" --preserve-credentials --net="$path" -- "$@"
  fi
}

make_device='ip link set lo up && ip tuntap add dev tap0 mode tap && ip addr add 10.99.0.1/24 dev tap0 && ip link set tap0 up'

# make_network MACHINE: where it fails, refused has the reason.
make_network() {
  if [ "$(id -u)" = 0 ]; then
    name=$(network_name "$1")
    { ip netns add "$name" && ip netns exec "$name" sh -c "$make_device"; } >"$run/network.log" 2>&1 ||
      { no_network "$1"; return 1; }
  else
    unshare --user --map-root-user --net sh -c "$make_device"' && : >"$1" && exec sleep 2147483647' sh "$run/up.$1" \
      </dev/null >"$run/network.log" 2>&1 9>&- &
    echo $! >"$run/holder.$1"
    tries=0
    until [ -e "$run/up.$1" ]; do
      tries=$((tries + 1))
      if [ $tries -gt 50 ] || ! kill -0 "$(cat "$run/holder.$1")" 2>/dev/null; then
        no_network "$1"
        return 1
      fi
      sleep 0.1
    done
  fi
}

no_network() { refused="no network can be made for $1 ($(tail -n 1 "$run/network.log"))"; }

# Ends what runs in the machine's network, the machine first of all, and takes the network away.
remove_network() {
  path=$(network_path "$1")
  [ -n "$path" ] || return 0
  space=$(stat -L -c %i "$path")
  for round in 1 2 3 4 5; do
    inside=$(processes_in "$space" "$1")
    [ -n "$inside" ] || break
    # shellcheck disable=SC2086 # process ids are words
    kill -9 $inside 2>/dev/null || true
    sleep 0.1
  done
  if [ "$(id -u)" = 0 ]; then
    ip netns del "$(network_name "$1")"
  else
    kill -9 "$(cat "$run/holder.$1")" 2>/dev/null || true
    rm -f "$run/holder.$1" "$run/up.$1"
  fi
}

# processes_in INODE MACHINE: who is in that network namespace, without the one that holds it open.
processes_in() {
  holder=$(cat "$run/holder.$2" 2>/dev/null || true)
  for process in /proc/[0-9]*; do
    [ "$(stat -L -c '%i' "$process/ns/net" 2>/dev/null)" = "$1" ] || continue
    [ "${process#/proc/}" = "$holder" ] || echo "${process#/proc/}"
  done
}

# The network door: a connection and the banner of an sshd within 3 s. QEMU takes the connection itself, whatever
# the guest does.
door_open() {
  if [ -s "$run/door.$1" ]; then
    banner=$(timeout 3 busybox nc -w 3 127.0.0.1 "$(cat "$run/door.$1")" </dev/null 2>/dev/null | head -c 4) || true
  else
    [ -n "$(network_path "$1")" ] || return 1
    banner=$(in_network "$1" timeout 3 busybox nc -w 3 10.99.0.2 22 </dev/null 2>/dev/null | head -c 4) || true
  fi
  [ "$banner" = SSH- ]
}
