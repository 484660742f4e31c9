package dask

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
)

// errSilent: a peer has been asked for results and says nothing.
var errSilent = errors.New("silent")

// data asks a worker until it is not busy, or the scheduler to ask if there is
// no address.
func (c *Client) data(ctx context.Context, address string, keys []daskproto.Key) (daskproto.Data, error) {
	if address == "" {
		return c.relayed(ctx, keys)
	}
	for {
		data, err := c.getData(ctx, address, keys)
		if err != nil || !data.Busy {
			return data, err
		}
		if err := sleep(ctx, busyPause); err != nil {
			return data, err
		}
	}
}

// relayed gets results through the scheduler, which waits for a worker that is
// silent, by itself, as long as the worker is registered.
func (c *Client) relayed(ctx context.Context, keys []daskproto.Key) (daskproto.Data, error) {
	within, cancel := context.WithTimeout(ctx, c.cfg.patience)
	defer cancel()
	reply, err := c.call(within, daskproto.Gather(keys))
	if err != nil {
		if within.Err() != nil && ctx.Err() == nil {
			err = fmt.Errorf("%w: the scheduler did not get it within %v", errSilent, c.cfg.patience)
		}
		return daskproto.Data{}, err
	}
	return daskproto.DecodeData(reply)
}

// getData asks a worker, once.
func (c *Client) getData(ctx context.Context, address string, keys []daskproto.Key) (daskproto.Data, error) {
	var data daskproto.Data
	var used atomic.Pointer[comm.Conn]
	ctx, stop := c.whileHeard(ctx, address, func() int64 {
		if conn := used.Load(); conn != nil {
			return conn.Heard()
		}
		return -1
	})
	defer stop()
	_, err := c.ask(ctx, func(ctx context.Context) (any, error) {
		return nil, c.pool.Use(ctx, address, func(conn *comm.Conn) error {
			used.Store(conn)
			reply, err := conn.Call(ctx, daskproto.GetData(keys, ""))
			if err != nil {
				return err
			}
			if data, err = daskproto.DecodeData(reply); err != nil || data.Busy {
				return err
			}
			return conn.Send(ctx, "OK")
		})
	})
	return data, err
}
