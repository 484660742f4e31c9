package daskproto

import "github.com/gloam-go/gloam/daskproto/pickle"

// A Publication is a value under a name that any client can look up. Data is
// what they get, usually with futures in it, see [Dialect.FutureOf]; Keys are
// the results that the scheduler keeps for it.
type Publication struct {
	Client, Name string
	Keys         []Key
	Data         *Serialized
	Override     bool
	UID          string // unique text
}

// PublishPut returns the request that publishes, and what has to be sent on the
// stream before it so that the scheduler knows the keys; nil if nothing.
func (d Dialect) PublishPut(p Publication) (call, stream Map) {
	if !d.PublishLists {
		return Call("publish_put", F("keys", p.Keys), F("name", p.Name), F("data", p.Data), F("override", p.Override), F("client", p.Client)), nil
	}
	call = Call("publish_put", F("names", []string{p.Name}), F("keys", []any{p.Keys}), F("data", []any{p.Data}),
		F("override", p.Override), F("client", p.Client), F("uid", p.UID))
	return call, flush(p.UID)
}

func flush(uid string) Map { return Op("publish_flush_batched_send", F("uid", uid)) }

// PublishGet returns the request for what is published under a name.
func (d Dialect) PublishGet(client, name string) Map {
	if !d.PublishLists {
		return Call("publish_get", F("name", name), F("client", client))
	}
	return Call("publish_get", F("names", []string{name}))
}

// PublishDelete returns the request that takes a publication back, and what
// has to be sent on the stream before it; nil if nothing.
func (d Dialect) PublishDelete(client, name, uid string) (call, stream Map) {
	if !d.PublishLists {
		return Call("publish_delete", F("name", name)), nil
	}
	return Call("publish_delete", F("names", []string{name}), F("client", client), F("uid", uid)), flush(uid)
}

// FutureOf returns a future of a key in the form in which Python pickles it,
// for published data. scheduler is the address that clients dial.
func (d Dialect) FutureOf(key string, scheduler string) any {
	switch d.Future {
	case FutureCall:
		return pickle.Call("distributed.client", "Future", key)
	case FutureMake:
		return pickle.Call("distributed.client", "Future.make_future", key, key)
	}
	return &pickle.Object{Kind: pickle.New, Class: pickle.Func("distributed.client", "Future"), State: pickle.Tuple{key, scheduler}}
}
