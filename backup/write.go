package backup

import (
	"encoding/binary"
	"errors"
	"io"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// Counts say how much a backup holds.
type Counts struct {
	Statements int64 `json:"statements"`
	Leaves     int64 `json:"leaves"`
	Last       int64 `json:"last"` // Seq of the last statement
}

// hashBatch is how many tree hashes are read at a time.
const hashBatch = 1024

// A writing writes what a snapshot holds.
type writing struct {
	*frames
	r     store.Reader
	left  func(setting string) bool // settings that are left out
	pace  func()                    // called between frames
	count Counts
}

// write writes a whole snapshot.
func write(to io.Writer, r store.Reader, left func(string) bool, pace func()) (Counts, error) {
	f, err := newFrames(to)
	if err != nil {
		return Counts{}, err
	}
	w := &writing{frames: f, r: r, left: left, pace: pace}
	for _, part := range []func() error{w.certificates, w.statements, w.barred, w.logs, w.parcels, w.settings, w.counters, f.end} {
		if err := part(); err != nil {
			return w.count, err
		}
	}
	return w.count, nil
}

func (w *writing) put(t frameType, body []byte) error {
	w.pace()
	return w.frames.put(t, body)
}

func (w *writing) certificates() error {
	list, err := w.r.Certificates()
	for _, b := range list {
		if err := w.put(certificateFrame, b); err != nil {
			return err
		}
	}
	return err
}

func (w *writing) statements() error {
	var b []byte
	return w.r.Scan(1, func(s store.Stored) error {
		b = appendStatement(b[:0], &s)
		w.count.Statements++
		w.count.Last = s.Seq
		return w.put(statementFrame, b)
	})
}

func (w *writing) barred() error {
	return w.r.AllBarred(func(b statement.Barred) error {
		return w.put(barredFrame, append(b.Agency[:], b.Digest[:]...))
	})
}

func (w *writing) logs() error {
	list, err := w.r.Logs()
	for _, id := range list {
		if err := errors.Join(w.leaves(id), w.hashes(id), w.checkpoints(id)); err != nil {
			return err
		}
	}
	return err
}

func (w *writing) leaves(id lanna.WriterID) error {
	size, err := w.r.LogSize(id)
	if err != nil {
		return err
	}
	w.count.Leaves += size
	return w.r.Leaves(id, 0, size, func(l store.Leaf) error {
		b := binary.BigEndian.AppendUint64(append(make([]byte, 0, 96), id[:]...), uint64(l.Index))
		b = append(append(b, l.Data[:]...), l.Salt[:]...)
		return w.put(leafFrame, binary.BigEndian.AppendUint64(b, uint64(l.Statement)))
	})
}

// hashes writes the complete hashes of every level, until one has none.
func (w *writing) hashes(id lanna.WriterID) error {
	size, err := w.r.LogSize(id)
	if err != nil {
		return err
	}
	for level := 8; size>>level > 0; level += 8 {
		for pos := int64(0); pos < size>>level; pos += hashBatch {
			list, err := w.r.Hashes(id, level, pos, int(min(hashBatch, size>>level-pos)))
			if err != nil {
				return err
			}
			for i, h := range list {
				b := append(append(make([]byte, 0, 80), id[:]...), byte(level))
				b = binary.BigEndian.AppendUint64(b, uint64(pos+int64(i)))
				if err := w.put(hashFrame, append(b, h[:]...)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (w *writing) checkpoints(id lanna.WriterID) error {
	return w.r.Checkpoints(id, -1, func(c store.Checkpoint) error {
		b := binary.BigEndian.AppendUint64(append([]byte(nil), id[:]...), uint64(c.Size))
		return w.put(checkpointFrame, append(b, c.Note...))
	})
}

func (w *writing) parcels() error {
	list, err := w.r.Receivers()
	for _, to := range list {
		if err := w.parcelsOf(to.Label); err != nil {
			return err
		}
		head := binary.BigEndian.AppendUint64(nil, uint64(to.Last))
		if err := w.put(receiverFrame, append(head, to.Label...)); err != nil {
			return err
		}
	}
	return err
}

func (w *writing) parcelsOf(label string) error {
	for after := int64(0); ; {
		list, err := w.r.Parcels(label, after, 64)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, p := range list {
			after = p.N
			b := binary.BigEndian.AppendUint64(nil, uint64(p.N))
			b = append(binary.BigEndian.AppendUint16(b, uint16(len(label))), label...)
			if err := w.put(parcelFrame, append(b, p.Body...)); err != nil {
				return err
			}
		}
	}
}

func (w *writing) settings() error {
	names, err := w.r.MetaNames("")
	if err != nil {
		return err
	}
	for _, name := range names {
		if w.left(name) {
			continue
		}
		v, err := w.r.Meta(name)
		if err != nil {
			return err
		}
		b := append(binary.BigEndian.AppendUint16(nil, uint16(len(name))), name...)
		if err := w.put(settingFrame, append(b, v...)); err != nil {
			return err
		}
	}
	return nil
}

func (w *writing) counters() error {
	names, err := w.r.Counters()
	if err != nil {
		return err
	}
	for _, name := range names {
		n, err := w.r.Counter(name)
		if err != nil {
			return err
		}
		if err := w.put(counterFrame, append(binary.BigEndian.AppendUint64(nil, uint64(n)), name...)); err != nil {
			return err
		}
	}
	return nil
}
