#!/bin/sh
# Prints the path of a go command that can build this module. With an argument
# it prints nothing if there is one, else explains how to get it.
want="1.26"

for go in go /usr/local/go/bin/go; do
	go=$(command -v "$go") || continue
	# Since 1.21 an older go fetches the version that go.mod asks for.
	tried=$go
	found=$("$go" env GOVERSION 2>&1)
	case "$found" in
	go1.2[6-9]* | go1.[3-9][0-9]* | go[2-9]*)
		[ -n "$1" ] || echo "$go"
		exit 0
		;;
	esac
done

if [ -n "$1" ]; then
	if [ -n "$found" ]; then
		echo "gloam needs Go $want or newer; $tried says: $found" >&2
	else
		echo "gloam needs Go $want or newer, and there is no go command." >&2
	fi
	echo "Get it from https://go.dev/dl/ and unpack it, for example on Linux:" >&2
	echo "  curl -LO https://go.dev/dl/go1.26.0.linux-amd64.tar.gz" >&2
	echo "  sudo tar -C /usr/local -xzf go1.26.0.linux-amd64.tar.gz" >&2
	echo "  export PATH=\$PATH:/usr/local/go/bin" >&2
fi
exit 1
