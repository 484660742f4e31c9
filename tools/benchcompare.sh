#!/bin/sh
# benchcompare.sh GO OLD [PACKAGES [PATTERN [ROUNDS]]]
#
# Runs the Go benchmarks of a revision and of this tree in turns, so that a busy
# machine is busy for both, and shows benchstat's table. PACKAGES are folders,
# such as "internal/simd udf/stdudf"; files are left in build/compare.
set -eu

go=$1
old=$2
packages=${3:-internal/simd udf/stdudf}
pattern=${4:-.}
rounds=${5:-7}

if [ -z "$old" ]; then
	echo "usage: make bench-compare OLD=<revision> [PKGS=\"internal/simd\"] [MATCH=<pattern>] [ROUNDS=7]" >&2
	exit 2
fi
root=$(pwd)
out=$root/build/compare
rm -rf "$out"
mkdir -p "$out/tree"
git archive "$old" | tar -x -C "$out/tree"

for p in $packages; do
	name=$(echo "$p" | tr / -)
	for side in old new; do
		tree=$root
		[ "$side" = old ] && tree=$out/tree
		if [ ! -d "$tree/$p" ]; then
			echo "$p is not in the $side revision" >&2
			continue
		fi
		"$go" -C "$tree" test -c -o "$out/$name.$side" "./$p"
	done
done

i=0
while [ "$i" -lt "$rounds" ]; do
	i=$((i + 1))
	echo "round $i of $rounds" >&2
	for p in $packages; do
		name=$(echo "$p" | tr / -)
		for side in old new; do
			tree=$root
			[ "$side" = old ] && tree=$out/tree
			[ -x "$out/$name.$side" ] || continue
			(cd "$tree/$p" && "$out/$name.$side" -test.run '^$' -test.bench "$pattern" -test.benchtime 100ms) >>"$out/$side.txt"
		done
	done
done
"$go" -C tools tool benchstat "old=$out/old.txt" "new=$out/new.txt"
