#!/bin/sh
# Makes OUTDIR/linux-uml, the kernel of the guests of User-Mode Linux: a link to linux.uml, or on CPUs with AMX a
# script that starts it with uml-xstate.so preloaded (see uml-xstate.c), which is compiled here with cc.
#
#   guest/uml-kernel.sh OUTDIR
#
# UML_XSTATE=on or off in the environment decides it instead of the CPU.
set -eu
umask 022
export PATH="$PATH:/usr/sbin:/sbin"

die() { echo "guest: $*" >&2; exit 1; }

[ "${1-}" != --help ] || { sed -n '2,/^set -eu/{/^set -eu/d;s/^# \{0,1\}//;p}' "$0"; exit 0; }
[ $# -eq 1 ] || { echo "usage: guest/uml-kernel.sh OUTDIR" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
kernel=$(command -v linux.uml) || die "Debian packages are missing: user-mode-linux"

case ${UML_XSTATE:-auto} in
  on | off) preload=$UML_XSTATE ;;
  auto) if grep -qw amx_tile /proc/cpuinfo; then preload=on; else preload=off; fi ;;
  *) die "UML_XSTATE=$UML_XSTATE: use on or off" ;;
esac

if [ "$preload" = off ]; then
  [ "$(readlink "$out/linux-uml" 2>/dev/null)" = "$kernel" ] || { ln -sf "$kernel" "$out/linux-uml.new" && mv "$out/linux-uml.new" "$out/linux-uml"; }
  exit 0
fi

# The library is found by its name: a path in LD_PRELOAD ends at a space.
case $out in *[:\;\'\$]*) die "$out: uml-xstate.so cannot be preloaded from a path with : ; ' or \$" ;; esac
command -v cc >/dev/null || die "this CPU has AMX, and User-Mode Linux needs uml-xstate.so on it; cc is missing to compile it, install the packages gcc and libc6-dev"
cc -O2 -Wall -fPIC -shared -o "$out/uml-xstate.so.new" "$here/uml-xstate.c" || die "uml-xstate.c was not compiled"
mv "$out/uml-xstate.so.new" "$out/uml-xstate.so"
cat >"$out/linux-uml.new" <<SCRIPT
#!/bin/sh
# User-Mode Linux for CPUs with AMX. Made by guest/uml-kernel.sh.
export LD_LIBRARY_PATH='$out'"\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}"
export LD_PRELOAD="uml-xstate.so\${LD_PRELOAD:+:\$LD_PRELOAD}"
exec '$kernel' "\$@"
SCRIPT
chmod 755 "$out/linux-uml.new"
mv "$out/linux-uml.new" "$out/linux-uml"
