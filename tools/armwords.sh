#!/bin/sh
# armwords.sh [file ...]: assembles the comment of every WORD in the arm64
# kernels with llvm-mc, and compares the code. The generator encodes them itself;
# this is the second opinion.
set -eu
cd "$(dirname "$0")/../internal/simd"
words=$(mktemp)
trap 'rm -f "$words" "$words.asm" "$words.got"' EXIT
grep -h 'WORD \$0x' "${@:-.}" -r --include='*_arm64.s' | sed 's/.*WORD \$0x\([0-9a-f]*\) \/\/ /\1 /' | sort -u >"$words"
cut -d' ' -f2- "$words" >"$words.asm"
llvm-mc -triple=aarch64 -show-encoding "$words.asm" |
	sed -n 's/.*encoding: \[0x\(..\),0x\(..\),0x\(..\),0x\(..\)\].*/\4\3\2\1/p' >"$words.got"
cut -d' ' -f1 "$words" | diff - "$words.got" >/dev/null || {
	cut -d' ' -f1 "$words" | paste -d' ' - "$words.got" "$words.asm" | awk '$1 != $2 { print "is " $1 ", should be " $2 ":", $3, $4, $5, $6 }' | head -20
	exit 1
}
echo "armwords: $(wc -l <"$words") instructions are encoded as llvm-mc does"
