package desk

import (
	"context"

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

// AddCertificate takes a certificate that a root has signed. Its effect on
// what is folded is made at once: all views are made anew where a writer was
// revoked. A certificate of another root than this agency's is refused here;
// partners' come with their cards.
func (d *Desk) AddCertificate(ctx context.Context, by Actor, why Why, certificate []byte) error {
	c, err := statement.ParseCertificate(certificate)
	if err != nil {
		return &lanna.Error{Kind: lanna.Integrity, Code: "certificate", Err: err}
	}
	if c.Agency() != d.Agency() {
		return &lanna.Error{Kind: lanna.Denied, Code: "certificate-foreign", ID: c.Writer.String()}
	}
	err = d.do(ctx, by, why, "writer.add", func(w *work) error {
		w.later(func(tx store.Tx) error { return tx.AddCertificate(certificate) })
		return w.trace(lanna.Session, standingOf(c), sight{words: c.Writer.String()})
	})
	if err != nil {
		return err
	}
	if err := d.loadRoster(ctx); err != nil {
		return err
	}
	if c.Act == statement.Revoke {
		if err := d.Rebuild(ctx, func(int64, int64) {}); err != nil {
			return err
		}
		return d.proveHeld(ctx, c.Writer)
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
