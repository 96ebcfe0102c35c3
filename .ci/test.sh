# ./postern test [--fast | --all]: the test suite. Read by ./postern.

test_usage() {
  cat <<'USAGE'
usage: ./postern test [--fast | --all]
  (none)  all but the long stages: under 15 minutes on two processors
  --fast  without the tests that boot guests and the long ones: under 3 minutes
  --all   with the long stages, as CI runs it: under 50 minutes
USAGE
}

# Most of a test's time is waiting, so classes run side by side.
excluded=stage forks=3 jvm=
case ${1-} in
  "") ;;
  # A test JVM that lives for seconds does not recover what the second compiler costs.
  --fast) excluded='guest | long | stage' forks=4 jvm='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' ;;
  --all) excluded= ;;
  -h | --help)
    test_usage
    exit 0
    ;;
  *)
    say "test: $1: no such option (./postern test --help)"
    exit 2
    ;;
esac

need_jdk
need_maven
# shellcheck disable=SC2086 # the programs are words
need "the tests" $test_programs
mkdir -p "$target/run"
exec 7>"$target/build.lock"
flock -n 7 || { say "waiting for another build in this checkout"; flock 7; }
rm -f "$here"/*/target/surefire-reports/*.xml "$here"/*/target/surefire-reports/*.txt
: >"$target/run/.began.$$"
rm -rf "$here/sshd-gateway/target/dist/lib"

# tests GOAL...: Maven with what is asked of the tests; for a subshell only.
tests() {
  maven "$@" -Dtest.groups.excluded="$excluded" -Dtest.forks=$forks -Dtest.jvm="$jvm" \
    -Dmaven.test.failure.ignore=true 7>&-
}

# The four modules that need no other are tested while the gateway is compiled.
result=0
parts=audit-store,serial-mux,power-control,tui
if (tests test-compile -pl $parts); then
  tests surefire:test checkstyle:check@budgets spotless:check -pl $parts &
  apart=$!
  trap 'kill $apart 2>/dev/null; wait; exit 130' INT TERM
  (tests verify -Dtest.parts.skip=true) || result=$?
  wait $apart || result=$?
  trap - INT TERM
else
  result=1
fi

# Sums what surefire wrote down, one testsuite element a file.
sums=$(cat "$here"/*/target/surefire-reports/TEST-*.xml 2>/dev/null | tr '\n' ' ' | grep -o '<testsuite [^>]*>' |
  awk '{
    for (i = 1; i <= NF; i++) {
      if (match($i, /^tests="[0-9]+"/)) tests += number($i)
      if (match($i, /^errors="[0-9]+"/)) failed += number($i)
      if (match($i, /^failures="[0-9]+"/)) failed += number($i)
      if (match($i, /^skipped="[0-9]+"/)) skipped += number($i)
    }
  }
  function number(word) { gsub(/[^0-9]/, "", word); return word + 0 }
  END { print tests - failed - skipped, failed + 0, skipped + 0 }')
passed=${sums%% *} rest=${sums#* }
failed=${rest%% *} skipped=${rest#* }

if [ "$result" = 0 ] && [ "$failed" = 0 ]; then
  publish "$target/run/.began.$$"
  # What was tested is what the next start runs: it must start as fast as after a build.
  [ "${1-}" = --fast ] || train "$target/run/$(cat "$target/run/current")"
else
  rm -f "$target/run/.began.$$"
fi
[ "$skipped" = 0 ] || { say "$skipped tests were skipped: none may be"; result=1; }
[ "$result" = 0 ] || say "the build did not come through: see the errors above"
[ "$passed" -gt 0 ] || result=1
# Maven ends with a terminal code and no line end: the closing line stands alone.
echo
echo "$passed passed, $failed failed"
[ "$result" = 0 ] && [ "$failed" = 0 ] || exit 1
exit 0
