package federate

import (
	"encoding/binary"
	"slices"

	"lanna"
	"lanna/store"
	"lanna/wire"
)

// A node that was restored from a backup asks each partner for what it lacks:
// it says what it has of what went between the two, and is sent the rest.

// A Round names one asking.
type Round [8]byte

// A ShortID is the first eight bytes of a statement's id.
type ShortID [8]byte

// MaxHave is how many statements one HaveItem names.
const MaxHave = 8192

// A HaveItem is part of what a restored node has of what went between it and the
// receiver. Parts of a round may come in any order; the last to come is answered.
type HaveItem struct {
	Round       Round
	Part, Parts uint16    // from 0
	IDs         []ShortID // ascending
}

// A GivenItem ends the answer to a round in the lane in which it comes.
type GivenItem struct{ Round Round }

func (*HaveItem) kind() ItemType  { return HaveType }
func (*GivenItem) kind() ItemType { return GivenType }

func (h *HaveItem) appendTo(b []byte) []byte {
	b = append(b, h.Round[:]...)
	b = binary.BigEndian.AppendUint16(b, h.Part)
	b = binary.BigEndian.AppendUint16(b, h.Parts)
	b = binary.BigEndian.AppendUint32(b, uint32(len(h.IDs)))
	for _, id := range h.IDs {
		b = append(b, id[:]...)
	}
	return b
}

func (g *GivenItem) appendTo(b []byte) []byte { return append(b, g.Round[:]...) }

// Body is the item as ParseHave reads it.
func (h *HaveItem) Body() []byte { return h.appendTo(nil) }

// ParseHave reads the body of a HaveItem.
func ParseHave(b []byte) (*HaveItem, error) {
	r := fields{wire.Fields{Rest: b}}
	h := &HaveItem{}
	copy(h.Round[:], r.Take(len(h.Round)))
	h.Part, h.Parts = r.Uint16(), r.Uint16()
	n := int(r.Uint32())
	if r.Bad || n > MaxHave || len(r.Rest) != n*len(ShortID{}) || h.Part >= h.Parts {
		return nil, errItem
	}
	for range n {
		h.IDs = append(h.IDs, ShortID(r.Take(len(ShortID{}))))
	}
	if !slices.IsSortedFunc(h.IDs, CompareShort) {
		return nil, errItem
	}
	return h, nil
}

// CompareShort orders short ids.
func CompareShort(a, b ShortID) int { return slices.Compare(a[:], b[:]) }

func parseGiven(b []byte) (*GivenItem, error) {
	if len(b) != len(Round{}) {
		return nil, errItem
	}
	return &GivenItem{Round(b)}, nil
}

// Succeed makes what was under way to a party's earlier writer wait for its new
// one: the party was restored from a backup, and nobody knows how far it came.
func (b *Box) Succeed(tx store.Tx, before, now lanna.WriterID) error {
	for _, lane := range Lanes {
		state, err := b.out(tx, before, lane)
		if err != nil {
			return err
		}
		var refs []Ref
		err = eachParcel(tx, b.sent(before, lane), func(p parcel) error {
			list, err := p.references()
			refs = append(refs, list...)
			return err
		})
		if err != nil {
			return err
		}
		rest, err := b.takeWaiting(tx, before, lane, &state)
		if err != nil {
			return err
		}
		for _, ref := range append(refs, rest...) {
			if err := b.Post(tx, now, lane, ref); err != nil {
				return err
			}
		}
		if err := tx.Forget(b.sent(before, lane), 1<<62); err != nil {
			return err
		}
		if err := tx.SetMeta(b.outName(before, lane), nil); err != nil {
			return err
		}
	}
	return nil
}
