package desk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// A Quarantined envelope was refused. It is kept as it came.
type Quarantined struct {
	N      int64          `json:"n"`
	From   lanna.WriterID `json:"from"`
	Time   lanna.Millis   `json:"time"`
	Code   string         `json:"code"` // why
	ID     string         `json:"id"`   // of the statement or writer in question
	Size   int            `json:"size"` // bytes
	Raw    []byte         `json:"raw,omitempty"`
	Claims []lanna.Digest `json:"claims,omitempty"` // in it, so that an erasure finds them
}

const quarantinePrefix = "quarantine/"

// maxQuarantine is how many envelopes of one party are kept whole; of more only
// that they came is counted on, in place of the last.
const maxQuarantine = 20

func (w *work) quarantine(from lanna.WriterID, items []Consignment, raw []byte, why error) error {
	prefix := quarantinePrefix + from.String() + "/"
	old, err := w.tx.MetaNames(prefix)
	if err != nil {
		return err
	}
	q := Quarantined{N: int64(min(len(old), maxQuarantine) + 1), From: from, Time: w.now, Code: lanna.CodeOf(why), Size: len(raw), Raw: raw}
	if e, ok := errors.AsType[*lanna.Error](why); ok {
		q.ID = e.ID
	}
	for i := range items {
		h, err := statement.ParseHeader(items[i].Header)
		if err != nil {
			continue
		}
		for k := range items[i].Claims {
			q.Claims = append(q.Claims, items[i].Claims[k].Digest(w.d.writer(h.Writer).Agency, h.Record))
		}
	}
	b, err := json.Marshal(q)
	if err == nil {
		w.setMeta(prefix+quarantineNumber(q.N), b)
		err = w.trace(lanna.Refuse, q.Code, sight{words: from.String()})
	}
	return err
}

func quarantineNumber(n int64) string {
	const digits = "0123456789"
	b := []byte("000000")
	for i := len(b) - 1; i >= 0; i-- {
		b[i], n = digits[n%10], n/10
	}
	return string(b)
}

// dropQuarantined forgets the bytes of quarantined envelopes that hold claims
// which must not be held any more. That they came stays.
func (w *work) dropQuarantined(claims []lanna.Digest) {
	w.later(func(tx store.Tx) error {
		names, err := tx.MetaNames(quarantinePrefix)
		if err != nil {
			return err
		}
		for _, name := range names {
			b, err := tx.Meta(name)
			if err != nil {
				return err
			}
			var q Quarantined
			if err := json.Unmarshal(b, &q); err != nil || q.Raw == nil || !slices.ContainsFunc(q.Claims, func(d lanna.Digest) bool { return slices.Contains(claims, d) }) {
				continue
			}
			q.Raw, q.Claims = nil, nil
			if b, err = json.Marshal(q); err == nil {
				err = tx.SetMeta(name, b)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Quarantine lists what was refused, for the auditor.
func (d *Desk) Quarantine(ctx context.Context, by Actor, why Why) ([]Quarantined, error) {
	var out []Quarantined
	err := d.see(ctx, by, why, "quarantine.list", func(r store.Reader) (s sight, err error) {
		names, err := r.MetaNames(quarantinePrefix)
		if err != nil {
			return s, err
		}
		for _, name := range names {
			b, err := r.Meta(name)
			if err != nil {
				return s, err
			}
			var q Quarantined
			if err := json.Unmarshal(b, &q); err != nil {
				return s, &lanna.Error{Kind: lanna.Integrity, Code: "quarantine", ID: name, Err: err}
			}
			out = append(out, q)
		}
		return s, nil
	})
	return out, err
}
