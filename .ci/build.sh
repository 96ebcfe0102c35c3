# Builds what ./postern runs, where sources are newer than the last build. Read by ./postern.
#
# Jars are copied to target/run/ID, a new folder each time: a gateway or keeper that still runs from an
# older build keeps the jars it was started with.

# maven GOAL...: takes the place of the shell, so that who ends that process ends Maven; for a subshell only.
maven() {
  # A short run, as for the compiler: half the processor time of the checks of style was the second compiler's.
  export JAVA_HOME="$jdk" MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED -XX:TieredStopAtLevel=1 -XX:+UseSerialGC ${MAVEN_OPTS-}"
  exec mvn -T 3 -B -ntp -Dstyle.color=never -f "$here/pom.xml" "$@"
}

up_to_date() {
  [ -s "$target/run/current" ] && [ -d "$target/run/$(cat "$target/run/current")" ] &&
    [ -z "$(find "$here/pom.xml" "$here"/*/pom.xml "$here"/*/src/main -newer "$target/run/current" -print -quit)" ]
}

build() {
  [ -z "${POSTERN_CLASS_PATH-}" ] || return 0
  ! up_to_date || return 0
  need_maven
  mkdir -p "$target/run"
  exec 7>"$target/build.lock"
  flock -n 7 || { say "waiting for another build in this checkout"; flock 7; }
  if ! up_to_date; then
    say "building (the first time takes a few minutes; log: $target/build.log)"
    began=$target/run/.began.$$
    : >"$began"
    rm -rf "$here/sshd-gateway/target/dist/lib"
    with_progress "$target/build.log" maven package -DskipTests || {
      rm -f "$began"
      grep '^\[ERROR\]' "$target/build.log" | head -n 20 >&2
      die "the build failed, its whole log is $target/build.log"
    }
    publish "$began"
    train "$target/run/$(cat "$target/run/current")"
  fi
  exec 7>&-
}

# Makes the cache that serve starts from, where the last build came without: ./postern test --fast leaves it out.
warm() {
  [ -z "${POSTERN_CLASS_PATH-}" ] && [ ! -s "$target/run/current.aot" ] || return 0
  exec 7>"$target/build.lock"
  flock 7
  [ -s "$target/run/current.aot" ] || train "$target/run/$(cat "$target/run/current")"
  exec 7>&-
}

# publish BEGAN: makes the jars of a finished build the ones to run; BEGAN is a file as old as its sources.
publish() {
  id=$(date +%Y%m%d-%H%M%S)-$$
  cp -R "$here/sshd-gateway/target/dist/lib" "$target/run/$id"
  echo "$id" >"$1"
  touch -r "$1" "$1.when" 2>/dev/null || true
  mv "$1" "$target/run/current.new"
  [ ! -e "$1.when" ] || { touch -r "$1.when" "$target/run/current.new"; rm -f "$1.when"; }
  mv "$target/run/current.new" "$target/run/current"
  # The three newest stay.
  for old in $(ls -dt "$target"/run/[0-9]*/ | tail -n +4); do rm -rf "$old" "${old%/}.aot"; done
  rm -f "$target/run/current.aot"
}

# with_progress LOG COMMAND...: runs it with its output in LOG; says each module, and that it is alive.
with_progress() {
  log=$1
  shift
  "$@" >"$log" 2>&1 </dev/null 7>&- &
  running=$!
  trap 'kill $running 2>/dev/null; exit 130' INT TERM
  seconds=0 told=
  while kill -0 $running 2>/dev/null; do
    sleep 1
    seconds=$((seconds + 1))
    module=$(sed -n 's/^\[INFO\] Building \([A-Za-z][^ ]*\) .*\(\[[0-9]*\/[0-9]*\]\)$/\1 \2/p' "$log" | tail -n 1)
    if [ "$module" != "$told" ]; then
      say "  $seconds s  $module"
      told=$module
    elif [ $((seconds % 20)) = 0 ]; then
      say "  $seconds s"
    fi
  done
  trap - INT TERM
  wait $running
}
