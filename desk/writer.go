package desk

import (
	"context"
	"errors"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// A WriterRow is one writer of this node's agency, or of a partner's, as the
// certificates have it.
type WriterRow struct {
	Writer   lanna.WriterID     `json:"writer"`
	Agency   lanna.AgencyID     `json:"agency"`
	Standing statement.Standing `json:"-"`
	State    string             `json:"state"` // active, ended, revoked
	Since    lanna.Millis       `json:"since"`
	Size     uint64             `json:"size,omitempty"` // revoked: leaves that stand
	Leaves   int64              `json:"leaves"`         // held here
	Own      bool               `json:"own"`            // this node writes with it
}

var standings = map[statement.Standing]string{statement.Active: "active", statement.Ended: "ended", statement.Revoked: "revoked"}

// Writers lists all writers that certificates name.
func (d *Desk) Writers(ctx context.Context, by Actor, why Why) ([]WriterRow, error) {
	var out []WriterRow
	err := d.see(ctx, by, why, "writer.list", func(r store.Reader) (sight, error) {
		d.mu.RLock()
		defer d.mu.RUnlock()
		for _, w := range d.roster.Writers() {
			n, err := r.LogSize(w.ID)
			if err != nil {
				return sight{}, err
			}
			out = append(out, WriterRow{w.ID, w.Agency, w.Standing, standings[w.Standing], w.Since, w.Size, n, w.ID == d.cfg.Signer.Writer()})
		}
		return sight{}, nil
	})
	return out, err
}

// Checkpoint returns the newest checkpoint of a writer's log that this node holds,
// as the writer signed it: up to there a revocation lets its word stand. It is
// NotFound where there is none.
func (d *Desk) Checkpoint(ctx context.Context, by Actor, why Why, writer lanna.WriterID) (note string, err error) {
	err = d.see(ctx, by, why, "writer.list", func(r store.Reader) (sight, error) {
		err := r.Checkpoints(writer, -1, func(c store.Checkpoint) error {
			note = string(c.Note)
			return nil
		})
		if err == nil && note == "" {
			err = &lanna.Error{Kind: lanna.NotFound, Code: "checkpoint-none"}
		}
		return sight{}, err
	})
	return note, err
}

// AddCertificate takes a certificate that a root has signed, and in the same
// transaction issues the node's card anew, so that no partner goes on believing
// a writer that was revoked. Its effect on what is folded is made at once: all
// views are made anew where a writer was revoked. A certificate of another root
// than this agency's is refused here; partners' come with their cards.
func (d *Desk) AddCertificate(ctx context.Context, by Actor, why Why, certificate []byte) error {
	c, err := statement.ParseCertificate(certificate)
	if err != nil {
		return &lanna.Error{Kind: lanna.Integrity, Code: "certificate", Err: err}
	}
	if c.Agency() != d.Agency() {
		return &lanna.Error{Kind: lanna.Denied, Code: "certificate-foreign", ID: c.Writer.String()}
	}
	err = d.do(ctx, by, why, "writer.add", func(w *work) error {
		w.later(func(tx store.Tx) error {
			if err := d.addCertificates(tx, certificate); err != nil {
				return err
			}
			if c.Act == statement.Revoke {
				if err := tx.SetMeta(proveMark+c.Writer.String(), []byte("1")); err != nil {
					return err
				}
			}
			if c.Act != statement.Certify && c.Writer == d.cfg.Signer.Writer() {
				return nil // it can say nothing any more; its successor does
			}
			return d.reissue(tx)
		})
		return w.trace(lanna.Session, standingOf(c), sight{words: c.Writer.String()})
	})
	if err != nil {
		return err
	}
	if err := errors.Join(d.loadRoster(ctx), d.loadOwn(ctx)); err != nil {
		return err
	}
	if err := d.rebuildDue(ctx); err != nil {
		return err
	}
	return d.proveDue(ctx)
}

// addCertificates keeps certificates, and notes that all views have to be made
// anew where one takes a writer's word away that counts so far.
func (d *Desk) addCertificates(tx store.Tx, list ...[]byte) error {
	for _, b := range list {
		c, err := d.cfg.Verified.certificate(b)
		if err != nil {
			return err
		}
		if err := tx.AddCertificate(b); err != nil {
			return err
		}
		was := d.writer(c.Writer)
		if c.Act != statement.Revoke || was.Standing == statement.Revoked && was.Size <= c.Size {
			continue
		}
		if err := tx.SetMeta(rebuildMark, []byte("1")); err != nil {
			return err
		}
	}
	return nil
}

// mayWrite refuses commands once this node's own writer was ended or revoked:
// what it signed from then on would stand nowhere.
func (d *Desk) mayWrite() error {
	w := d.cfg.Signer.Writer()
	if d.writer(w).Standing != statement.Active {
		return &lanna.Error{Kind: lanna.Unavailable, Code: "writer-not-active", ID: w.String()}
	}
	return nil
}

func standingOf(c *statement.Certificate) string {
	return map[statement.CertificateAct]string{statement.Certify: "certify", statement.End: "end", statement.Revoke: "revoke"}[c.Act]
}
