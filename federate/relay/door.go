package relay

import (
	"context"
	"encoding/binary"
	"time"

	"lanna"
	"lanna/federate"
)

// Next waits until something waits for the party in one of the lanes (digits, as
// in "12"; "" is all) and returns a page of it of about size bytes (0: as large as
// pages are), in the form of http.go, or nothing when ctx ends.
func (r *Relay) Next(ctx context.Context, to lanna.WriterID, lanes string, size int) ([]byte, error) {
	if size <= 0 || size > pageBytes {
		size = pageBytes
	}
	for {
		bell := r.bell(to)
		list, err := r.shelf.next(to, lanes, size)
		if err != nil {
			return nil, storeError(err)
		}
		if len(list) > 0 {
			return page(list), nil
		}
		if !r.wait(ctx, bell) {
			return nil, nil
		}
	}
}

// wait waits for the bell, and reports whether to look again.
func (r *Relay) wait(ctx context.Context, bell <-chan struct{}) bool {
	var late <-chan time.Time
	if r.again > 0 {
		t := time.NewTimer(r.again)
		defer t.Stop()
		late = t.C
	}
	select {
	case <-bell:
	case <-late:
	case <-ctx.Done():
		return false
	}
	return true
}

func page(list []kept) (b []byte) {
	for _, k := range list {
		b = federate.AppendPage(b, k.place, k.message)
	}
	return b
}

// Forget removes places, 8 bytes each, from what waits for the party.
func (r *Relay) Forget(to lanna.WriterID, b []byte) error {
	if len(b)%8 != 0 || len(b) > 8*maxForget {
		return &lanna.Error{Kind: lanna.Invalid, Code: "places-malformed"}
	}
	var places []uint64
	for ; len(b) > 0; b = b[8:] {
		places = append(places, binary.BigEndian.Uint64(b))
	}
	if err := r.shelf.forget(to, places); err != nil {
		return storeError(err)
	}
	return nil
}
