# The demo's keys and configuration.

make_keys() {
  mkdir -p "$dir/keys"
  chmod 700 "$dir/keys"
  for name in red blue admin auditor; do
    [ -s "$dir/keys/$name" ] || ssh-keygen -q -t ed25519 -N '' -C "$name@demo" -f "$dir/keys/$name" </dev/null
  done
}

# make_configuration PORT
make_configuration() {
  mkdir -p "$dir/fleet.d"
  make_playbooks
  cat >"$dir/postern.toml" <<TOML
# Written anew at each start of ./postern demo.
[ssh]
listen = ["127.0.0.1:$1"]

[recording]
mode = "strict"
input = "none"

[limits]
exempt = ["127.0.0.0/8", "::1/128"]
TOML
  {
    echo '# Written anew at each start of ./postern demo.'
    person tenant.red.person.red red
    person tenant.blue.person.blue blue
    person admin.admin admin
    person auditor.auditor auditor
    machine red web1
    machine blue web2
  } >"$dir/fleet.d/demo.toml"
}

# The playbooks that come with Postern; one that was changed here stays as it is.
make_playbooks() {
  mkdir -p "$dir/playbooks"
  for playbook in "$here"/playbooks/*.toml; do
    [ -e "$dir/playbooks/$(basename "$playbook")" ] || install -m 600 "$playbook" "$dir/playbooks/"
  done
}

person() { printf '\n[%s]\nkeys = ["%s"]\n' "$1" "$(cat "$dir/keys/$2.pub")"; }

machine() {
  printf '\n[machine.%s]\ntenant = "%s"\nkind = "%s"\nstart = "auto"\n' "$2" "$1" "$kind"
  if [ "$kind" = uml ]; then uml_machine "$2"; else qemu_machine "$2"; fi
  printf '\n[machine.%s.profile.rescue]\nappend = "single"\n' "$2"
}

uml_machine() {
  cat <<TOML
kernel = "$(readlink -f "$dir/guest/linux-uml")"
initrd = "$dir/guest/initrd-uml.img"
memory = "160M"
net = "tap:tap0@$(network_path "$1")"
append = "guest.tty=tty0 guest.ip=10.99.0.2/24 guest.host=$1"
TOML
}

# Its console is QEMU's own terminal: the record has it from the first line of the kernel.
qemu_machine() {
  monitor=$run/$1.qmp
  cat <<TOML
command = [
  "qemu-system-x86_64", "-name", "$1", "-accel", "$accelerator", "-m", "192",
  "-nodefaults", "-no-user-config", "-display", "none",
  "-kernel", "$dir/guest/vmlinuz-cloud", "-initrd", "$dir/guest/initrd-cloud.img",
  "-append", "console=ttyS0 guest.tty=ttyS0 guest.ip=10.0.2.15/24 guest.host=$1",
  "-netdev", "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:$(cat "$run/door.$1")-:22",
  "-device", "virtio-net-pci,netdev=net,romfile=",
  "-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console",
  "-qmp", "unix:$(echo "$monitor" | sed 's/,/,,/g'),server=on,wait=off",
]
console = "exec:"
power = { at = "qmp:$monitor" }
TOML
}

# The port and the host key of the gateway that said it is ready.
demo_port() { sed -n 's/.*ssh=[^ ]*:\([0-9]*\).*/\1/p' "$run/ready" | head -n 1; }

demo_environment() {
  echo "POSTERN_HOST=127.0.0.1"
  echo "POSTERN_PORT=$(demo_port)"
  echo "POSTERN_KNOWN_HOSTS='$dir/known_hosts'"
  echo "POSTERN_KEYS='$dir/keys'"
  echo "POSTERN_CONFIG='$dir/postern.toml'"
}

# Takes the host's key down from the gateway itself: nobody else can listen there.
make_known_hosts() {
  ssh-keyscan -t ed25519 -T 10 -p "$(demo_port)" 127.0.0.1 2>/dev/null | grep -v '^#' >"$dir/known_hosts.new" &&
    mv "$dir/known_hosts.new" "$dir/known_hosts"
}

# ssh_line KEY LOGIN
ssh_line() {
  echo "ssh -i '$dir/keys/$1' -p $(demo_port) -o IdentitiesOnly=yes -o UserKnownHostsFile='$dir/known_hosts' $2@127.0.0.1"
}
