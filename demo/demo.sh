# ./postern demo: two real machines of two tenants and the gateway in front of them. Read by ./postern.
#
# DIR/keys, DIR/data and DIR/host-keys stay; DIR/run is what a running demo has made:
#   run/pid          the demo itself while it stays in the foreground, else the gateway
#   run/gateway.pid  the gateway        run/ready       its ready line       run/gateway.log  what it logs
#   run/holder.NAME  not as root: the process that holds the machine's network
#   run/door.NAME    with QEMU: the loopback port that leads to the machine's sshd

demo_usage() {
  cat <<'USAGE'
usage: ./postern demo [--dir DIR] [--port N] [--machines uml|qemu] [--detach]    starts the demo; Ctrl-C ends it
       ./postern demo [--dir DIR] --stop                ends a detached one; keys and recordings stay
       ./postern demo [--dir DIR] --door web1|web2      tries that machine's network door: open or shut
       ./postern demo [--dir DIR] --print-env           the running demo for scripts

  --dir DIR    where it keeps everything (default ~/.postern-demo)
  --port N     loopback port of the gateway (default 2222, or a free one where that is taken; 0: a free one)
  --machines   uml: User-Mode Linux on tap networks, qemu: QEMU with user-mode networking (default: uml where it
               runs, else qemu; the start says which and why)

exit codes: 0 done or open, 1 failed or shut, 2 wrong use, 3 no such machine or no demo
USAGE
}

demo_wrong() {
  say "demo: $1 (./postern demo --help)"
  exit 2
}

dir=$HOME/.postern-demo port='' wanted='' act=start door=''
while [ $# -gt 0 ]; do
  case $1 in
    --dir | --port | --door | --machines)
      [ $# -ge 2 ] || demo_wrong "$1 wants a value"
      case $1 in --dir) dir=$2 ;; --port) port=$2 ;; --door) act=door door=$2 ;; --machines) wanted=$2 ;; esac
      shift
      ;;
    --dir=*) dir=${1#*=} ;;
    --port=*) port=${1#*=} ;;
    --door=*) act=door door=${1#*=} ;;
    --machines=*) wanted=${1#*=} ;;
    --detach) act=detach ;;
    --stop) act=stop ;;
    --print-env) act=print ;;
    -h | --help)
      demo_usage
      exit 0
      ;;
    *) demo_wrong "$1: no such option" ;;
  esac
  shift
done
[ -n "$dir" ] || demo_wrong "--dir wants a folder"
case $wanted in '' | uml | qemu) ;; *) demo_wrong "--machines $wanted: no such kind of machine, use uml or qemu" ;; esac
case $port in *[!0-9]*) demo_wrong "--port $port: not a number" ;; esac
[ "${port:-0}" -le 65535 ] || demo_wrong "--port $port: at most 65535"
case $dir in *"
"* | *\"* | *\\* | *\'*) demo_wrong "--dir: quotes, backslashes and line ends are not possible in it" ;; esac
[ ! -e "$dir" ] || [ -d "$dir" ] || die "demo: $dir is not a folder"
case $dir in /*) ;; *) dir=$PWD/$dir ;; esac
[ ! -d "$dir" ] || dir=$(cd "$dir" && pwd -P)

machines="web1 web2"
run=$dir/run

. "$here/demo/network.sh"
. "$here/demo/machines.sh"
. "$here/demo/files.sh"
. "$here/demo/life.sh"

case $act in
  print)
    demo_running || { say "demo: none runs on $dir"; exit 3; }
    demo_environment
    ;;
  door)
    case " $machines " in *" $door "*) ;; *) say "demo: $door: no such machine, there are $machines"; exit 3 ;; esac
    demo_running || { say "demo: none runs on $dir"; exit 3; }
    if door_open "$door"; then echo open; else echo shut; exit 1; fi
    ;;
  stop)
    demo_stop
    ;;
  start | detach)
    demo_start
    ;;
esac
