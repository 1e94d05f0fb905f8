package desk

import (
	"context"
	"encoding/json"
	"slices"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// hitView keeps a row for each question of hit/no-hit and for each sweep.
const hitView = "hit"

// States of a question, values of lanna.HitState.
const (
	HitAsked   = "asked"
	HitMet     = "hit"
	HitNone    = "no-hit"
	HitRefused = "refused" // by the partner; lanna.HitCode says why
	HitFailed  = "failed"  // the answer was not what the filter's key makes
	HitStopped = "stopped" // a sweep that waits for a person
	HitLifted  = "lifted"
)

// HitNothing is the value of lanna.HitRecordOf where an output stands for nothing
// that the partner may meet.
const HitNothing = "none"

// inHitRow are the properties that a line shows.
var inHitRow = []lanna.Property{lanna.KindOfRecord, lanna.Label, lanna.HitTo, lanna.HitSubject, lanna.HitState, lanna.HitCode, lanna.HitFound,
	lanna.HitRequest, lanna.HitOfficer, lanna.RequestBasis, lanna.RequestAbout}

type hitRow struct {
	sheet
	Opened  lanna.Millis    `json:"o"`
	Officer lanna.OfficerID `json:"by,omitzero"`
	Purpose lanna.Purpose   `json:"p,omitempty"`
	Digests []lanna.Digest  `json:"d,omitempty"` // of the subjects, in the order of their cells
}

func foldHit(d *Desk, st *statement.State) (store.Row, bool) {
	us := d.Agency()
	if st.Of(us, lanna.KindOfRecord) != string(lanna.HitRecord) {
		return store.Row{}, false
	}
	asked := kindFact(st)
	row := hitRow{Opened: asked.Time, Officer: asked.Officer}
	for i := range st.Facts {
		f := &st.Facts[i]
		if f.Property == lanna.PurposeOf && f.Statement == asked.Statement {
			row.Purpose = lanna.Purpose(f.Value)
		}
		if f.Agency != us || !f.Live() || !slices.Contains(inHitRow, f.Property) {
			continue
		}
		row.add(us, f)
		if f.Property == lanna.HitSubject {
			row.Digests = append(row.Digests, f.Digest)
		}
	}
	body, err := json.Marshal(row)
	keys := []store.Key{{Name: "all", Audience: audienceOf(st), Order: int64(row.Opened)}}
	if state := st.Of(us, lanna.HitState); state == HitStopped || state == HitLifted {
		keys = []store.Key{{Name: "sweep", Order: int64(row.Opened)}}
	} else {
		keys = append(keys, store.Key{Name: "officer", Value: row.Officer.String(), Order: int64(row.Opened)})
		if about := st.Of(us, lanna.RequestAbout); about != "" {
			keys = append(keys, store.Key{Name: "about", Value: about, Audience: audienceOf(st), Order: int64(row.Opened)})
		}
	}
	return store.Row{Body: body, Keys: keys}, err == nil
}

func parseHitRow(item store.Item) (hitRow, error) {
	var row hitRow
	if err := json.Unmarshal(item.Body, &row); err != nil {
		return row, &lanna.Error{Kind: lanna.Integrity, Code: "view-row", ID: item.ID.String(), Err: err}
	}
	return row, nil
}

func parseSubject(s string) (HitSubject, bool) {
	var out HitSubject
	err := json.Unmarshal([]byte(s), &out)
	return out, err == nil
}

// A HitLine is a question with its answer, or a sweep.
type HitLine struct {
	Record   lanna.RecordID  `json:"record"`
	Label    string          `json:"label"`
	To       lanna.WriterID  `json:"to,omitzero"` // who was asked, or who swept
	By       lanna.OfficerID `json:"by,omitzero"`
	Officer  string          `json:"officer,omitempty"` // name
	Purpose  lanna.Purpose   `json:"purpose,omitempty"`
	Basis    string          `json:"basis,omitempty"`
	Opened   lanna.Millis    `json:"opened"`
	State    string          `json:"state"`
	Code     string          `json:"code,omitempty"`
	Subjects []HitAnswered   `json:"subjects,omitempty"`
	Requests []string        `json:"requests,omitempty"` // record ids
	About    string          `json:"about,omitempty"`    // record id
	found    []string
}

// A HitAnswered is a subject of a question and whether it met.
type HitAnswered struct {
	HitSubject
	Met bool `json:"met"`
}

func (l *HitLine) take(c cell) {
	switch c.Property {
	case lanna.Label:
		l.Label = c.Value
	case lanna.HitTo:
		_ = l.To.UnmarshalText([]byte(c.Value)) // what cannot be read names nobody
	case lanna.HitState:
		l.State = c.Value
	case lanna.HitCode:
		l.Code = c.Value
	case lanna.HitOfficer:
		_ = l.By.UnmarshalText([]byte(c.Value)) // what cannot be read names nobody
	case lanna.RequestBasis:
		l.Basis = c.Value
	case lanna.RequestAbout:
		l.About = c.Value
	case lanna.HitRequest:
		l.Requests = append(l.Requests, c.Value)
	case lanna.HitFound:
		l.found = append(l.found, c.Value)
	case lanna.HitSubject:
		if s, ok := parseSubject(c.Value); ok {
			l.Subjects = append(l.Subjects, HitAnswered{HitSubject: s})
		}
	}
}

// HitQuestions lists questions and answers, newest first.
func (d *Desk) HitQuestions(ctx context.Context, by Actor, why Why, limit int) ([]HitLine, error) {
	var out []HitLine
	err := d.see(ctx, by, why, "hit.list", func(r store.Reader) (s sight, err error) {
		audiences, err := d.audiences(r, hitView, by, why.Purpose)
		if err != nil || len(audiences) == 0 {
			return s, err
		}
		items, err := r.List(store.ListQuery{View: hitView, Name: "all", Values: []string{""}, Audiences: audiences, Descending: true, Limit: limit})
		if err != nil {
			return s, err
		}
		l := d.lens(by, why)
		for _, item := range items {
			line, known, err := l.hitLine(item)
			if err != nil {
				return s, err
			}
			if known {
				out, s.records = append(out, line), append(s.records, item.ID)
			}
		}
		return s, nil
	})
	for i := range out {
		out[i].Officer = d.OfficerName(ctx, out[i].By)
	}
	return out, err
}

// HitShow shows one question. Not there and not yours are the same answer.
func (d *Desk) HitShow(ctx context.Context, by Actor, why Why, id lanna.RecordID) (*HitLine, error) {
	var out HitLine
	err := d.see(ctx, by, why, "hit.list", func(r store.Reader) (sight, error) {
		s := sight{records: []lanna.RecordID{id}}
		row, err := r.Row(hitView, id)
		known := false
		if err == nil {
			out, known, err = d.lens(by, why).hitLine(store.Item{ID: id, Body: row.Body})
		}
		if err = notThere(err); err == nil && !known {
			err = &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()}
		}
		return s, err
	})
	out.Officer = d.OfficerName(ctx, out.By)
	return &out, err
}

func (l *lens) hitLine(item store.Item) (HitLine, bool, error) {
	row, err := parseHitRow(item)
	line := HitLine{Record: item.ID, Opened: row.Opened, By: row.Officer, Purpose: row.Purpose}
	if err != nil {
		return line, false, err
	}
	known := l.each(row.Cells, row.Markings, line.take)
	for i := range line.Subjects {
		line.Subjects[i].Met = i < len(row.Digests) && slices.Contains(line.found, row.Digests[i].String())
	}
	slices.SortFunc(line.Subjects, func(a, b HitAnswered) int { return a.Nr - b.Nr })
	return line, known, nil
}

// A HitPartner is what hit/no-hit with one partner stands at.
type HitPartner struct {
	Party
	Knows     bool                  // its node knows hit/no-hit
	Published *HitPublished         // the newest filter to it
	Used      map[lanna.Purpose]int // elements of today that it was answered
	Held      *HitPublished         // the newest filter from it
	Here      bool                  // a filter of it is here whole, so it can be asked
	Quota     map[lanna.Purpose]int // elements that it answers a day
	Left      map[lanna.Purpose]int // elements of today that it still answers
}

// HitPartners lists what hit/no-hit with each partner stands at.
func (d *Desk) HitPartners(ctx context.Context, by Actor, why Why) ([]HitPartner, error) {
	var out []HitPartner
	err := d.see(ctx, by, why, "hit.partners", func(r store.Reader) (s sight, err error) {
		for _, p := range d.known() {
			if p.State != PartyAccepted || p.Agency == d.Agency() {
				continue
			}
			one := HitPartner{Party: p, Knows: knowsHit(p.Card)}
			if err := one.read(d, r); err != nil {
				return s, err
			}
			out, s.records = append(out, one), append(s.records, p.Record)
		}
		return s, nil
	})
	return out, err
}

func (p *HitPartner) read(d *Desk, r store.Reader) (err error) {
	today := dayOf(d.Now())
	if p.Used, err = hitCounts(r, hitUsedPrefix, p.Writer, today); err != nil {
		return err
	}
	list, err := hitPublications(r, p.Writer)
	if err != nil {
		return err
	}
	if n := len(list); n > 0 {
		pub := &list[n-1]
		p.Published = &HitPublished{Publication: pub.ID, Issued: pub.Issued, Next: pub.Next, Entries: pub.Count, Digest: pub.Digest}
		for _, t := range pub.Topics {
			p.Published.Topics = append(p.Published.Topics, string(t))
		}
	}
	var held []hitHeld
	if err := loadHit(r, hitHeldPrefix+p.Writer.String(), &held); err != nil || len(held) == 0 {
		return err
	}
	h := &held[len(held)-1]
	p.Held = &HitPublished{Publication: h.Publication, Issued: h.Issued, Next: h.Next, Entries: h.Count, Digest: h.Digest}
	for _, t := range lanna.Purposes {
		if h.Quotas[t] > 0 {
			p.Held.Topics = append(p.Held.Topics, string(t))
		}
	}
	for i := range held {
		here, err := d.hasBlob(held[i].Blob)
		if err != nil {
			return err
		}
		p.Here = p.Here || here
	}
	asked, err := hitCounts(r, hitAskedPrefix, p.Writer, today)
	p.Quota, p.Left = h.Quotas, h.left(asked)
	return err
}

func hitCounts(r store.Reader, prefix string, party lanna.WriterID, day string) (map[lanna.Purpose]int, error) {
	out := map[lanna.Purpose]int{}
	for _, p := range lanna.Purposes {
		n := 0
		if err := loadHit(r, hitCounter(prefix, party, day, p), &n); err != nil {
			return nil, err
		}
		if n > 0 {
			out[p] = n
		}
	}
	return out, nil
}
