package hit

import (
	"lanna"
	"lanna/wire"
)

// fields are read off a message.
type fields struct{ wire.Fields }

func (r *fields) id() (id lanna.RecordID) {
	copy(id[:], r.Take(len(id)))
	return id
}

// word reads a short string behind its length.
func (r *fields) word() string { return string(r.Take(int(r.Uint8()))) }

// topics reads topics; of one name there is one.
func (r *fields) topics() []TopicKey {
	n := int(r.Uint8())
	if n == 0 || n > maxTopics {
		r.Bad = true
	}
	var out []TopicKey
	for range n {
		t := TopicKey{Topic: Topic(r.word())}
		copy(t.Key[:], r.Take(ElementSize))
		for _, o := range out {
			r.Bad = r.Bad || o.Topic == t.Topic
		}
		if r.Bad || t.Topic == "" {
			r.Bad = true
			return nil
		}
		out = append(out, t)
	}
	return out
}

func appendWord(b []byte, s string) []byte { return append(append(b, byte(len(s))), s...) }
