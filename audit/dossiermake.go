package audit

import (
	"errors"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// A DossierPart is a statement that goes into a dossier, with the claims that
// are shown of it.
type DossierPart struct {
	store.Stored
	Writer statement.Writer // as the roster knows it
	Show   []statement.Held
}

// MakeDossier fills in certificates, statements and the proofs that they are
// entries of their logs, and signs. Of a writer whose log is not in the store
// there is no proof: its signature and certificate stand alone.
func MakeDossier(r store.Reader, s *statement.Signer, d Dossier, parts []DossierPart) (*Dossier, error) {
	m := &dossierMaker{r: r, d: &d, size: map[lanna.WriterID]int64{}}
	d.Version, d.Agency = dossierVersion, s.Agency
	d.Certificates, d.Logs, d.Statements = [][]byte{}, []dossierLog{}, []dossierEntry{}
	writers := []lanna.WriterID{s.Writer()}
	var shown []Shown
	for i := range parts {
		if w := parts[i].Writer.ID; !slices.Contains(writers, w) {
			writers = append(writers, w)
		}
		if err := m.add(&parts[i]); err != nil {
			return nil, err
		}
		if parts[i].ID != d.Print {
			shown = append(shown, parts[i].shown())
		}
	}
	d.Content = ContentOf(d.Record, shown)
	if err := m.certificates(writers); err != nil {
		return nil, err
	}
	return &d, d.sign(s)
}

func (p *DossierPart) shown() Shown {
	out := Shown{Statement: p.ID}
	for i := range p.Show {
		out.Claims = append(out.Claims, p.Show[i].Digest)
	}
	return out
}

// A dossierMaker puts a dossier together.
type dossierMaker struct {
	r    store.Reader
	d    *Dossier
	size map[lanna.WriterID]int64 // of the head that the dossier holds; 0: none
}

func (m *dossierMaker) certificates(of []lanna.WriterID) error {
	list, err := m.r.Certificates()
	if err != nil {
		return err
	}
	for _, raw := range list {
		if c, err := statement.ParseCertificate(raw); err == nil && slices.Contains(of, c.Writer) {
			m.d.Certificates = append(m.d.Certificates, raw)
		}
	}
	return nil
}

func (m *dossierMaker) add(p *DossierPart) error {
	h, err := statement.ParseHeader(p.Header)
	if err != nil {
		return err
	}
	b := bundleEntry{Claims: []bundleClaim{}}
	b.show(p.Show)
	b.repeat(h)
	e := dossierEntry{ID: p.ID, Agency: p.Writer.Agency, Writer: p.Writer.ID, Kind: b.Kind, Time: b.Time, Officer: b.Officer, Claims: b.Claims, Header: p.Header, Sig: p.Sig}
	if e.Log, err = m.prove(p); err != nil {
		return err
	}
	m.d.Statements = append(m.d.Statements, e)
	return nil
}

func (m *dossierMaker) prove(p *DossierPart) (*dossierProof, error) {
	size, err := m.head(p.Writer)
	if err != nil || size == 0 {
		return nil, err
	}
	proof, err := Prove(m.r, p.Writer.ID, p.Seq, size)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &dossierProof{proof.Index, proof.Salt[:], digests(proof.Hashes)}, nil
}

// head puts the signed head of a writer's log into the dossier, once.
func (m *dossierMaker) head(w statement.Writer) (int64, error) {
	if size, done := m.size[w.ID]; done {
		return size, nil
	}
	have, err := m.r.LogSize(w.ID)
	if err != nil {
		return 0, err
	}
	h, note, err := signedHead(m.r, w)
	if err != nil {
		return 0, err
	}
	if h.Size > have {
		h = Head{} // of a revoked writer whose log was lost
	}
	if m.size[w.ID] = h.Size; h.Size > 0 {
		m.d.Logs = append(m.d.Logs, dossierLog{w.ID, headLine{h.Size, h.Root}, note})
	}
	return h.Size, nil
}

// shows reports whether the proof leads from a statement to the head.
func (p *dossierProof) shows(h headLine, id lanna.Digest) bool {
	if p.Index < 0 || p.Index >= h.Size || len(p.Salt) != statement.SaltSize || len(p.Proof) > MaxProof {
		return false
	}
	data := statement.Leaf([statement.SaltSize]byte(p.Salt), id)
	return tlog.CheckRecord(hashes(p.Proof), h.Size, tlog.Hash(h.Root), p.Index, hashOf(data)) == nil
}
