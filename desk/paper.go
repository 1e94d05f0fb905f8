package desk

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"lanna"
	"lanna/audit"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// Forms in which something of a record is handed out on paper.
const (
	PaperDossier  = "dossier"  // what is known of a record, with its signatures beside it
	PaperBulletin = "bulletin" // one page about an alert
	PaperExtract  = "extract"  // what a data subject is told
)

// paperActs are the acts under which each form is printed.
var paperActs = map[string]string{PaperDossier: "record.print", PaperBulletin: "alert.print", PaperExtract: "subject.print"}

// A PrintDraft asks for copies on paper. To hand paper out is to release: it
// says to whom and why, and each copy has a number.
type PrintDraft struct {
	Form      string           `json:"form"`
	Recipient string           `json:"to"`
	Outside   bool             `json:"outside,omitempty"` // the recipient is not of this agency
	Copies    int              `json:"copies"`
	Basis     string           `json:"basis,omitempty"`   // the law by which it is handed out; needed outside
	Without   []lanna.Property `json:"without,omitempty"` // left out of the paper
}

// maxCopies is how many copies one run has at most: more are more than anybody
// can account for.
const maxCopies = 50

// maxRecipient is the longest recipient or legal basis, in bytes.
const maxRecipient = 300

// A PrintRun is one printing, as the record tells it.
type PrintRun struct {
	PrintDraft
	No        int          // of this record's runs
	Content   lanna.Digest // audit.ContentOf what was shown
	Statement lanna.Digest // that says so
	Officer   lanna.OfficerID
	Name      string // the officer's
	Time      lanna.Millis
	Reason    string
}

// A printClaim is a run in the form of lanna.PrintOf.
type printClaim struct {
	PrintDraft
	No      int          `json:"no"`
	Content lanna.Digest `json:"content"`
}

func (p *PrintDraft) check() error {
	p.Recipient, p.Basis = strings.TrimSpace(p.Recipient), strings.TrimSpace(p.Basis)
	bad := func(s string) bool { return len(s) > maxRecipient || strings.ContainsFunc(s, unprintable) }
	switch {
	case paperActs[p.Form] == "":
		return &lanna.Error{Kind: lanna.Invalid, Code: "paper-form"}
	case p.Recipient == "" || bad(p.Recipient):
		return &lanna.Error{Kind: lanna.Invalid, Code: "recipient-missing"}
	case p.Copies < 1 || p.Copies > maxCopies:
		return &lanna.Error{Kind: lanna.Invalid, Code: "copies"}
	case p.Outside && p.Form == PaperDossier && p.Basis == "" || bad(p.Basis):
		return &lanna.Error{Kind: lanna.Invalid, Code: "basis-missing"}
	}
	return nil
}

// Print says that copies are handed out, to whom and why, and returns the run
// whose copies can then be opened. second has just signed with CheckPassword
// where what is shown has a restriction in words or a compartment, as for a
// release; else Denied "second-signature".
func (d *Desk) Print(ctx context.Context, by, second Actor, why Why, record lanna.RecordID, p PrintDraft) (run PrintRun, err error) {
	if err := p.check(); err != nil {
		return run, err
	}
	err = d.do(ctx, by, why, paperActs[p.Form], func(w *work) error {
		st, err := w.open(record)
		if err != nil {
			return err
		}
		s, err := d.paper(w.tx, st, by, why, p)
		if err != nil {
			return err
		}
		run, err = w.sayPrint(s, second, p)
		return err
	})
	return run, err
}

func (w *work) sayPrint(s *paperSheet, second Actor, p PrintDraft) (PrintRun, error) {
	var claims []statement.Claim
	if s.two() {
		if second.Officer == w.by.Officer || !second.May(paperActs[p.Form]) || !second.signs(w.now) {
			return PrintRun{}, &lanna.Error{Kind: lanna.Denied, Code: "second-signature", ID: s.whole.Record.String()}
		}
		claims = append(claims, statement.New(lanna.SecondOfficer, second.Officer.String()))
	}
	run := PrintRun{PrintDraft: p, No: len(printsOf(s.whole)) + 1, Content: s.content(), Officer: w.by.Officer, Time: w.now, Reason: w.why.Reason}
	body, err := json.Marshal(printClaim{p, run.No, run.Content})
	if err != nil {
		return run, err
	}
	said, err := w.say(lanna.Say, s.whole.Record, markingOf(s.whole), append(claims, statement.New(lanna.PrintOf, string(body))))
	if err == nil {
		run.Statement = said.ID
	}
	return run, err
}

// printsOf are the runs of a record, oldest first.
func printsOf(st *statement.State) []PrintRun {
	var out []PrintRun
	for _, f := range st.Live(lanna.PrintOf) {
		var c printClaim
		if f.Agency != st.Self || json.Unmarshal([]byte(f.Value), &c) != nil {
			continue
		}
		out = append(out, PrintRun{PrintDraft: c.PrintDraft, No: c.No, Content: c.Content, Statement: f.Statement, Officer: f.Officer, Time: f.Time})
	}
	return out
}

// Prints lists what was handed out of a record on paper, newest first.
func (d *Desk) Prints(ctx context.Context, by Actor, why Why, record lanna.RecordID) ([]PrintRun, error) {
	var out []PrintRun
	err := d.see(ctx, by, why, "print.list", func(r store.Reader) (sight, error) {
		s := sight{records: []lanna.RecordID{record}}
		st, err := d.shownState(r, by, why, record)
		if err != nil {
			return s, err
		}
		released := d.releasedState(st, by, why)
		out = printsOf(released)
		for i := range out {
			for k := range released.Facts {
				if f := &released.Facts[k]; f.Statement == out[i].Statement && f.Property == lanna.Reason {
					out[i].Reason = f.Value
				}
			}
		}
		slices.Reverse(out)
		return s, nil
	})
	for i := range out {
		out[i].Name = d.OfficerName(ctx, out[i].Officer)
	}
	return out, err
}

// A paperSheet is what of a record stands on a paper.
type paperSheet struct {
	draft   PrintDraft
	whole   *statement.State
	shown   *statement.State // what is on it, with the acts that say why
	left    []string         // values that were left out, as plainKey has them
	cropped bool             // the picture may stand beside it: nothing of its notice was left out
	about   paperAlert       // of a bulletin
	told    []ExtractRecord  // of an extract
}

// reopened is the sheet of a copy of a run that is opened again, and the run, which
// has to be of the form.
func (d *Desk) reopened(r store.Reader, by Actor, why Why, record lanna.RecordID, print lanna.Digest, copy int, form string) (*paperSheet, PrintRun, error) {
	st, err := d.shownState(r, by, why, record)
	if err != nil {
		return nil, PrintRun{}, err
	}
	runs := printsOf(st)
	i := slices.IndexFunc(runs, func(p PrintRun) bool { return p.Statement == print })
	if i < 0 || runs[i].Form != form {
		return nil, PrintRun{}, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: record.String()}
	}
	s, err := d.paper(r, st, by, why, runs[i].PrintDraft)
	if err != nil {
		return nil, PrintRun{}, err
	}
	return s, runs[i], s.opens(by, &runs[i], copy)
}

// paper chooses what stands on a paper of the form.
func (d *Desk) paper(r store.Reader, st *statement.State, by Actor, why Why, p PrintDraft) (*paperSheet, error) {
	s := &paperSheet{draft: p, whole: st}
	switch p.Form {
	case PaperBulletin:
		return s, d.bulletinPaper(r, s, by, why)
	case PaperExtract:
		return s, d.extractPaper(r, s, by, why)
	}
	if st.Of(d.Agency(), lanna.KindOfRecord) == string(lanna.SubjectRecord) {
		return nil, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: st.Record.String()}
	}
	released := d.releasedState(st, by, why)
	shown := *released
	shown.Facts, s.cropped = nil, true
	for i := range released.Facts {
		f := &released.Facts[i]
		switch {
		case !onDossier(f.Property):
		case !s.takes(f, why.Purpose):
			s.cropped = false
			s.left = append(s.left, plainKey(f.Value))
		default:
			shown.Facts = append(shown.Facts, *f)
		}
	}
	shown.Facts = slices.DeleteFunc(shown.Facts, s.repeats)
	said := len(shown.Facts)
	for i := range released.Facts { // why it was said, within the agency
		if f := &released.Facts[i]; !p.Outside && slices.Contains(dossierActs, f.Property) && f.Agency == d.Agency() &&
			slices.ContainsFunc(shown.Facts[:said], func(o statement.Fact) bool { return o.Statement == f.Statement }) {
			shown.Facts = append(shown.Facts, *f)
		}
	}
	s.shown = &shown
	return s, nil
}

// dossierActs tell of the act beside a fact.
var dossierActs = []lanna.Property{lanna.Act, lanna.Reason, lanna.Rule}

// onDossier reports whether a dossier shows the property: what a record's page
// shows of the case, and nothing of how the agency works on it.
func onDossier(p lanna.Property) bool {
	return rowRank(p) >= 0 || p == lanna.KindOfRecord || p == lanna.Label || p == lanna.Note || p == lanna.ContactSafety || p == lanna.AppealOf
}

// takes reports whether a fact may stand on the paper. Outside the agency goes
// nothing of a compartment, and of another agency nothing that it did not leave
// to be passed on (H2) or to be used in proceedings (H1).
func (s *paperSheet) takes(f *statement.Fact, purpose lanna.Purpose) bool {
	if slices.Contains(s.draft.Without, f.Property) && !slices.Contains(alwaysOnPaper, f.Property) {
		return false
	}
	m := handling.CombineStrings(f.Markings)
	if f.Agency != s.whole.Self && purpose == lanna.Prosecution && slices.Contains(m.Codes, lanna.H1) {
		return false
	}
	return !s.draft.Outside || len(m.Compartments) == 0 && (f.Agency == s.whole.Self || !slices.Contains(m.Codes, lanna.H2))
}

// stories are the properties whose words may repeat any other.
var stories = []lanna.Property{lanna.Narrative, lanna.Translation, lanna.LastMessage, lanna.Threat, lanna.Note, lanna.SourceText}

// repeats reports whether a story repeats a value that was left out.
func (s *paperSheet) repeats(f statement.Fact) bool {
	if !slices.Contains(stories, f.Property) {
		return false
	}
	words := plainKey(f.Value)
	return slices.ContainsFunc(s.left, func(v string) bool { return len(v) > 1 && strings.Contains(words, v) })
}

// alwaysOnPaper is what protects the person: nobody chooses to leave it out.
var alwaysOnPaper = []lanna.Property{lanna.KindOfRecord, lanna.Label, lanna.ContactSafety, lanna.VictimStatus, lanna.MinorFlag, lanna.FearOfReturn, lanna.AppealOf}

// two reports whether a second officer has to sign.
func (s *paperSheet) two() bool {
	return slices.ContainsFunc(s.shown.Facts, func(f statement.Fact) bool {
		m := handling.CombineStrings(f.Markings)
		return slices.Contains(m.Codes, lanna.H3) || len(m.Compartments) > 0
	})
}

// content is the hash of what stands on the paper.
func (s *paperSheet) content() lanna.Digest {
	return audit.ContentOf(s.whole.Record, s.claims())
}

// claims are the shown claims by their statements. Pictures stand on the paper
// and not among them: their claims hold keys.
func (s *paperSheet) claims() []audit.Shown {
	var out []audit.Shown
	at := map[lanna.Digest]int{}
	for i := range s.shown.Facts {
		f := &s.shown.Facts[i]
		if !f.Kind.Signed() {
			continue
		}
		n, ok := at[f.Statement]
		if !ok {
			n = len(out)
			at[f.Statement] = n
			out = append(out, audit.Shown{Statement: f.Statement})
		}
		out[n].Claims = append(out[n].Claims, f.Digest)
	}
	return out
}

// opens refuses whom the run is not of, and a run that does not show what it
// showed any more: a copy that says something else would be another paper under
// the same number.
func (s *paperSheet) opens(by Actor, p *PrintRun, copy int) error {
	id := s.whole.Record.String()
	switch {
	case p.Officer != by.Officer:
		return &lanna.Error{Kind: lanna.Denied, Code: "print-not-yours", ID: id}
	case copy < 1 || copy > p.Copies:
		return &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id}
	case p.Content != s.content():
		return &lanna.Error{Kind: lanna.Conflict, Code: "print-over", ID: id}
	}
	return nil
}
