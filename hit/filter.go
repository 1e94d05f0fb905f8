package hit

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"sort"

	"lanna"
	"lanna/wire"
)

const filterDomain = "lanna/hit-filter/v1\n"

// MaxEntries bounds a filter: 16 million entries are 128 MB.
const MaxEntries = 1 << 24

// maxTopics bounds the topics of a publication.
const maxTopics = 16

// A Head is what a filter says of itself.
type Head struct {
	Publication lanna.RecordID // random, of no record
	From, To    lanna.WriterID // who published it, and the one partner for whom it is
	Issued      lanna.Millis
	Next        lanna.Millis // when the next one is due; this one is answered for until the one after it
	Topics      []TopicKey
}

// A TopicKey is the key to which a publisher commits itself for a topic.
type TopicKey struct {
	Topic Topic
	Key   PublicKey
}

// Key returns the key of a topic; false where the publication does not answer
// for it.
func (h *Head) Key(t Topic) (PublicKey, bool) {
	i := slices.IndexFunc(h.Topics, func(k TopicKey) bool { return k.Topic == t })
	if i < 0 {
		return PublicKey{}, false
	}
	return h.Topics[i].Key, true
}

// A Filter is what one publication says is known. It is read only and safe for
// concurrent use.
type Filter struct {
	Head
	Digest  lanna.Digest // SHA-256 of the file
	entries []byte
}

// Encode returns the bytes of a filter. Entries must be in order.
func (h *Head) Encode(entries []Entry) []byte {
	b := append(make([]byte, 0, 256+len(entries)*EntrySize), filterDomain...)
	b = append(b, h.Publication[:]...)
	b = append(b, h.From[:]...)
	b = append(b, h.To[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(h.Issued))
	b = binary.BigEndian.AppendUint64(b, uint64(h.Next))
	b = appendTopics(b, h.Topics)
	b = append(b, EntrySize)
	b = binary.BigEndian.AppendUint32(b, uint32(len(entries)))
	for _, e := range entries {
		b = binary.BigEndian.AppendUint64(b, uint64(e))
	}
	return b
}

func appendTopics(b []byte, topics []TopicKey) []byte {
	b = append(b, byte(len(topics)))
	for _, t := range topics {
		b = append(append(b, byte(len(t.Topic))), t.Topic...)
		b = append(b, t.Key[:]...)
	}
	return b
}

// ParseFilter reads a filter. It keeps b, which must not change. Entries that
// are not in order are refused: a look-up would miss what is there.
func ParseFilter(b []byte) (*Filter, error) {
	r := fields{wire.Fields{Rest: b}}
	r.Prefix(filterDomain)
	f := &Filter{Digest: sha256.Sum256(b)}
	f.Publication, f.From, f.To = r.id(), r.Writer(), r.Writer()
	f.Issued, f.Next = lanna.Millis(r.Uint64()), lanna.Millis(r.Uint64())
	f.Topics = r.topics()
	size, count := int(r.Uint8()), int(r.Uint32())
	if r.Bad || size != EntrySize || count > MaxEntries || len(r.Rest) != count*EntrySize {
		return nil, refused("hit-filter", "it is not a filter of version 1")
	}
	f.entries = r.Rest
	for i := 1; i < count; i++ {
		if f.at(i-1) >= f.at(i) {
			return nil, refused("hit-filter", "its entries are not in order")
		}
	}
	return f, nil
}

func (f *Filter) at(i int) Entry { return Entry(binary.BigEndian.Uint64(f.entries[i*EntrySize:])) }

// Len returns the number of entries, random ones too.
func (f *Filter) Len() int { return len(f.entries) / EntrySize }

// Has reports whether the filter holds the entry of an output. It is true for
// an output that the publisher never computed once in 2^64/Len questions.
func (f *Filter) Has(o Output) bool {
	e, n := o.Entry(), f.Len()
	i := sort.Search(n, func(i int) bool { return f.at(i) >= e })
	return i < n && f.at(i) == e
}
