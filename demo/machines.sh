# Which machines run here: User-Mode Linux in networks of their own, else QEMU with user-mode networking. Each step
# that refuses has the reason in refused.
#
#   kind   uml or qemu    why    what is said of the choice    accelerator    for QEMU: kvm or tcg

# Looks at what is quickly seen, and gets the programs. wanted is uml, qemu or nothing.
choose_machines() {
  why=''
  if [ "$wanted" = qemu ]; then
    kind=qemu
    qemu_possible || die "demo: --machines qemu: $refused"
  elif uml_possible; then
    kind=uml
  else
    [ -z "$wanted" ] || die "demo: --machines uml: $refused"
    choose_qemu "$refused"
  fi
}

# choose_qemu REASON: why not User-Mode Linux.
choose_qemu() {
  kind=qemu why=$1
  qemu_possible || die "demo: no machine runs here: $why; $refused"
}

uml_possible() {
  [ "$(uname -m)" = x86_64 ] || { refused="User-Mode Linux is for x86_64, and this is $(uname -m)"; return 1; }
  command -v apt-get >/dev/null || command -v linux.uml >/dev/null || { refused="linux.uml is not here"; return 1; }
  [ -c /dev/net/tun ] || { refused="/dev/net/tun is not there, which the machines' networks need"; return 1; }
  (: <>/dev/net/tun) 2>/dev/null || { refused="the machines' networks need /dev/net/tun, which this user may not open"; return 1; }
  if [ "$(id -u)" = 0 ]; then user=; else user="--user --map-root-user"; fi
  # shellcheck disable=SC2086 # the options are words
  said=$(unshare $user --net --pid --fork true 2>&1) || { refused="no namespaces for the machines' networks (${said##*unshare: })"; return 1; }
  # Where it keeps the guests' memory, as a file.
  memory=${TMPDIR:-${TMP:-${TEMP:-/dev/shm}}}
  [ "$(stat -f -c %T "$memory" 2>/dev/null)" != tmpfs ] || [ "$(df -Pk "$memory" | awk 'END { print $4 }')" -ge 330000 ] ||
    { refused="$memory has less than 330 MB free for the guests' memory"; return 1; }
  # shellcheck disable=SC2086 # the programs are words
  get "User-Mode Linux" $demo_programs $uml_programs
}

qemu_possible() {
  reasons=
  # shellcheck disable=SC2086 # the programs are words
  get QEMU $demo_programs $qemu_programs || reasons=$refused
  if command -v apt-get >/dev/null; then
    [ "$(uname -m)" = x86_64 ] || reasons="the guest is built for x86_64, and this is $(uname -m)"
    # shellcheck disable=SC2086
    [ -n "$reasons" ] || get QEMU $cloud_guest_programs || reasons=$refused
  elif [ ! -s "$dir/guest/initrd-cloud.img" ]; then
    reasons="${reasons:+$reasons; }the guest is built from Debian packages, which takes apt-get: copy $dir/guest from a Debian system, or run ./postern serve with machines of your own"
  fi
  refused=$reasons
  [ -z "$reasons" ]
}

# Builds the guest and what it is connected to; where User-Mode Linux was chosen and does not boot, QEMU's.
make_machines() {
  if [ $kind = uml ] && ! make_uml; then
    for machine in $machines; do remove_network "$machine"; done
    [ -z "$wanted" ] || die "demo: --machines uml: $refused"
    choose_qemu "$refused"
  fi
  if [ $kind = uml ]; then
    kind_words="User-Mode Linux machines on tap networks"
    say "demo: starting $kind_words: User-Mode Linux boots here"
  else
    make_qemu
    kind_words="QEMU machines with user-mode networking, $accelerator_words"
    say "demo: starting $kind_words${why:+; not User-Mode Linux: $why}"
  fi
}

make_uml() {
  sh "$here/guest/build.sh" "$dir/guest" uml || { refused="the guest cannot be built, as said above"; return 1; }
  for machine in $machines; do make_network "$machine" || return 1; done
  say "demo: trying whether User-Mode Linux boots"
  probe in_network web1 timeout -s KILL 20 unshare --pid --fork --kill-child -- setarch -R "$dir/guest/linux-uml" \
    mem=160M initrd="$dir/guest/initrd-uml.img" umid=probe uml_dir="$run/probe/" con0=null,fd:1 con=null ssl=null \
    console=tty0 guest.probe && return
  last=$(grep -a -m 1 -o 'Kernel panic.*' "$run/probe.log" || tr -d '\r' <"$run/probe.log" | grep -a . | tail -n 1)
  refused="User-Mode Linux does not boot here (${last:-it says nothing for 20 s})"
  return 1
}

make_qemu() {
  sh "$here/guest/build.sh" "$dir/guest" cloud || die "demo: the guest cannot be built, as said above"
  accelerator=tcg
  if [ ! -c /dev/kvm ]; then
    accelerator_words="emulated (no /dev/kvm)"
  elif ! (: <>/dev/kvm) 2>/dev/null; then
    accelerator_words="emulated (this user may not open /dev/kvm)"
  else
    say "demo: trying whether a guest boots under KVM"
    if probe timeout -s KILL 5 qemu-system-x86_64 -accel kvm -m 192 -nodefaults -no-user-config -display none -no-reboot \
      -kernel "$dir/guest/vmlinuz-cloud" -initrd "$dir/guest/initrd-cloud.img" -append "console=ttyS0 panic=-1 guest.probe" \
      -serial stdio; then
      accelerator=kvm accelerator_words="under KVM"
    else
      accelerator_words="emulated (no guest boots under KVM within 5 s)"
    fi
  fi
  # From a number of its own on, so that two demos that start together do not try the same ports.
  free=$((20000 + $(demo_id) % 10000))
  for machine in $machines; do
    while ! port_free $free; do free=$((free + 1)); done
    echo $free >"$run/door.$machine"
    free=$((free + 1))
  done
}

# probe COMMAND...: boots a guest that powers off at once; in the background, so that a signal is taken meanwhile.
probe() {
  mkdir -p "$run/probe"
  (export POSTERN_DEMO="$dir"; "$@") </dev/null >"$run/probe.log" 2>&1 9>&- &
  wait $! 2>/dev/null || true
  rm -rf "$run/probe"
  grep -aq 'guest: the first program runs' "$run/probe.log"
}
