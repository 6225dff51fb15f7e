#!/bin/sh
# Builds with copies of some files of Go's runtime, so that what it draws inside a bubble follows from the bubble alone: which of
# several ready cases a select takes, in which order timers of one moment fire, where the walk of a map begins; and no goroutine
# is interrupted; and where the program asks for it, a panic prints its reason alone. An installed Go is not touched. build.sh [OUTPUT]
set -eu
cd "$(dirname "$0")"
from=$(go env GOROOT)/src/runtime
to=$(mktemp -d)
trap 'rm -rf "$to"' EXIT
# changed FILE SCRIPT: a copy changed by the script of sed, which must change something
changed() {
  sed "$2" "$from/$1" >"$to/$1"
  if cmp -s "$from/$1" "$to/$1"; then
    echo "build.sh: runtime/$1 of $(go version) is another than this was made for (Go 1.26)" >&2
    exit 1
  fi
  echo "\"$from/$1\": \"$to/$1\""
}
{
  echo '{"Replace": {'
  changed synctest.go 's/^type synctestBubble struct {$/&\n\tdrawn uint64/'
  echo ,
  changed select.go 's/cheaprandn(/bubbleRandn(/'
  echo ,
  changed time.go 's/t\.rand = cheaprand()/t.rand = bubbleRandn(1 << 31)/'
  echo ,
  changed rand.go '
    s/^func rand() uint64 {$/&\n\tif getg().bubble != nil {\n\t\treturn 0x9e3779b97f4a7c15\n\t}/
    $ a\
func bubbleRandn(n uint32) uint32 {\
	b := getg().bubble\
	if b == nil {\
		return cheaprandn(n)\
	}\
	b.drawn += 0x9e3779b97f4a7c15\
	hi, lo := math.Mul64(b.drawn, b.drawn^0xe7037ed1a0b428db)\
	return uint32(uint64(uint32(hi^lo)) * uint64(n) >> 32)\
}'
  echo ,
  changed runtime1.go 's/^\tt |= traceback_env$/\tif level != "none" {\n\t&\n\t}/'
  echo ,
  changed proc.go 's/^const forcePreemptNS = .*$/const forcePreemptNS = 1 << 60/'
  echo '}}'
} >"$to/overlay.json"
go build -overlay "$to/overlay.json" -o "${1:-hashicorp-raft}" .
