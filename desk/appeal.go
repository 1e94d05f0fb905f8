package desk

import (
	"encoding/json"
	"slices"

	"lanna"
	"lanna/statement"
)

// Outcomes of an appeal.
const (
	AppealOpen      = "open"
	AppealStands    = "stands"
	AppealWithdrawn = "withdrawn"
)

// ruleAppeal marks a presumption that an appeal opened again.
const ruleAppeal = "safeguard.appeal"

// appealable are the properties that call a person something: those the person
// may appeal.
var appealable = []lanna.Property{lanna.SuspectOf, lanna.Status, lanna.VictimStatus, lanna.ListedAs, lanna.Offence, lanna.Danger}

// Appealable reports whether a person may appeal what the property says.
func Appealable(p lanna.Property) bool { return slices.Contains(appealable, p) }

// An Appeal is what became of a person's appeal against one claim. It stands on
// the record beside what it appeals, for everybody who reads that.
type Appeal struct {
	Case     lanna.RecordID  `json:"case"`
	Label    string          `json:"label"` // of the request
	Claim    lanna.Digest    `json:"claim"`
	Property lanna.Property  `json:"property"`
	State    string          `json:"state"` // AppealOpen, AppealStands, AppealWithdrawn
	Officer  lanna.OfficerID `json:"-"`
	Name     string          `json:"-"`
	Time     lanna.Millis    `json:"-"`
}

// openAppeal says on the record that a claim is appealed, and returns the
// claims of the request with the appeal's own.
func (w *work) openAppeal(id lanna.RecordID, q SubjectDraft, claims []statement.Claim) ([]statement.Claim, error) {
	st, err := w.open(q.About[0])
	if err != nil {
		return nil, err
	}
	f, err := w.appealed(st, q.Claim)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(appealsOf(st), func(a Appeal) bool { return a.Claim == f.Digest && a.State == AppealOpen }) {
		return nil, &lanna.Error{Kind: lanna.Conflict, Code: "appealed-already", ID: q.Claim.String()}
	}
	return claims, w.sayAppeal(st, f.Digest, Appeal{Case: id, Claim: f.Digest, Property: f.Property, State: AppealOpen})
}

// appealed finds a live claim of this agency that the actor sees and that may be
// appealed.
func (w *work) appealed(st *statement.State, claim lanna.Digest) (*statement.Fact, error) {
	f, err := w.ownLive(st, claim)
	if err == nil && !slices.Contains(appealable, f.Property) {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "property-fixed", ID: claim.String()}
	}
	return f, err
}

// sayAppeal says it derived from the claim, so that it goes when the claim is
// erased, and in place of what was said of the same appeal before.
func (w *work) sayAppeal(st *statement.State, of lanna.Digest, a Appeal) error {
	var replaced []lanna.Digest
	for _, f := range st.Live(lanna.AppealOf) {
		var old Appeal
		if json.Unmarshal([]byte(f.Value), &old) == nil && old.Case == a.Case {
			replaced = append(replaced, f.Digest)
		}
	}
	body, err := json.Marshal(a)
	if err != nil {
		return err
	}
	c := statement.New(lanna.AppealOf, string(body))
	c.From = []lanna.Digest{of}
	_, err = w.say(lanna.Say, st.Record, markingOf(st), []statement.Claim{c}, replaced...)
	return err
}

// decideAppeal ends an appeal. Who called the person so does not decide (Denied
// "own-decision"). One that succeeds withdraws the claim, and holders are sent
// that; of a screening it opens the presumption of a victim again, because only
// another screening can say more.
func (w *work) decideAppeal(request *statement.State, outcome string) error {
	us := w.d.Agency()
	claim, err := lanna.ParseDigest(request.Of(us, lanna.SubjectClaim))
	if err != nil {
		return &lanna.Error{Kind: lanna.Integrity, Code: "request-malformed", ID: request.Record.String()}
	}
	for _, v := range values(request, us, lanna.SubjectAbout) {
		record, err := lanna.ParseRecordID(v)
		if err != nil {
			continue
		}
		st, err := w.state(record)
		if err != nil {
			return notYours(err) // erased meanwhile
		}
		i := slices.IndexFunc(st.Facts, func(f statement.Fact) bool { return f.Digest == claim })
		if i < 0 {
			continue
		}
		f := st.Facts[i]
		if f.Officer == w.by.Officer {
			return &lanna.Error{Kind: lanna.Denied, Code: "own-decision", ID: request.Record.String()}
		}
		if outcome == AppealWithdrawn && f.Live() {
			if err := w.takeBack(st, &f); err != nil {
				return err
			}
		}
		return w.sayAppeal(st, claim, Appeal{Case: request.Record, Label: request.Of(us, lanna.Label), Claim: claim, Property: f.Property, State: outcome})
	}
	return nil
}

func (w *work) takeBack(st *statement.State, f *statement.Fact) error {
	m := markingOf(st)
	if f.Property == lanna.VictimStatus {
		return w.set(st, m, statement.New(lanna.VictimStatus, Presumed), statement.New(lanna.Rule, ruleAppeal))
	}
	_, err := w.say(lanna.Say, st.Record, m, []statement.Claim{statement.New(f.Property, "")}, f.Digest)
	return err
}

// appealsOf are the appeals of a record, oldest first.
func appealsOf(st *statement.State) []Appeal {
	var out []Appeal
	for _, f := range st.Live(lanna.AppealOf) {
		var a Appeal
		if f.Agency == st.Self && json.Unmarshal([]byte(f.Value), &a) == nil {
			a.Officer, a.Time = f.Officer, f.Time
			out = append(out, a)
		}
	}
	return out
}
