package federate

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"
	"sync"

	"github.com/klauspost/compress/flate" // packs 2.5 KB in a tenth of the standard library's time

	"lanna/wire"
)

// MaxContent is the largest content with its signature, in bytes.
const MaxContent = 3 << 19

const packHeader = 1 + 4

// How a content is packed inside the seal.
const (
	packPlain   = 0
	packDeflate = 1 // RFC 1951
)

// steps are the sizes to which sealed bytes are padded. From 4,096 on each is a
// quarter more than the one before, rounded up to 512, so that padding costs a
// tenth on average and a size tells little.
var steps = func() []int {
	s := []int{512, 1024, 2048, 2816, 4096}
	for s[len(s)-1] < MaxContent+packHeader {
		s = append(s, (s[len(s)-1]*5/4+511)/512*512)
	}
	return s
}()

func isStep(n int) bool {
	_, ok := slices.BinarySearch(steps, n)
	return ok
}

func stepFor(n int) int {
	i, _ := slices.BinarySearch(steps, n)
	return steps[i]
}

var deflaters = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(nil, 5) // the level is one that there is
	return w
}}

var inflaters = sync.Pool{New: func() any { return flate.NewReader(nil) }}

// pack compresses a signed content where that makes it smaller, and pads it
// with zeros to a step. Digests that a release names stand a second time in
// the statement beside it, so a text alert fits into fewer bytes.
func pack(signed []byte) []byte {
	kind, body := byte(packPlain), signed
	var small bytes.Buffer
	w := deflaters.Get().(*flate.Writer)
	w.Reset(&small)
	_, err := w.Write(signed)
	if err == nil && w.Close() == nil && small.Len() < len(signed) {
		kind, body = packDeflate, small.Bytes()
	}
	deflaters.Put(w)
	out := make([]byte, stepFor(packHeader+len(body)))
	out[0] = kind
	binary.BigEndian.PutUint32(out[1:], uint32(len(body)))
	copy(out[packHeader:], body)
	return out
}

// unpack undoes pack. It never makes more than MaxContent bytes of it.
func unpack(padded []byte) ([]byte, error) {
	r := fields{wire.Fields{Rest: padded}}
	kind := r.Uint8()
	body := r.Take(int(r.Uint32()))
	if r.Bad || kind > packDeflate || len(padded) != stepFor(packHeader+len(body)) || bytes.ContainsFunc(r.Rest, func(c rune) bool { return c != 0 }) {
		return nil, refused("content-malformed", "it is not packed as in version 1")
	}
	if kind == packDeflate {
		return inflate(body)
	}
	if len(body) > MaxContent {
		return nil, refused("content-too-large", "it is over the limit of a content")
	}
	return body, nil
}

func inflate(b []byte) ([]byte, error) {
	src := bytes.NewReader(b)
	r := inflaters.Get().(io.ReadCloser)
	defer inflaters.Put(r)
	if err := r.(flate.Resetter).Reset(src, nil); err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(io.LimitReader(r, MaxContent+1))
	switch {
	case err == nil && len(plain) > MaxContent:
		return nil, refused("content-too-large", "it unpacks to more than the limit of a content")
	case err != nil || src.Len() != 0:
		return nil, refused("content-malformed", "it does not unpack")
	}
	return plain, nil
}
