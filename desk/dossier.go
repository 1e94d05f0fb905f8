package desk

import (
	"context"
	"encoding/base64"
	"io"
	"slices"

	"lanna"
	"lanna/audit"
	"lanna/statement"
	"lanna/store"
)

// A Dossier is one copy of a record on paper.
type Dossier struct {
	*RecordView // as far as it stands on the paper; without what may be done
	Run         PrintRun
	Copy        int
	Version     lanna.Digest
	Images      map[lanna.Digest]string // of Crops, by claim: data URLs
	File        []byte                  // the dossier file that goes with it (docs/spec/dossier.md)
	signer      *statement.Signer       // of File
}

// Dossier opens copy n of a run. Conflict "print-over" where something was said
// on the record since: then it has to be printed anew. Only who printed it opens
// its copies.
func (d *Desk) Dossier(ctx context.Context, by Actor, why Why, record lanna.RecordID, print lanna.Digest, copy int) (*Dossier, error) {
	if err := d.SignCheckpoint(ctx); err != nil { // what is not signed is not provable
		return nil, err
	}
	out := &Dossier{Copy: copy, signer: d.cfg.Signer}
	var refs []CropRef
	err := d.see(ctx, by, why, "print.show", func(r store.Reader) (sight, error) {
		s := sight{records: []lanna.RecordID{record}}
		sheet, run, err := d.reopened(r, by, why, record, print, copy, PaperDossier)
		if err != nil {
			return s, err
		}
		out.Run = run
		refs, err = out.fill(d, r, by, why, sheet)
		return s, err
	})
	if err != nil {
		return nil, err
	}
	d.nameFacts(ctx, out.RecordView)
	out.Run.Name = d.OfficerName(ctx, out.Run.Officer)
	return out, out.images(ctx, d, by, why, refs)
}

func (v *Dossier) fill(d *Desk, r store.Reader, by Actor, why Why, s *paperSheet) ([]CropRef, error) {
	released, on := d.releasedState(s.whole, by, why), *s.shown
	on.Facts = append(slices.Clone(on.Facts), released.Live(lanna.Seen)...) // which checks a value failed when it was read
	b := &recordBuilder{d: d, r: r, by: by, why: why, l: d.lens(by, why), whole: s.whole, st: &on}
	var err error
	if v.RecordView, err = b.build(); err != nil {
		return nil, err
	}
	v.May, v.Related, v.Reads = nil, nil, 0 // other records are other dossiers
	crops := &recordBuilder{d: d, r: r, by: by, why: why, l: b.l, whole: s.whole, st: released}
	if s.cropped {
		crops.readActs()
		if err := crops.readCrops(); err != nil {
			return nil, err
		}
	}
	newest := lanna.Millis(0)
	for i := range s.shown.Facts {
		if f := &s.shown.Facts[i]; f.Time >= newest {
			newest, v.Version = f.Time, f.Statement
		}
	}
	file, err := d.dossierFile(r, s, v)
	v.File = file
	return crops.crops, err
}

// dossierFile makes the file that goes beside the paper.
func (d *Desk) dossierFile(r store.Reader, s *paperSheet, v *Dossier) ([]byte, error) {
	list, err := r.Statements(s.whole.Record)
	if err != nil {
		return nil, err
	}
	shown := s.claims()
	var parts []audit.DossierPart
	for _, st := range list {
		p := audit.DossierPart{Stored: st, Writer: d.writer(st.Writer)}
		i := slices.IndexFunc(shown, func(o audit.Shown) bool { return o.Statement == st.ID })
		for _, c := range st.Claims {
			if i >= 0 && slices.Contains(shown[i].Claims, c.Digest) || st.ID == v.Run.Statement && slices.Contains(ofPrint, c.Property) {
				p.Show = append(p.Show, c)
			}
		}
		if i >= 0 || st.ID == v.Run.Statement {
			parts = append(parts, p)
		}
	}
	file, err := audit.MakeDossier(r, d.cfg.Signer, audit.Dossier{Exercise: d.cfg.Exercise, Record: s.whole.Record, Label: v.Label, Marking: markingOf(s.whole).String(),
		Recipient: v.Run.Recipient, Copy: v.Copy, Of: v.Run.Copies, Print: v.Run.Statement}, parts)
	if err != nil {
		return nil, err
	}
	return file.Bytes()
}

// ofPrint is what the file says of the print itself. The reason stays with the
// agency.
var ofPrint = []lanna.Property{lanna.PrintOf, lanna.Act, lanna.PurposeOf}

// SealPages signs that pages were printed of this copy, so that who holds them as
// PDF can tell whether they were changed.
func (v *Dossier) SealPages(pages []byte) []byte { return audit.SealPages(v.signer, v.File, pages) }

// maxImage is the largest picture that is put on paper, in bytes.
const maxImage = 8 << 20

// images reads the crops. One that is damaged or was erased meanwhile is left
// out, and the paper is a paper without it.
func (v *Dossier) images(ctx context.Context, d *Desk, by Actor, why Why, refs []CropRef) error {
	v.Images, v.Crops = map[lanna.Digest]string{}, nil
	for _, c := range refs {
		data, kind, err := d.Picture(ctx, by, why, c.Record, c.Claim)
		if lanna.KindOf(err) == lanna.NotFound && err != nil || lanna.KindOf(err) == lanna.Integrity && err != nil {
			continue
		}
		if err != nil {
			return err
		}
		raw, err := io.ReadAll(io.LimitReader(data, maxImage+1))
		if err := data.Close(); err != nil {
			return err
		}
		if err != nil || len(raw) > maxImage {
			continue
		}
		v.Images[c.Claim] = "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(raw)
		v.Crops = append(v.Crops, c)
	}
	return nil
}

// Unsettled are the shown properties on which agencies, or one agency's own
// words, differ.
func (v *Dossier) Unsettled() []FactRow {
	var out []FactRow
	for _, row := range v.Rows {
		if row.Differ {
			out = append(out, row)
		}
	}
	return out
}
