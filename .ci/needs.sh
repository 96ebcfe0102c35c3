# What has to be on this machine: a JDK 25, Maven, packages of the system. Read by ./postern.

is_jdk25() { [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25[".]' "$1/release" 2>/dev/null; }

# Sets jdk, or ends with the one line that says what to do.
need_jdk() {
  on_path=$(command -v javac 2>/dev/null) && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")") || on_path=
  for candidate in "${JDK25_HOME-}" "${JAVA_HOME-}" "$on_path" /usr/lib/jvm/* /opt/*jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    if [ -n "$candidate" ] && is_jdk25 "$candidate"; then
      jdk=$candidate
      return
    fi
  done
  die "no JDK 25 in JDK25_HOME, JAVA_HOME, PATH, /usr/lib/jvm, /opt, ~/.sdkman/candidates/java, ~/.jdks: install one and set JDK25_HOME to its folder"
}

# need WHAT PROGRAM:PACKAGE...: as get; ends with the line that says what to do where that fails.
need() { get "$@" || die "$refused"; }

# get WHAT PROGRAM:PACKAGE...: installs the Debian packages of programs that are not here, where it is root and
# there is apt-get. Where it cannot, it fails, and refused has the line that says what to do.
get() {
  what=$1
  shift
  packages=$(missing_packages "$@")
  [ -n "$packages" ] || return 0
  if ! command -v apt-get >/dev/null; then
    refused=$(named_elsewhere "$what" "$@")
    return 1
  fi
  if [ "$(id -u)" != 0 ]; then
    refused="Debian packages are missing for $what: run as root: apt-get install$packages"
    return 1
  fi
  say "$what: installing$packages"
  mkdir -p "$target"
  if ! (
    flock 8
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # the packages are words
    apt-get -qq -y --no-install-recommends install $packages >"$target/apt.log" 2>&1 ||
      { apt-get -qq update >"$target/apt.log" 2>&1 &&
        apt-get -qq -y --no-install-recommends install $packages >"$target/apt.log" 2>&1; }
  ) 8>"$target/apt.lock"; then
    refused="$what: cannot install$packages: $(tail -n 1 "$target/apt.log")"
    return 1
  fi
  packages=$(missing_packages "$@")
  [ -z "$packages" ] || { refused="$what: installed, and yet programs are missing from$packages"; return 1; }
}

missing_packages() {
  wanted=
  for pair; do
    ! program_here "${pair%%:*}" || continue
    case " $wanted " in *" ${pair#*:} "*) ;; *) wanted="$wanted ${pair#*:}" ;; esac
  done
  echo "$wanted"
}

program_here() {
  case $1 in
    busybox) busybox --list 2>/dev/null | grep -qx getty ;;
    *.h) [ -e "/usr/include/$1" ] ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

# What other systems call Debian's packages; a package that is not in the list has the same name there, - is none.
#        Debian            dnf                    apk                  pacman            zypper
elsewhere='
         busybox-static    busybox                busybox-static       busybox           busybox-static
         conserver-client  conserver-client       -                    -                 -
         conserver-server  conserver              -                    -                 -
         iptables          iptables-legacy        iptables-legacy      iptables          iptables
         iproute2          iproute                iproute2             iproute2          iproute2
         libc6-dev         glibc-devel            musl-dev             glibc             glibc-devel
         openssh-client    openssh-clients        openssh              openssh           openssh-clients
         openssh-server    openssh-server         openssh              openssh           openssh-server
         qemu-system-x86   qemu-system-x86        qemu-system-x86_64   qemu-system-x86   qemu-x86
         user-mode-linux   -                      -                    -                 -
         x11-utils         xprop                  xprop                xorg-xprop        xprop
         xvfb              xorg-x11-server-Xvfb   xvfb                 xorg-server-xvfb  xorg-x11-server-Xvfb
'

# named_elsewhere WHAT PROGRAM:PACKAGE...: the command that installs what is missing, for the system's own installer.
named_elsewhere() {
  what=$1
  shift
  column=2
  for installer in "dnf install" "apk add" "pacman -S" "zypper install" ""; do
    [ -n "$installer" ] || break
    ! command -v "${installer%% *}" >/dev/null || break
    column=$((column + 1))
  done
  names='' nowhere=''
  for pair; do
    ! program_here "${pair%%:*}" || continue
    name=-
    [ -z "$installer" ] || name=$(echo "$elsewhere" |
      awk -v debian="${pair#*:}" -v column=$column '$1 == debian { name = $column } END { print name ? name : debian }')
    [ "$name" != - ] || { nowhere="$nowhere ${pair%%:*}"; continue; }
    case " $names " in *" $name "*) ;; *) names="$names $name" ;; esac
  done
  if [ -z "$installer" ]; then
    echo "programs are missing for $what:$nowhere"
  elif [ -z "$names" ]; then
    echo "programs are missing for $what that ${installer%% *} has no package of:$nowhere"
  else
    echo "packages are missing for $what: run as root: $installer$names${nowhere:+ (and, not packaged there:$nowhere)}"
  fi
}

need_maven() { need "the build" mvn:maven; }

# User-Mode Linux on a CPU with AMX needs a small library, compiled where it is needed (guest/uml-kernel.sh).
compiler="cc:gcc stdc-predef.h:libc6-dev"
demo_programs="ssh:openssh-client unshare:util-linux busybox:busybox-static"
uml_programs="linux.uml:user-mode-linux ip:iproute2 xtables-legacy-multi:iptables cpio:cpio modprobe:kmod"
! grep -qw amx_tile /proc/cpuinfo 2>/dev/null || uml_programs="$uml_programs $compiler"
qemu_programs="qemu-system-x86_64:qemu-system-x86"
cloud_guest_programs="nft:nftables cpio:cpio modprobe:kmod"
test_programs="$demo_programs $uml_programs $compiler $qemu_programs $cloud_guest_programs tmux:tmux socat:socat sshd:openssh-server xterm:xterm Xvfb:xvfb xclip:xclip xprop:x11-utils"
bench_programs="ssh:openssh-client sshd:openssh-server socat:socat conserver:conserver-server console:conserver-client"
