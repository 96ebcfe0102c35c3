# What has to be on this machine: a JDK 25, Maven, Debian packages. Read by ./postern.

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

# need WHAT PROGRAM:PACKAGE...: installs the Debian packages of programs that are not here, where it is root.
need() {
  what=$1
  shift
  packages=$(missing_packages "$@")
  [ -n "$packages" ] || return 0
  command -v apt-get >/dev/null || die "$what needs programs from the Debian packages:$packages"
  [ "$(id -u)" = 0 ] || die "$what needs Debian packages: run as root: apt-get install$packages"
  say "$what: installing$packages"
  mkdir -p "$target"
  (
    flock 8
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # the packages are words
    apt-get -qq -y --no-install-recommends install $packages >"$target/apt.log" 2>&1 ||
      { apt-get -qq update >"$target/apt.log" 2>&1 &&
        apt-get -qq -y --no-install-recommends install $packages >"$target/apt.log" 2>&1; }
  ) 8>"$target/apt.lock" || die "$what: cannot install$packages: $(tail -n 1 "$target/apt.log")"
  packages=$(missing_packages "$@")
  [ -z "$packages" ] || die "$what: installed, and yet programs are missing from$packages"
}

missing_packages() {
  wanted=
  for pair; do
    case $pair in
      busybox:*) busybox --list 2>/dev/null | grep -qx getty && continue ;;
      *.h:*) [ ! -e "/usr/include/${pair%%:*}" ] || continue ;;
      *) command -v "${pair%%:*}" >/dev/null 2>&1 && continue ;;
    esac
    case " $wanted " in *" ${pair#*:} "*) ;; *) wanted="$wanted ${pair#*:}" ;; esac
  done
  echo "$wanted"
}

need_maven() { need "the build" mvn:maven; }

# User-Mode Linux on a CPU with AMX needs a small library, compiled where it is needed (guest/uml-kernel.sh).
compiler="cc:gcc stdc-predef.h:libc6-dev"
guest_programs="busybox:busybox-static cpio:cpio modprobe:kmod xtables-legacy-multi:iptables linux.uml:user-mode-linux"
! grep -qw amx_tile /proc/cpuinfo 2>/dev/null || guest_programs="$guest_programs $compiler"
demo_programs="$guest_programs ip:iproute2 ssh:openssh-client unshare:util-linux"
test_programs="$demo_programs $compiler nft:nftables tmux:tmux socat:socat sshd:openssh-server qemu-system-x86_64:qemu-system-x86 xterm:xterm Xvfb:xvfb xclip:xclip xprop:x11-utils"
bench_programs="ssh:openssh-client sshd:openssh-server socat:socat conserver:conserver-server console:conserver-client"
