#!/bin/sh
# Builds a small Linux guest to try Postern on: a login on its console, an sshd behind its network
# door, and a firewall that a careless admin can shut.
#
#   guest/build.sh OUTDIR uml|cloud
#
# uml    OUTDIR/initrd-uml.img and OUTDIR/linux-uml, its kernel, for User-Mode Linux (see uml-kernel.sh for CPUs with AMX)
# cloud  OUTDIR/initrd-cloud.img and OUTDIR/vmlinuz-cloud, Debian's cloud kernel, for QEMU
#
# Kernel command line, understood by the guest:
#   guest.tty=tty0[,ttyS1]  where logins are offered    guest.ip=10.99.0.2/24   address of the network door
#   guest.host=NAME         host name                   guest.broken            comes up with the door shut
#   guest.probe             says that it runs, and powers off
#
# With User-Mode Linux the network door is eth0=tuntap,TAP on a tap device that nothing else used before: the
# other driver, vec0, cannot open its tap again when the guest reboots, and leaves it with offloads on.
#
# Packages it needs but does not install (the kernel, the sshd) are downloaded into OUTDIR/packages. A second
# run with the same inputs does nothing. Without apt-get it builds nothing, but takes an OUTDIR that was built elsewhere.
set -eu
umask 022
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"

say() { echo "guest: $*" >&2; }
die() { say "$*"; exit 1; }

[ "${1-}" != --help ] || { sed -n '2,/^set -eu/{/^set -eu/d;s/^# \{0,1\}//;p}' "$0"; exit 0; }
[ $# -eq 2 ] || { echo "usage: guest/build.sh OUTDIR uml|cloud" >&2; exit 2; }
case $2 in uml | cloud) flavour=$2 ;; *) echo "guest: $2: no such guest, use uml or cloud" >&2; exit 2 ;; esac
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)

exec 9>"$out/.lock"
flock 9

if ! command -v apt-get >/dev/null; then
  if [ -s "$out/initrd-$flavour.img" ]; then
    [ "$flavour" != uml ] || "$here/uml-kernel.sh" "$out"
    exit 0
  fi
  die "the guest is built from Debian packages, which takes apt-get: copy $out from a system that has it"
fi

missing=
for need in cpio:cpio modprobe:kmod ldd:libc-bin; do
  command -v "${need%%:*}" >/dev/null || missing="$missing ${need#*:}"
done
busybox --list 2>/dev/null | grep -qx getty || missing="$missing busybox-static"
if [ "$flavour" = uml ]; then
  firewall=xtables-legacy-multi
  command -v linux.uml >/dev/null || missing="$missing user-mode-linux"
  command -v $firewall >/dev/null || missing="$missing iptables"
else
  firewall=nft
  command -v nft >/dev/null || missing="$missing nftables"
fi
[ -z "$missing" ] || die "Debian packages are missing:$missing"

[ "$flavour" != uml ] || "$here/uml-kernel.sh" "$out"

# The image is up to date when everything it was made of still has the same sum.
inputs() {
  find "$here" -type f -exec cksum {} + | sort
  cksum "$(command -v busybox)" "$(command -v $firewall)"
  [ "$flavour" != uml ] || cksum "$(command -v linux.uml)"
}
stamp=$out/.inputs-$flavour
now=$(inputs)
if [ -s "$out/initrd-$flavour.img" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ]; then
  [ "$flavour" = uml ] || [ -s "$out/vmlinuz-cloud" ] && exit 0
fi

# unpack PACKAGE...: downloads into OUTDIR/packages, unpacks into OUTDIR/unpacked; nothing is installed.
unpack() {
  for package; do
    [ ! -e "$out/unpacked/.$package" ] || continue
    mkdir -p "$out/packages" "$out/unpacked"
    say "downloading $package"
    set -- "$out/packages/${package}"_*.deb
    if [ ! -e "$1" ]; then
      (cd "$out/packages" && apt-get -qq -o APT::Sandbox::User=root download "$package" >/dev/null 2>"$out/apt.log") || {
        [ "$(id -u)" != 0 ] || apt-get -qq update >/dev/null 2>&1 || true
        (cd "$out/packages" && apt-get -qq -o APT::Sandbox::User=root download "$package" >/dev/null 2>"$out/apt.log")
      } || die "cannot download $package: $(tail -n 1 "$out/apt.log")"
      set -- "$out/packages/${package}"_*.deb
    fi
    dpkg -x "$1" "$out/unpacked"
    : >"$out/unpacked/.$package"
  done
}

unpack dropbear-bin libtomcrypt1 libtommath1
if [ "$flavour" = cloud ]; then
  image=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
  if [ -z "$image" ] && [ "$(id -u)" = 0 ]; then
    apt-get -qq update >/dev/null 2>&1 || true
    image=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
  fi
  [ -n "$image" ] || die "apt does not know linux-image-cloud-amd64: run apt-get update"
  unpack "$image"
fi

root=$out/root-$flavour
rm -rf "$root"
mkdir -p "$root/bin" "$root/dev" "$root/proc" "$root/sys" "$root/run" "$root/tmp" "$root/root" "$root/var/log" \
  "$root/lib/modules" "$root/etc/dropbear"
ln -s bin "$root/sbin"
mkdir -p "$root/usr"
ln -s ../bin "$root/usr/bin"
ln -s ../bin "$root/usr/sbin"
cp -R "$here/root/." "$root/"
chmod 755 "$root/init" "$root"/bin/* "$root"/etc/firewall-*
chmod 600 "$root/etc/shadow"
mv "$root/etc/firewall-$flavour" "$root/etc/firewall"
rm -f "$root"/etc/firewall-*

cp "$(command -v busybox)" "$root/bin/busybox"
for applet in $("$root/bin/busybox" --list); do
  [ -e "$root/bin/$applet" ] || ln -s busybox "$root/bin/$applet"
done

# program FILE [NAME]: copies a program with every library it is linked to.
libraries=$out/unpacked/usr/lib/x86_64-linux-gnu
program() {
  cp -L "$1" "$root/bin/${2:-$(basename "$1")}"
  with_libraries "$1"
}
with_libraries() {
  LD_LIBRARY_PATH=$libraries ldd "$1" 2>/dev/null | grep -o '/[^ ]*' | while read -r library; do
    case $library in "$out"/*) target=/usr/lib/x86_64-linux-gnu/$(basename "$library") ;; *) target=$library ;; esac
    mkdir -p "$root$(dirname "$target")"
    [ -e "$root$target" ] || cp -L "$library" "$root$target"
  done
}
program "$out/unpacked/usr/sbin/dropbear"
LD_LIBRARY_PATH=$libraries "$out/unpacked/usr/bin/dropbearkey" -t ed25519 -f "$root/etc/dropbear/host_key" >/dev/null 2>&1

if [ "$flavour" = uml ]; then
  program "$(command -v xtables-legacy-multi)"
  for name in iptables iptables-save iptables-restore; do ln -s xtables-legacy-multi "$root/bin/$name"; done
  mkdir -p "$root/usr/lib/x86_64-linux-gnu/xtables"
  for extension in standard tcp udp icmp state conntrack LOG; do
    for family in xt ipt; do
      plugin=/usr/lib/x86_64-linux-gnu/xtables/lib${family}_$extension.so
      [ ! -e "$plugin" ] || { cp "$plugin" "$root/usr/lib/x86_64-linux-gnu/xtables/"; with_libraries "$plugin"; }
    done
  done
  tree=/usr/lib/uml/modules
  modules="iptable_filter xt_tcpudp xt_conntrack xt_state nf_conntrack"
else
  program "$(command -v nft)"
  tree=$out/unpacked/lib/modules
  modules="virtio_pci virtio_net virtio_console virtio_blk crc32c_generic nf_tables nft_ct nft_reject_inet button evdev"
  cp "$out"/unpacked/boot/vmlinuz-*-cloud-amd64 "$out/vmlinuz-cloud"
fi

# Modules go in as one list in the order in which they have to be loaded.
release=$(basename "$(ls -d "$tree"/[0-9]* | tail -n 1)")
base=$out/modules-$flavour
rm -rf "$base"
mkdir -p "$base/lib/modules"
ln -s "$tree/$release" "$base/lib/modules/$release"
if [ ! -e "$tree/$release/modules.dep" ]; then
  rm "$base/lib/modules/$release"
  cp -R "$tree/$release" "$base/lib/modules/$release"
  depmod -b "$base" "$release" 2>/dev/null
fi
for module in $modules; do
  modprobe -d "$base" -S "$release" --show-depends "$module" 2>/dev/null || true
done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | awk '!seen[$0]++' | while read -r file; do
  cp "$file" "$root/lib/modules/"
  basename "$file"
done >"$root/lib/modules/order"
rm -rf "$base"

(cd "$root" && find . | sort | cpio --quiet -o -H newc -R 0:0 | gzip -1) >"$out/initrd-$flavour.img.new"
mv "$out/initrd-$flavour.img.new" "$out/initrd-$flavour.img"
echo "$now" >"$stamp"
rm -rf "$root"
say "built $out/initrd-$flavour.img ($(du -k "$out/initrd-$flavour.img" | cut -f 1) kB)"
