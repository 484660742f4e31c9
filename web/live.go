package web

import _ "embed"

// Live is the page that shows the pictures of a run while it goes on. It reads
// the run's state from "events", a stream of server-sent events, and pictures
// from "picture/<number>.png", both relative to its own address.
//
//go:embed live.html
var Live []byte
