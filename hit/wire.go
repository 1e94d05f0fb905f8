package hit

import (
	"encoding/binary"

	"lanna"
)

// A field reader takes fixed-width fields off a byte string; once it runs short
// it is bad and returns zeros. It never allocates by a length that it read.
type fields struct {
	b   []byte
	bad bool
}

func (r *fields) take(n int) []byte {
	if r.bad || n < 0 || n > len(r.b) {
		r.bad = true
		return nil
	}
	v := r.b[:n:n]
	r.b = r.b[n:]
	return v
}

func (r *fields) prefix(s string) {
	if string(r.take(len(s))) != s {
		r.bad = true
	}
}

func (r *fields) uint8() int {
	if v := r.take(1); v != nil {
		return int(v[0])
	}
	return 0
}

func (r *fields) uint16() int {
	if v := r.take(2); v != nil {
		return int(binary.BigEndian.Uint16(v))
	}
	return 0
}

func (r *fields) uint32() uint32 {
	if v := r.take(4); v != nil {
		return binary.BigEndian.Uint32(v)
	}
	return 0
}

func (r *fields) uint64() uint64 {
	if v := r.take(8); v != nil {
		return binary.BigEndian.Uint64(v)
	}
	return 0
}

func (r *fields) id() (id lanna.RecordID) {
	copy(id[:], r.take(len(id)))
	return id
}

func (r *fields) writer() (w lanna.WriterID) {
	copy(w[:], r.take(len(w)))
	return w
}

// word reads a short string behind its length.
func (r *fields) word() string { return string(r.take(r.uint8())) }

// topics reads topics; of one name there is one.
func (r *fields) topics() []TopicKey {
	n := r.uint8()
	if n == 0 || n > maxTopics {
		r.bad = true
	}
	var out []TopicKey
	for range n {
		t := TopicKey{Topic: Topic(r.word())}
		copy(t.Key[:], r.take(ElementSize))
		for _, o := range out {
			r.bad = r.bad || o.Topic == t.Topic
		}
		if r.bad || t.Topic == "" {
			r.bad = true
			return nil
		}
		out = append(out, t)
	}
	return out
}

func appendWord(b []byte, s string) []byte { return append(append(b, byte(len(s))), s...) }

func (r *fields) done() bool { return !r.bad && len(r.b) == 0 }
