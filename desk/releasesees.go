package desk

import (
	"cmp"
	"slices"

	"lanna"
	"lanna/handling"
	"lanna/statement"
)

// A PartnerView is what a party will be shown of a record once a release is
// there, with what it holds already: by the same fold of handling and the same
// rules by which its node takes the record over.
type PartnerView struct {
	Kind     lanna.RecordKind
	Severity lanna.Severity // that its node will give it; "" where none
	Title    Title
	Presumed bool // a presumed victim there
	Minor    bool
	Safety   *Fact         // how the person may be contacted
	Facts    []ReleaseLine // in the order of a record's page
	Inside   []ReleaseLine // those that only its officers in the marking's compartments see
	Back     []ReleaseLine // chosen, and held back: with any of them nothing goes
	Pictures []CropRef     // all but the boxes is blank; without boxes, all of it
	NoBoxes  bool          // a picture is to be redrawn, and nothing that goes was read in one
	Marking  Marking
}

// Sees tells what the party will see when the chosen claims go under the terms
// with a picture. It looks nothing up.
func (v *ReleasePreview) Sees(claims []lanna.Digest, terms Terms, picture string) PartnerView {
	j := *v.judge
	j.terms = terms
	p := &partnerPage{preview: v, judge: &j}
	for i := range v.all {
		f, line := v.all[i].f, v.all[i].line
		line.Code, line.Widen = j.judge(f)
		chosen := slices.Contains(claims, f.Digest) || line.Code == "" && f.Property == lanna.KindOfRecord && f.Agency == j.d.Agency()
		switch {
		case line.Held && f.Live() && line.Code != WithheldRecalled:
			p.has = append(p.has, hadThere{f, line, j.marking([]*statement.Fact{f})})
		case chosen && line.Code == "":
			p.going = append(p.going, f)
			p.has = append(p.has, hadThere{f: f, line: line})
		case chosen:
			p.out.Back = append(p.out.Back, line)
		}
	}
	p.judgeThere()
	p.pictures(picture)
	return p.out
}

// A partnerPage is a PartnerView in the making.
type partnerPage struct {
	preview *ReleasePreview
	judge   *releaseJudge
	going   []*statement.Fact
	has     []hadThere // going, and there already
	out     PartnerView
}

// A hadThere is a fact that the party will have. One marking holds for all that
// a release names; that of what it has already is at least the fact's own.
type hadThere struct {
	f       *statement.Fact
	line    ReleaseLine
	marking Marking // of what is there already
}

// judgeThere folds what the party will hold and asks handling, for a reader of
// the party that is in no compartment, what is shown.
func (p *partnerPage) judgeThere() {
	to := p.judge.to
	p.out.Marking = p.judge.marking(p.going)
	there := statement.State{Record: p.judge.st.Record, Self: to.Agency}
	n := &notice{}
	for i := range p.has {
		h := &p.has[i]
		if slices.Contains(p.going, h.f) {
			h.marking = p.out.Marking
		}
		switch v := shownThere(h.marking, h.f, to.Agency); {
		case v.Code == "compartment" && rowRank(h.f.Property) >= 0:
			p.out.Inside = append(p.out.Inside, h.line)
			continue
		case !v.Allowed:
			continue
		}
		known := *h.f
		known.Markings = []string{h.marking.String()}
		there.Facts = append(there.Facts, known)
		n.take(h.f)
		p.show(h.f, h.line)
	}
	slices.SortStableFunc(p.out.Facts, func(a, b ReleaseLine) int { return cmp.Compare(rowRank(a.Property), rowRank(b.Property)) })
	p.out.Kind, p.out.Title.Code = n.kind, titleCode(n.kind, p.out.Title.Code)
	p.out.Presumed = p.out.Presumed || n.concernsPerson() && n.indicates()
	p.out.Minor = n.flag(p.judge.d.Now()) != ""
	if n.safety != "" && p.out.Safety == nil {
		p.out.Safety = &Fact{Property: lanna.ContactSafety, Value: n.safety}
	}
	if rule, _, _, ok := judgeFor(to.Agency, &there, n.kind); ok {
		p.out.Severity = rule.Severity
	}
}

// shownThere asks for each purpose that the marking allows.
func shownThere(m Marking, f *statement.Fact, to lanna.AgencyID) (v handling.Verdict) {
	for _, purpose := range lanna.Purposes {
		v = handling.Release(m, f.Agency, f.Property, handling.Reader{Agency: to}, purpose)
		if v.Allowed || v.Code == "compartment" {
			return v
		}
	}
	return v
}

// show puts a fact where the page of a record has it.
func (p *partnerPage) show(f *statement.Fact, line ReleaseLine) {
	p.out.Title.set(cell{Property: f.Property, Value: f.Value, Lang: f.Lang})
	switch f.Property {
	case lanna.ContactSafety:
		p.out.Safety = &line.Fact
	case lanna.VictimStatus:
		p.out.Presumed = f.Value == Presumed
	case lanna.Crop, lanna.PictureSafe:
		if ref, ok := pictureOf(f); ok {
			p.out.Pictures = append(p.out.Pictures, CropRef{Record: p.judge.st.Record, Claim: f.Digest, Width: ref.Width, Height: ref.Height})
		}
	}
	if rowRank(f.Property) >= 0 {
		p.out.Facts = append(p.out.Facts, line)
	}
}

// pictures adds the one that is made for this release.
func (p *partnerPage) pictures(choice string) {
	switch {
	case choice == PictureWhole && p.preview.whole != nil:
		p.out.Pictures = append(p.out.Pictures, *p.preview.whole)
	case choice == PictureRedrawn:
		var claims []lanna.Digest
		for _, f := range p.going {
			claims = append(claims, f.Digest)
		}
		c := p.preview.whole
		boxes := boxesFor(p.judge.st, claims)
		if p.out.NoBoxes = c == nil || len(boxes) == 0; !p.out.NoBoxes {
			drawn := *c
			drawn.Boxes = inside(boxes, c.Width, c.Height)
			p.out.Pictures = append(p.out.Pictures, drawn)
		}
	}
}
