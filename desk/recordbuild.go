package desk

import (
	"slices"
	"strings"

	"lanna"
	"lanna/blob"
	"lanna/statement"
	"lanna/store"
)

// A recordBuilder puts a record's page together from the facts that were
// released to its reader.
type recordBuilder struct {
	d     *Desk
	r     store.Reader
	by    Actor
	why   Why
	l     *lens
	whole *statement.State       // for rights, and for the flags of safeguards, which hold for every reader; no value of it is shown
	st    *statement.State       // what the reader may see
	acts  map[lanna.Digest]*Step // what each statement says of itself
	seen  seen
	crops []CropRef
}

func (b *recordBuilder) build() (*RecordView, error) {
	us := b.d.Agency()
	v := &RecordView{Record: b.st.Record, Label: b.st.Of(us, lanna.Label), Kind: lanna.RecordKind(b.st.Of(us, lanna.KindOfRecord)),
		Marking: markingOf(b.whole), May: b.d.mayNow(b.by, recordActs)}
	if len(b.st.History) > 0 {
		v.Opened = b.st.History[0].Time
	}
	b.readActs()
	if err := b.readCrops(); err != nil {
		return nil, err
	}
	link, known, err := b.l.linkTo(b.r, b.st.Record)
	if err != nil {
		return nil, err
	}
	if known {
		v.Title = link.Title
	}
	if link.Severity != "" {
		v.Alert = &link
	}
	v.Crops = b.crops
	b.columns(v)
	b.rows(v)
	b.safeguards(v)
	if err := b.relate(v); err != nil {
		return nil, err
	}
	v.Reads, err = b.r.Count(auditView, "record", b.st.Record.String()+shown, everyone)
	return v, err
}

// builder tells a reader of a record, of which st is what they may see. Its acts
// are read.
func (d *Desk) builder(r store.Reader, by Actor, why Why, whole, st *statement.State) *recordBuilder {
	b := &recordBuilder{d: d, r: r, by: by, why: why, l: d.lens(by, why), whole: whole, st: st}
	b.readActs()
	return b
}

// readActs collects what each statement says of itself.
func (b *recordBuilder) readActs() {
	b.acts = map[lanna.Digest]*Step{}
	for i := range b.st.Facts {
		f := &b.st.Facts[i]
		a := b.acts[f.Statement]
		if a == nil {
			a = &Step{}
			b.acts[f.Statement] = a
		}
		a.says(f)
	}
}

// columns lists the agencies that say something, the node's own first.
func (b *recordBuilder) columns(v *RecordView) {
	v.Agencies = []Column{{Agency: b.d.Agency(), Own: true}}
	for i := range b.st.Facts {
		a := b.st.Facts[i].Agency
		if rowRank(b.st.Facts[i].Property) < 0 { // a receipt alone fills no column
			continue
		}
		if !slices.ContainsFunc(v.Agencies, func(c Column) bool { return c.Agency == a }) {
			v.Agencies = append(v.Agencies, Column{Agency: a, Name: b.d.agencyName(a, b.by.Lang)})
		}
	}
}

func (b *recordBuilder) rows(v *RecordView) {
	for i := range b.st.Facts {
		f := &b.st.Facts[i]
		if f.Property == lanna.Note && f.Live() {
			if a := b.acts[f.Statement]; a == nil || a.Act != "record.safety" { // those words stand with the safety
				v.Notes = append(v.Notes, b.fact(f))
			}
			continue
		}
		if rowRank(f.Property) < 0 || !f.Live() && !f.Unproven {
			continue
		}
		v.put(b.fact(f))
	}
	b.withdrawn(v)
	for i := range v.Rows {
		v.Rows[i].Differ = differ(v.Rows[i])
	}
	slices.SortStableFunc(v.Rows, byRank)
	slices.Reverse(v.Notes)
}

// put adds a fact to the row of its property, in the column of its agency.
func (v *RecordView) put(f Fact) {
	n := slices.IndexFunc(v.Rows, func(r FactRow) bool { return r.Property == f.Property })
	if n < 0 {
		n = len(v.Rows)
		v.Rows = append(v.Rows, FactRow{Property: f.Property, Cells: make([][]Fact, len(v.Agencies))})
	}
	col := slices.IndexFunc(v.Agencies, func(c Column) bool { return c.Agency == f.Agency })
	v.Rows[n].Cells[col] = append(v.Rows[n].Cells[col], f)
}

// withdrawn shows values that nothing stands in for any more, as replaced.
func (b *recordBuilder) withdrawn(v *RecordView) {
	for i := range b.st.Facts {
		f := &b.st.Facts[i]
		if rowRank(f.Property) < 0 || f.Value != "" || len(f.ReplacedBy) > 0 || f.Unproven {
			continue
		}
		w := b.fact(f)
		if len(w.Replaced) == 0 {
			continue
		}
		v.put(w)
	}
}

// differ reports whether agencies say different things, or one agency says two
// things of which only one can be.
func differ(row FactRow) bool {
	var sets [][]string
	for _, cell := range row.Cells {
		var values []string
		for _, f := range cell {
			if f.Live && !slices.Contains(values, f.Value) {
				values = append(values, f.Value)
			}
		}
		if len(values) > 1 && !row.Property.Multiple() {
			return true
		}
		if len(values) > 0 {
			slices.Sort(values)
			sets = append(sets, values)
		}
	}
	for _, s := range sets {
		if !slices.Equal(s, sets[0]) {
			return true
		}
	}
	return false
}

// fact makes a page's fact of one of the fold, with what it replaced and where
// it was read.
func (b *recordBuilder) fact(f *statement.Fact) Fact {
	out := b.bare(f)
	out.Replaced = b.replaced(f, 0)
	out.From, out.Check = b.places(f)
	if len(out.From) == 0 { // a corrected value shows where the first one was read
		for i := range out.Replaced {
			if len(out.Replaced[i].From) > 0 {
				out.From = out.Replaced[i].From
				break
			}
		}
	}
	if slices.Contains(linking, f.Property) {
		if id, err := lanna.ParseRecordID(f.Value); err == nil {
			if link, known, err := b.l.linkTo(b.r, id); err == nil && known {
				out.Link = &link
			}
		}
	}
	return out
}

func (b *recordBuilder) bare(f *statement.Fact) Fact {
	out := Fact{Claim: f.Digest, Property: f.Property, Value: f.Value, Lang: f.Lang, Grade: f.Grade, Agency: f.Agency, Officer: f.Officer,
		Time: f.Time, Statement: f.Statement, Live: f.Live(), Unproven: f.Unproven}
	if a := b.acts[f.Statement]; a != nil {
		out.Act, out.Reason, out.Rule = a.Act, a.Reason, a.Rule
	}
	return out
}

// deepest ends a chain of replacements that goes round, as a forged one could.
const deepest = 32

// replaced returns what the statement of a fact put it in place of, of the
// same property, newest first.
func (b *recordBuilder) replaced(f *statement.Fact, depth int) []Fact {
	if depth > deepest {
		return nil
	}
	var out []Fact
	for i := range b.st.Facts {
		o := &b.st.Facts[i]
		if o.Property != f.Property || o.Agency != f.Agency || o.Digest == f.Digest || !slices.Contains(o.ReplacedBy, f.Statement) {
			continue
		}
		if o.Value != "" {
			old := b.bare(o)
			old.From, old.Check = b.places(o)
			out = append(out, old)
		}
		out = append(out, b.replaced(o, depth+1)...)
	}
	return out
}

// readCrops finds the record's crops and the places of its claims in them.
func (b *recordBuilder) readCrops() error {
	for _, f := range b.st.Live(lanna.Seen) {
		b.seen = seenOf(f.Value)
	}
	label := ""
	for _, f := range b.st.Live(lanna.CaptureOf) {
		id, err := lanna.ParseRecordID(f.Value)
		if err != nil {
			continue
		}
		link, known, err := b.l.linkTo(b.r, id)
		if err != nil {
			return err
		}
		if known {
			label = link.Label
		}
	}
	for _, p := range []lanna.Property{lanna.Crop, lanna.PictureSafe} {
		for _, f := range b.st.Live(p) {
			ref, err := blob.ParseRef(f.Value)
			if err != nil || f.Agency == b.d.Agency() && b.forRelease(&f) {
				continue
			}
			c := CropRef{Record: b.st.Record, Claim: f.Digest, Label: label, Notice: b.seen.Notice, Width: ref.Width, Height: ref.Height}
			for _, s := range b.seen.Fields {
				c.Boxes = append(c.Boxes, s.Boxes...)
			}
			b.crops = append(b.crops, c)
		}
	}
	return nil
}

// forRelease reports whether a picture was drawn for a partner.
func (b *recordBuilder) forRelease(f *statement.Fact) bool {
	a := b.acts[f.Statement]
	return a != nil && (a.Act == "record.release" || a.Act == RuleStanding)
}

// places returns where a fact was read, and what failed when it was proposed.
func (b *recordBuilder) places(f *statement.Fact) ([]CropRef, string) {
	i := slices.IndexFunc(b.seen.Fields, func(s seenField) bool { return s.Claim == claimTag(f.Digest) })
	if i < 0 {
		return nil, ""
	}
	check := b.seen.Fields[i].Reason
	if !strings.HasSuffix(check, "-fails") {
		check = ""
	}
	if len(b.crops) == 0 || len(b.seen.Fields[i].Boxes) == 0 {
		return nil, check
	}
	c := b.crops[0]
	c.Boxes = b.seen.Fields[i].Boxes
	return []CropRef{c}, check
}

// safeguards shows what protects the person.
func (b *recordBuilder) safeguards(v *RecordView) {
	us := b.d.Agency()
	status := b.whole.Of(us, lanna.VictimStatus)
	v.Presumed, v.Hidden = status == Presumed, b.whole.Of(us, lanna.NotToBeFound) == "yes"
	v.Minor = b.whole.Of(us, lanna.MinorFlag) != ""
	v.Appeals = appealsOf(b.st)
	v.Locked = locksSuspicion(status) && v.Kind == lanna.PersonRecord
	for i := range b.st.Facts {
		f := &b.st.Facts[i]
		if !f.Live() {
			continue
		}
		switch f.Property {
		case lanna.ContactSafety:
			safety := b.bare(f)
			if a := b.acts[f.Statement]; a != nil && a.Note.Text != "" {
				safety.Reason = a.Note.Text
			}
			v.Safety = &safety
		case lanna.SuspectOf:
			if a := b.acts[f.Statement]; a != nil && a.Rule == ruleOverride {
				o := b.bare(f)
				v.Override = &o
			}
		}
	}
}

// relate finds the records that belong to this one.
func (b *recordBuilder) relate(v *RecordView) error {
	self := b.st.Record
	add := func(why string, links ...Link) {
		for _, l := range links {
			if l.Record != self && !slices.ContainsFunc(v.Related, func(o Link) bool { return o.Record == l.Record }) {
				l.Why = why
				v.Related = append(v.Related, l)
			}
		}
	}
	for _, p := range linking {
		for _, f := range b.st.Live(p) {
			id, err := lanna.ParseRecordID(f.Value)
			if err != nil {
				continue
			}
			link, known, err := b.l.linkTo(b.r, id)
			if err != nil {
				return err
			}
			if !known {
				continue
			}
			b.own(v, p, link)
			add(string(p), link)
			if p == lanna.PersonOf { // other notices on the same person
				others, err := b.d.links(b.r, b.by, b.why, "link", string(p)+":"+f.Value, 50)
				if err != nil {
					return err
				}
				add("same-person", others...)
			}
		}
	}
	for _, p := range linking {
		links, err := b.d.links(b.r, b.by, b.why, "link", string(p)+":"+self.String(), 100)
		if err != nil {
			return err
		}
		add(map[lanna.Property]string{lanna.PersonOf: "notice", lanna.CaptureOf: "notice", lanna.RepostOf: "reposted", lanna.SameAs: "same-as", lanna.ListOf: "listed"}[p], links...)
	}
	return nil
}

// own notes the capture and the person of a notice.
func (b *recordBuilder) own(v *RecordView, p lanna.Property, link Link) {
	switch p {
	case lanna.CaptureOf:
		v.Capture = &link
	case lanna.PersonOf:
		v.Person = &link
	}
}
