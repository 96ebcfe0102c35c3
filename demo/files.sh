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
  cat <<TOML

[machine.$2]
tenant = "$1"
kind = "uml"
start = "auto"
kernel = "$(readlink -f "$dir/guest/linux-uml")"
initrd = "$dir/guest/initrd-uml.img"
memory = "160M"
net = "tap:tap0@$(network_path "$2")"
append = "guest.tty=tty0 guest.ip=10.99.0.2/24 guest.host=$2"

[machine.$2.profile.rescue]
append = "single"
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
