package web

import (
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"time"

	"lanna"
	"lanna/desk"
)

func (s *Server) releaseRoutes() {
	s.forPurpose("GET /records/{id}/release", s.releasePage)
	s.forPurpose("POST /records/{id}/release", s.release)
	s.forPurpose("POST /records/{id}/release/preview", s.releasePage)
	s.forPurpose("POST /records/{id}/recall", s.recall)
	s.forPurpose("POST /records/{id}/reviewed", s.reviewRelease)
}

// A releasePage says before a release who will hold what, and after it what
// became of it.
type releasePage struct {
	Shell
	ID, Label, To, ToName string
	Heading               template.HTML
	Parties, Purposes     []choice
	Codes                 []choice
	Goes, Stays           []releaseFact
	Holders               []string // who holds any of it already
	Marking               handlingWords
	Second                bool // a second officer has to sign
	Pictures              []choice
	Words, Reason         string
	Until, Last           string // offered as the day of review, and the latest that can be chosen
	Sees                  *partnerPart
	Earlier               []releaseLine
	Late                  int // of the earlier ones
	MayRelease, MayRecall bool
	MayReview             bool
}

type releaseFact struct {
	Claim, Name, Why string
	Value            template.HTML
	Held, Widen      bool
	Ticked           bool
}

// A releaseLine is one earlier release or recall.
type releaseLine struct {
	receiptLine
	Statement, Node, Who, Reason string
	Recall, Unreviewed, Open     bool // Open: can still be taken back
	Facts                        []string
}

func (s *Server) releasePage(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	r, err := s.desk.Record(v.Context(), v.actor, why, id)
	if err != nil {
		return err
	}
	p := releasePage{Shell: v.shell("release.title", "search"), ID: id.String(), Label: r.Label, Heading: titleWords(v.lang, r.Title),
		MayRelease: v.actor.May("record.release"), MayRecall: v.actor.May("record.recall"), MayReview: v.actor.May("release.review"),
		Until: v.now.UTC().Add(renewFor).Format(time.DateOnly), Last: v.now.UTC().AddDate(1, 0, 0).Format(time.DateOnly)}
	earlier, err := s.desk.Releases(v.Context(), v.actor, why, id)
	if err != nil {
		return err
	}
	v.earlier(&p, earlier)
	if p.MayRelease {
		if err := v.offer(&p, why, r); err != nil {
			return err
		}
	}
	return v.render("release", p)
}

// asOnRecord puts lines into the order in which the record shows its facts; what it
// does not show comes last.
func asOnRecord(lines []desk.ReleaseLine, rows []desk.FactRow) {
	place := func(l desk.ReleaseLine) int {
		if i := slices.IndexFunc(rows, func(r desk.FactRow) bool { return r.Property == l.Property }); i >= 0 {
			return i
		}
		return len(rows)
	}
	slices.SortStableFunc(lines, func(a, b desk.ReleaseLine) int { return place(a) - place(b) })
}

// offer fills what may be released now.
func (v *visit) offer(p *releasePage, why desk.Why, r *desk.RecordView) error {
	list, err := v.partners(why)
	if err != nil {
		return err
	}
	if p.Parties, p.To, p.ToName = v.partyChoices(list); p.To == "" {
		return nil
	}
	to, err := writerOf(p.To)
	if err != nil {
		return err
	}
	view, err := v.s.desk.PreviewRelease(v.Context(), v.actor, why, desk.ReleaseDraft{Record: r.Record, To: to})
	if err != nil {
		return err
	}
	draft, sent := v.releaseDraft(view)
	p.Sees = v.partnerPart(view.Sees(draft.Claims, draft.Terms, draft.Picture))
	p.Words, p.Reason = draft.Terms.Words, v.text("reason")
	lines := slices.Clone(view.Lines)
	asOnRecord(lines, r.Rows)
	for _, l := range lines {
		if l.Code == desk.WithheldInternal || l.Property == lanna.ReceiptOf {
			continue // of the agencies' own work: no fact about anybody
		}
		f := releaseFact{Claim: l.Claim.String(), Name: propertyName(v.lang, l.Property), Held: l.Held, Widen: l.Widen, Ticked: slices.Contains(draft.Claims, l.Claim),
			Value: valueWords(v.lang, l.Property, l.Value, langOr(l.Lang, l.Value))}
		if l.Code == "" {
			p.Goes = append(p.Goes, f)
			continue
		}
		f.Why = v.lang.First("withheld."+l.Code, "withheld.other")
		p.Stays = append(p.Stays, f)
	}
	for i := range view.Holders {
		p.Holders = append(p.Holders, view.Holders[i].Name(v.lang.Code))
	}
	p.Marking, p.Second = handlingOf(v.lang, view.Marking), view.Second
	for _, picture := range []string{"", desk.PictureRedrawn, desk.PictureWhole} {
		p.Pictures = append(p.Pictures, choice{picture, v.lang.First("release.picture."+picture, "release.picture.none"), picture == draft.Picture})
	}
	for _, c := range []lanna.HandlingCode{lanna.H0, lanna.H1, lanna.H2, lanna.H3} {
		p.Codes = append(p.Codes, choice{string(c), v.lang.Text("handling." + string(c)), slices.Contains(draft.Terms.Codes, c)})
	}
	for _, purpose := range lanna.Purposes {
		p.Purposes = append(p.Purposes, choice{string(purpose), v.lang.Text("purpose." + string(purpose)), slices.Contains(draft.Terms.Purposes, purpose)})
	}
	if sent {
		p.Until = draft.Terms.Review
	}
	return nil
}

// releaseDraft is what the form says, or where none was sent what is offered:
// what the party may hold as the markings stand, to fight crime alone and not
// to be passed on.
func (v *visit) releaseDraft(view *desk.ReleasePreview) (d desk.ReleaseDraft, sent bool) {
	if v.Method == http.MethodPost {
		d = desk.ReleaseDraft{Picture: v.FormValue("picture"), Terms: v.terms()}
		d.Claims, _ = v.claims("claim") // what is no claim is not ticked
		return d, true
	}
	for _, l := range view.Lines {
		if l.Code == "" && !l.Widen {
			d.Claims = append(d.Claims, l.Claim)
		}
	}
	d.Terms.Purposes = view.Marking.Purposes
	d.Terms.Codes = append(slices.Clone(view.Marking.Codes), lanna.H0, lanna.H2)
	return d, false
}

func (v *visit) earlier(p *releasePage, list []desk.ReleaseRow) {
	taken := map[string]bool{} // node and claim: what a recall took back, which is for ever
	for i := range list {
		for _, f := range list[i].Claims {
			key := list[i].To.Writer.String() + f.Claim.String()
			taken[key] = taken[key] || list[i].Recall
		}
	}
	lines := v.receiptLines(list)
	for i := range list {
		r := &list[i]
		line := releaseLine{receiptLine: lines[i], Statement: r.Statement.String(), Node: r.To.Writer.String(), Recall: r.Recall, Reason: r.Reason,
			Unreviewed: r.Rule == desk.RuleStanding && r.Reviewed == 0 && !r.Recall, Who: r.Name}
		if r.Rule != "" {
			line.Who = v.lang.Text("did.rule")
		}
		for _, f := range r.Claims {
			line.Open = line.Open || !taken[line.Node+f.Claim.String()]
			line.Facts = append(line.Facts, propertyName(v.lang, f.Property))
		}
		slices.Sort(line.Facts)
		line.Facts = slices.Compact(line.Facts)
		if line.Missing != "" {
			p.Late++
		}
		p.Earlier = append(p.Earlier, line)
	}
}

// onRelease runs a command on the record and comes back to its releases.
func (v *visit) onRelease(message string, command func(lanna.RecordID) error, pairs ...string) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	if err := command(id); err != nil {
		return err
	}
	return v.done("/records/"+id.String()+"/release", message, pairs...)
}

// release lets a party hold the ticked claims. Where a second officer has to
// sign, name and own password come with the form.
func (s *Server) release(v *visit, why desk.Why) error {
	to, err := writerOf(v.FormValue("to"))
	if err != nil {
		return err
	}
	draft := desk.ReleaseDraft{To: to, Picture: v.FormValue("picture"), Terms: v.terms()}
	if draft.Claims, err = v.claims("claim"); err != nil {
		return err
	}
	second, err := v.second()
	if err != nil {
		return err
	}
	return v.onRelease("release.done", func(id lanna.RecordID) error {
		draft.Record = id
		_, err := s.desk.Release(v.Context(), v.actor, second, ownReason(why, v.text("reason")), draft)
		return err
	}, "n", strconv.Itoa(len(draft.Claims)))
}

// second is the officer who signs as well, or nobody where none was named.
func (v *visit) second() (desk.Actor, error) {
	if v.text("second") == "" {
		return desk.Actor{}, nil
	}
	return v.s.desk.CheckPassword(v.Context(), desk.Proof{Login: v.text("second"), Password: v.FormValue("password"), Code: v.text("code"), Remote: v.remote()})
}

func (v *visit) terms() desk.Terms {
	t := desk.Terms{Words: v.text("words"), Review: v.text("until")}
	for _, c := range v.Form["code"] {
		t.Codes = append(t.Codes, lanna.HandlingCode(c))
	}
	for _, p := range v.Form["purpose"] {
		t.Purposes = append(t.Purposes, lanna.Purpose(p))
	}
	return t
}

// recall takes back from one party what a release named.
func (s *Server) recall(v *visit, why desk.Why) error {
	node, err := writerOf(v.FormValue("node"))
	if err != nil {
		return err
	}
	return v.onRelease("recall.done", func(id lanna.RecordID) error {
		claims, err := v.released(why, id, v.FormValue("release"))
		if err != nil {
			return err
		}
		return s.desk.Recall(v.Context(), v.actor, ownReason(why, v.text("reason")), id, claims, node)
	})
}

// released are the claims that one release named.
func (v *visit) released(why desk.Why, id lanna.RecordID, release string) ([]lanna.Digest, error) {
	list, err := v.s.desk.Releases(v.Context(), v.actor, why, id)
	if err != nil {
		return nil, err
	}
	var out []lanna.Digest
	for i := range list {
		if list[i].Statement.String() == release {
			for _, f := range list[i].Claims {
				out = append(out, f.Claim)
			}
		}
	}
	if len(out) == 0 {
		return nil, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()}
	}
	return out, nil
}

func (s *Server) reviewRelease(v *visit, why desk.Why) error {
	return v.onRelease("release.reviewed", func(id lanna.RecordID) error {
		release, err := lanna.ParseDigest(v.FormValue("release"))
		if err != nil {
			return &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()}
		}
		return s.desk.ReviewRelease(v.Context(), v.actor, why, id, release)
	})
}
