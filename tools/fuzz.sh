#!/bin/sh
# Runs every fuzz target of the module for a while: fuzz.sh GO TIME
go=$1
time=$2

log=$(mktemp)
trap 'rm -f "$log"' EXIT

grep -rE --include='*_test.go' '^func Fuzz[A-Za-z0-9_]+\(' . |
	sed -E 's#^(.*)/[^/]+:func (Fuzz[A-Za-z0-9_]+).*#\1 \2#' | sort |
	while read -r pkg name; do
		echo "$pkg $name"
		"$go" test "$pkg" -run '^$' -fuzz "^$name\$" -fuzztime "$time" >"$log" 2>&1 && continue
		# When the time is up in the middle of a call, go test may take its own
		# deadline for a failure. A real one leaves the input behind.
		if grep -q 'context deadline exceeded' "$log" && ! grep -q 'Failing input' "$log"; then
			continue
		fi
		cat "$log"
		exit 1
	done
