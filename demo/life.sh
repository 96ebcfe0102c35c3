# Start, progress and end of a demo.

demo_running() { [ -s "$run/ready" ] && alive "$run/gateway.pid"; }

# alive FILE: the process whose id and start time are in FILE still runs.
alive() {
  [ -s "$1" ] || return 1
  read -r process began <"$1" || true
  [ -n "${process-}" ] && [ "$(began_at "$process")" = "${began-}" ] && [ -n "${began-}" ]
}
began_at() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }
remember() { echo "$2 $(began_at "$2")" >"$1"; }

# The lock is held by the demo and by its gateway: whoever still lives has the folder.
demo_lock() {
  mkdir -p "$dir"
  chmod 700 "$dir"
  dir=$(cd "$dir" && pwd -P)
  run=$dir/run
  exec 9>>"$dir/.lock"
  flock -n 9 || die "demo: $(first_demo) already runs on $dir; end it with Ctrl-C there or ./postern demo --dir $dir --stop"
}

first_demo() {
  if [ -s "$run/pid" ]; then
    read -r process began <"$run/pid"
    echo "the demo with process id $process$(port=$(demo_port 2>/dev/null); [ -z "$port" ] || echo " on port $port")"
  else
    echo "another demo"
  fi
}

demo_start() {
  need_jdk
  choose_machines
  build
  demo_lock
  remove_all
  mkdir -p "$run"
  if [ "$act" = start ]; then
    remember "$run/pid" $$
    trap 'demo_interrupted' INT TERM HUP
  fi
  trap 'demo_failed' EXIT
  say "demo: making keys and machines in $dir"
  make_keys
  make_machines
  [ -n "$port" ] || if port_free 2222; then port=2222; else port=0; fi
  make_configuration "$port"
  # What people switched off in the last one shall be there in this one.
  rm -rf "$dir/data/off"
  start_gateway
  make_known_hosts || die "demo: the gateway does not show its host key, see $run/gateway.log"
  wait_for_machines
  demo_words
  if [ "$act" = detach ]; then
    trap - EXIT
    exit 0
  fi
  echo
  echo "Ctrl-C ends it; keys and recordings stay in $dir."
  # Waits in small steps, so that a signal is taken at once by every shell.
  while alive "$run/gateway.pid"; do sleep 1 & wait $! || true; done
  die "demo: the gateway ended by itself: $(tail -n 1 "$run/gateway.log")"
}

port_free() { ! busybox nc -w 1 127.0.0.1 "$1" </dev/null >/dev/null 2>&1; }

start_gateway() {
  say "demo: starting the gateway"
  [ ! -e "$run/gateway.log" ] || mv "$run/gateway.log" "$run/gateway.log.old"
  flags=$(java_flags serve)
  (
    set -f
    # shellcheck disable=SC2086 # the flags are words
    POSTERN_DEMO=$dir exec setsid "$jdk/bin/java" $flags -cp "$(class_path)" postern.gateway.Main \
      serve --config "$dir/postern.toml" </dev/null >"$run/ready.new" 2>>"$run/gateway.log"
  ) &
  gateway=$!
  remember "$run/gateway.pid" $gateway
  [ "$act" = start ] || remember "$run/pid" $gateway
  tries=0
  until grep -q '^ready .*ssh=' "$run/ready.new" 2>/dev/null; do
    tries=$((tries + 1))
    kill -0 $gateway 2>/dev/null || die "demo: the gateway did not start: $(tail -n 1 "$run/gateway.log")"
    [ $tries -le 600 ] || die "demo: the gateway is not ready after 2 min, see $run/gateway.log"
    sleep 0.2
  done
  ln -f "$run/ready.new" "$run/ready"
}

wait_for_machines() {
  for machine in $machines; do
    tries=0 ends=$(($(date +%s) + 180))
    say "demo: waiting for the login prompt of $machine"
    until demo_prompt "$machine"; do
      alive "$run/gateway.pid" || die "demo: the gateway ended: $(tail -n 1 "$run/gateway.log")"
      tries=$((tries + 1))
      [ "$(date +%s)" -lt $ends ] || machine_lost "$machine" "shows no login prompt after 3 min"
      [ $((tries % 10)) != 0 ] || say "demo:   still waiting for $machine"
      ! machine_off "$machine" || machine_lost "$machine" "is off"
      # Also what keeps this loop from asking all the time.
      ! as_admin "$machine" wait 'Kernel panic - not syncing' --timeout 1s >/dev/null 2>&1 ||
        machine_lost "$machine" "has panicked"
    done
  done
}

# The door opens just before the prompt comes; only then it is worth asking for the screen.
demo_prompt() { door_open "$1" && as_admin "$1" screen 2>"$run/prompt.log" | grep -q 'login:'; }

# Off again: before the gateway has started it, it is off as well.
machine_off() {
  grep -q "autostart machine=[a-z]*/$1 outcome=" "$run/gateway.log" &&
    as_admin "$1" power status --json 2>"$run/prompt.log" | grep -q '"power":"off"'
}

# machine_lost MACHINE WHAT: ends the demo with the machine's last lines, its own reason among them.
machine_lost() {
  say "demo: $1 $2; its last lines:"
  as_admin "$1" log --lines 40 2>/dev/null | grep . | tail -n 8 | sed 's/^/  /' >&2
  die "demo: $1 $2; what it said is above, the gateway's log is $run/gateway.log"
}

# as_admin MACHINE COMMAND...
as_admin() {
  login=$1
  shift
  ssh -n -i "$dir/keys/admin" -p "$(demo_port)" -o BatchMode=yes -o IdentitiesOnly=yes -o ConnectTimeout=5 -F none \
    -o UserKnownHostsFile="\"$dir/known_hosts\"" "$login@127.0.0.1" "$(shell_words "$@")"
}

# Each word in quotes: ssh joins them by blanks, and the gateway splits them as a shell does.
shell_words() { printf "'%s' " "$@"; }

demo_words() {
  cat <<WORDS

Postern is up on 127.0.0.1 port $(demo_port), in front of two $kind_words. Paste one of these:

tenant red, machine web1
  $(ssh_line red web1)
tenant blue, machine web2
  $(ssh_line blue web2)
admin
  $(ssh_line admin admin)
auditor
  $(ssh_line auditor audit) sessions

In the guests root's password is postern. fw-break there shuts the network door as a careless admin would; fw-fix opens it.
Is it open? ./postern demo$([ "$dir" = "$HOME/.postern-demo" ] || echo " --dir '$dir'") --door web1
WORDS
}

demo_failed() {
  code=$?
  trap - EXIT
  [ "$code" = 0 ] && code=1
  remove_all
  exit "$code"
}

demo_interrupted() {
  trap '' INT TERM HUP
  trap - EXIT
  set +e # the terminal may be gone, and nothing can be said any more
  echo >&2
  say "demo: ending; keys and recordings stay in $dir"
  remove_all
  exit 0
}

# From another terminal: a demo in the foreground is asked to end itself, a detached one is ended here.
demo_stop() {
  if [ ! -d "$dir" ]; then
    say "demo: none runs on $dir"
    exit 0
  fi
  was=none
  if alive "$run/pid"; then
    was=some
    read -r process began <"$run/pid"
    kill -TERM "$process" 2>/dev/null || true
    wait_gone "$run/pid" 300 || true
  fi
  # Where the demo itself was killed its gateway runs on, and has the lock.
  if alive "$run/gateway.pid"; then was=some; end_gateway; fi
  exec 9>>"$dir/.lock"
  flock -w 20 9 || die "demo: $(first_demo) does not end; its gateway's log is $run/gateway.log"
  remove_all
  if [ $was = some ]; then say "demo: ended; keys and recordings stay in $dir"; else say "demo: none runs on $dir"; fi
}

# wait_gone FILE TENTHS
wait_gone() {
  tenths=0
  while alive "$1"; do
    tenths=$((tenths + 1))
    [ $tenths -le "$2" ] || return 1
    sleep 0.1
  done
}

# Ends whatever a demo on this folder has made, this one or one that was killed. Gateway first, so that it
# closes its recordings; then the machines and their networks, then the keeper.
remove_all() {
  if alive "$run/gateway.pid"; then end_gateway; fi
  for machine in $machines; do remove_network "$machine"; done
  end_marked TERM
  end_marked KILL
  find "$dir" -xdev -type s -exec rm -f {} + 2>/dev/null || true
  rm -rf "$run/ready" "$run/ready.new" "$run/gateway.pid" "$run/pid" "$run"/holder.* "$run"/up.* "$run"/door.* "$run/probe" "$run/prompt.log"
}

end_gateway() {
  read -r process began <"$run/gateway.pid"
  kill -TERM "$process" 2>/dev/null || true
  wait_gone "$run/gateway.pid" 150 || kill -9 "$process" 2>/dev/null || true
  wait_gone "$run/gateway.pid" 20 || true
}

# end_marked SIGNAL: what the gateway started and left running, the keeper above all, carries the demo's mark.
end_marked() {
  for environment in /proc/[0-9]*/environ; do
    process=${environment#/proc/} process=${process%/environ}
    [ "$process" != $$ ] || continue
    grep -zFqx "POSTERN_DEMO=$dir" "$environment" 2>/dev/null || continue
    kill -"$1" "$process" 2>/dev/null || true
    tenths=0
    while [ "$1" = TERM ] && [ $tenths -lt 30 ] && kill -0 "$process" 2>/dev/null; do
      tenths=$((tenths + 1))
      sleep 0.1
    done
  done
}
