package desk

import (
	"bytes"
	"context"
	"slices"

	"lanna"
	"lanna/audit"
	"lanna/statement"
	"lanna/store"
)

// partSize is how many entries a part of an exported log has at most: with their
// proofs some 3 MB.
const partSize = 1000

// A LogSpan asks for a part of the log as lines of an audit bundle. From and To
// are places, as AuditQuery.Before; where To is 0, it is the first part, and
// they are found by the times.
type LogSpan struct {
	Since, Until lanna.Millis // entries from the first at or after Since to the last before Until; 0: no bound
	From, To     int64
	Size         int64        // entries in this part, at most 1,000; 0: 1,000
	Before       lanna.Digest // LogPart.Sum of the part before
}

// A LogPart is a part of a bundle, to be put behind the part before as it is.
type LogPart struct {
	Text     []byte
	From, To int64 // of the LogSpan for the next part; From is To where this is the last
	Sum      lanna.Digest
}

// ExportLog writes a part of this node's logs. What an entry says goes along as
// far as the auditor's page shows it, but for the words that somebody searched
// for: they are names, and a file is out of reach of an erasure. Error
// "span-empty" where no signed entry lies in the span.
func (d *Desk) ExportLog(ctx context.Context, by Actor, why Why, q LogSpan) (*LogPart, error) {
	if err := d.SignCheckpoint(ctx); err != nil { // what is not signed is not provable
		return nil, err
	}
	out := &LogPart{}
	err := d.see(ctx, by, why, "audit.export", func(r store.Reader) (s sight, err error) {
		if q.To == 0 {
			if q, err = d.span(r, q); err != nil {
				return s, err
			}
		}
		return s, d.part(ctx, r, by, why, q, out)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// part writes the part that begins at a place. It ends with the log it is of.
func (d *Desk) part(ctx context.Context, r store.Reader, by Actor, why Why, q LogSpan, out *LogPart) error {
	if q.From < 0 || q.From >= q.To {
		return &lanna.Error{Kind: lanna.Invalid, Code: "bundle-span"}
	}
	w, from := d.leafAt(q.From)
	to, next, err := d.upTo(r, w, q)
	if err != nil {
		return err
	}
	if q.Size <= 0 || q.Size > partSize {
		q.Size = partSize
	}
	if to > from+q.Size {
		to = from + q.Size
		next = d.placeOf(w, to)
	}
	out.From, out.To = next, q.To
	a := &auditReader{d: d, r: r, l: d.lens(by, why), states: map[lanna.RecordID]*statement.State{}}
	p := audit.Part{Writer: d.writer(w), From: from, To: to, Before: q.Before, More: next < q.To}
	p.Show = func(index int64, st store.Stored) ([]statement.Held, error) { return a.exported(w, index, st) }
	var b bytes.Buffer
	out.Sum, err = audit.WritePart(ctx, r, d.cfg.Signer, p, &b)
	out.Text = b.Bytes()
	return err
}

// upTo is where the span ends in a writer's log, and the place at which it goes
// on: in the next log that has entries, or at its own end.
func (d *Desk) upTo(r store.Reader, w lanna.WriterID, q LogSpan) (end, next int64, err error) {
	last, end := d.leafAt(q.To)
	if w == last {
		return end, q.To, nil
	}
	if end, err = audit.SignedSize(r, d.writer(w)); err != nil {
		return 0, 0, err
	}
	logs := d.logs()
	for _, log := range logs[slices.Index(logs, w)+1:] {
		size, err := audit.SignedSize(r, d.writer(log))
		if err != nil {
			return 0, 0, err
		}
		if size > 0 {
			return end, d.placeOf(log, 0), nil
		}
	}
	return end, q.To, nil
}

// span finds the places of a span of times. Entries stand in the order in which
// they were written, which a clock that was set back does not change: all that
// lies between the first and the last of the span goes along.
func (d *Desk) span(r store.Reader, q LogSpan) (LogSpan, error) {
	q.From, q.To = -1, 0
	for _, w := range d.logs() {
		size, err := audit.SignedSize(r, d.writer(w))
		if err != nil {
			return q, err
		}
		err = r.Leaves(w, 0, size, func(l store.Leaf) error {
			in, err := d.within(r, w, l, q)
			if in && q.From < 0 {
				q.From = d.placeOf(w, l.Index)
			}
			if in {
				q.To = d.placeOf(w, l.Index) + 1
			}
			return err
		})
		if err != nil {
			return q, err
		}
	}
	if q.From < 0 {
		return q, &lanna.Error{Kind: lanna.Invalid, Code: "span-empty"}
	}
	return q, nil
}

func (d *Desk) within(r store.Reader, w lanna.WriterID, l store.Leaf, q LogSpan) (bool, error) {
	if q.Since == 0 && q.Until == 0 {
		return true, nil
	}
	if l.Statement == 0 {
		return false, nil
	}
	st, err := r.StatementAt(w, l.Index)
	if err != nil {
		return false, err
	}
	h, err := statement.ParseHeader(st.Header)
	return h.Time >= q.Since && (q.Until == 0 || h.Time < q.Until), err
}

// exported are the claims of an entry that go into a bundle.
func (a *auditReader) exported(w lanna.WriterID, index int64, st store.Stored) ([]statement.Held, error) {
	e, err := a.entry(&store.LogEntry{Index: a.d.placeOf(w, index), Stored: st})
	if err != nil {
		return nil, err
	}
	var out []statement.Held
	for _, c := range st.Claims {
		switch c.Property {
		case lanna.Act, lanna.Outcome, lanna.PurposeOf, lanna.Rule:
		case lanna.Fields:
			if st.Kind.Signed() {
				continue
			}
		case lanna.Reason:
			if e.Reason == "" {
				continue
			}
		case lanna.CaseOf:
			if e.Case == "" {
				continue
			}
		default:
			continue
		}
		out = append(out, c)
	}
	return out, nil
}
