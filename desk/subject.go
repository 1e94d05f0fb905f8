package desk

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// Requests of data subjects: a person asks what is held on them, that it be
// corrected or erased, that it not be used, or appeals what an agency calls
// them. Each is a record with a last day, an answer in the person's language,
// and an outcome. Articles 12 to 18 and 52 of Directive (EU) 2016/680 name the
// rights; the words of other laws are much the same.

// subjectReasons are the acts on requests that are refused without a reason.
var subjectReasons = []string{"subject.restrict", "subject.answer", "subject.print", "subject.rules"}

// Kinds of request, values of lanna.SubjectKind.
const (
	SubjectAccess     = "access"
	SubjectCorrection = "correction"
	SubjectErasure    = "erasure"
	SubjectObjection  = "objection"
	SubjectAppeal     = "appeal"
)

// SubjectKinds lists the kinds in the order in which pages show them.
var SubjectKinds = []string{SubjectAccess, SubjectCorrection, SubjectErasure, SubjectObjection, SubjectAppeal}

// States of a request, values of lanna.SubjectState.
const (
	SubjectOpen     = "open"
	SubjectAnswered = "answered"
)

// Whether it is the person, values of lanna.SubjectIdentity.
const (
	IdentityUnchecked = "unchecked"
	IdentityConfirmed = "confirmed"
	IdentityDoubtful  = "doubtful"
)

// subjectOutcomes are how a request of each kind may end.
var subjectOutcomes = map[string][]string{
	SubjectAccess:     {"given", "given-in-part", "nothing-to-tell", "refused"},
	SubjectCorrection: {"corrected", "corrected-in-part", "refused"},
	SubjectErasure:    {"erased", "erased-in-part", "refused"},
	SubjectObjection:  {"stopped", "refused"},
	SubjectAppeal:     {AppealWithdrawn, AppealStands},
}

// SubjectOutcomes returns how a request of the kind may end.
func SubjectOutcomes(kind string) []string { return slices.Clone(subjectOutcomes[kind]) }

// SubjectLanguages are those in which a person is answered.
var SubjectLanguages = []string{"en", "zh", "th", "my", "lo"}

// DefaultSubjectDays is how long an answer may take where the agency said
// nothing: 30 days, as section 30 of Thailand's Personal Data Protection Act
// B.E. 2562 has it; the GDPR has a month.
const DefaultSubjectDays = 30

// mostSubjectDays is the longest that an agency may give itself.
const mostSubjectDays = 180

// subjectKept is how long a request is kept before its review: who was answered,
// and why not, has to be shown for as long as a complaint may be made.
const subjectKept = 365 * 24 * time.Hour

// A SubjectDraft is a request as it came.
type SubjectDraft struct {
	Kind     string           `json:"kind"`
	Name     Words            `json:"name"`
	Reach    string           `json:"reach,omitempty"` // how the answer gets there
	Lang     string           `json:"lang"`            // SubjectLanguages
	Received string           `json:"received"`        // ISO 8601
	Text     Words            `json:"text"`
	About    []lanna.RecordID `json:"about,omitempty"` // what is held on the person
	Claim    lanna.Digest     `json:"claim,omitzero"`  // that is appealed; it stands on the one record of About
	Key      string           `json:"key,omitempty"`   // the form's own id
}

func (q *SubjectDraft) check(now lanna.Millis) error {
	q.Name.Text, q.Text.Text, q.Reach = strings.TrimSpace(q.Name.Text), strings.TrimSpace(q.Text.Text), strings.TrimSpace(q.Reach)
	day, err := time.Parse(time.DateOnly, q.Received)
	bad := func(s string, most int) bool { return len(s) > most || strings.ContainsFunc(s, unprintable) }
	switch age := now.Time().Sub(day); {
	case subjectOutcomes[q.Kind] == nil:
		return &lanna.Error{Kind: lanna.Invalid, Code: "subject-kind"}
	case q.Name.Text == "" || bad(q.Name.Text, maxField) || bad(q.Reach, maxField):
		return &lanna.Error{Kind: lanna.Invalid, Code: "subject-name"}
	case bad(q.Text.Text, maxQuestion):
		return &lanna.Error{Kind: lanna.Invalid, Code: "too-long"}
	case !slices.Contains(SubjectLanguages, q.Lang):
		return &lanna.Error{Kind: lanna.Invalid, Code: "answer-language"}
	case err != nil || age < -24*time.Hour || age > 366*24*time.Hour: // it may be tomorrow there already
		return &lanna.Error{Kind: lanna.Invalid, Code: "received-date"}
	case q.Kind == SubjectAppeal && (len(q.About) != 1 || q.Claim.IsZero()):
		return &lanna.Error{Kind: lanna.Invalid, Code: "appeal-of-what"}
	}
	return nil
}

// OpenSubject opens a request. Its last day follows from the day on which it was
// received and the agency's rules.
func (d *Desk) OpenSubject(ctx context.Context, by Actor, why Why, q SubjectDraft) (id lanna.RecordID, err error) {
	if err := q.check(d.Now()); err != nil {
		return id, err
	}
	err = d.do(ctx, by, why, "subject.open", func(w *work) error {
		done, known, err := w.formDone(q.Key)
		if err != nil || known {
			id = first(done)
			return err
		}
		rules, err := subjectRulesIn(w.tx)
		if err != nil {
			return err
		}
		received, _ := time.Parse(time.DateOnly, q.Received)
		name, text := statement.New(lanna.SubjectName, q.Name.Text), statement.New(lanna.SubjectText, q.Text.Text)
		name.Lang, text.Lang = q.Name.Lang, q.Text.Lang
		claims := []statement.Claim{name, statement.New(lanna.SubjectKind, q.Kind), statement.New(lanna.SubjectLang, q.Lang),
			statement.New(lanna.SubjectReceived, q.Received), statement.New(lanna.SubjectDue, received.AddDate(0, 0, rules.within(q.Kind)).Format(time.DateOnly)),
			statement.New(lanna.SubjectIdentity, IdentityUnchecked), statement.New(lanna.SubjectState, SubjectOpen)}
		if q.Text.Text != "" {
			claims = append(claims, text)
		}
		if q.Reach != "" {
			claims = append(claims, statement.New(lanna.SubjectReach, q.Reach))
		}
		about, err := w.subjectAbout(q.About)
		if err != nil {
			return err
		}
		if id = lanna.NewRecordID(); q.Kind == SubjectAppeal {
			if claims, err = w.openAppeal(id, q, append(claims, statement.New(lanna.SubjectClaim, q.Claim.String()))); err != nil {
				return err
			}
		}
		m := handling.Marking{Codes: []lanna.HandlingCode{lanna.H0}, Review: w.now.Time().Add(subjectKept).Format(time.DateOnly)}
		w.formKeep(q.Key, id)
		return w.createAs(id, lanna.SubjectRecord, m, append(claims, about...)...)
	})
	return id, err
}

// subjectAbout are claims that name records as being of the person: each that
// the actor may see, and with a person the notices on them.
func (w *work) subjectAbout(list []lanna.RecordID) ([]statement.Claim, error) {
	var ids []lanna.RecordID
	for _, id := range list {
		st, err := w.open(id)
		if err != nil {
			return nil, err
		}
		kind := lanna.RecordKind(st.Of(w.d.Agency(), lanna.KindOfRecord))
		if !slices.Contains(aboutPeople, kind) {
			return nil, &lanna.Error{Kind: lanna.Invalid, Code: "no-person", ID: id.String()}
		}
		ids = append(ids, id)
		if kind != lanna.PersonRecord {
			continue
		}
		notices, err := w.linkedTo(lanna.PersonOf, id)
		if err != nil {
			return nil, err
		}
		for _, n := range notices {
			if _, err := w.open(n); err == nil {
				ids = append(ids, n)
			}
		}
	}
	var out []statement.Claim
	for i, id := range ids {
		if !slices.Contains(ids[:i], id) {
			out = append(out, statement.New(lanna.SubjectAbout, id.String()))
		}
	}
	return out, nil
}

// aboutPeople are the kinds of record that say something of a person.
var aboutPeople = []lanna.RecordKind{lanna.PersonRecord, lanna.BountyRecord, lanna.FamilyRecord, lanna.TipRecord, lanna.LureRecord, lanna.ListedRecord}

// SubjectDays is within how many days each kind of request is answered.
type SubjectDays map[string]int

func (r SubjectDays) within(kind string) int {
	if n := r[kind]; n > 0 {
		return n
	}
	return DefaultSubjectDays
}

// subjectRulesView keeps the agency's rules.
const subjectRulesView = "subject-rules"

func foldSubjectRules(d *Desk, st *statement.State) (store.Row, bool) {
	us := d.Agency()
	body := st.Of(us, lanna.SubjectRules)
	return store.Row{Body: []byte(body), Keys: []store.Key{{Name: "all"}}}, body != "" && st.Of(us, lanna.KindOfRecord) == string(lanna.NodeRecord)
}

func subjectRulesIn(r store.Reader) (SubjectDays, error) {
	list, err := r.List(store.ListQuery{View: subjectRulesView, Name: "all", Values: []string{""}, Audiences: everyone, Limit: 1})
	out := SubjectDays{}
	if err == nil && len(list) > 0 {
		err = json.Unmarshal(list[0].Body, &out)
	}
	return out, err
}

// SubjectRules returns within how many days each kind is answered. It is of no
// person and leaves no leaf.
func (d *Desk) SubjectRules(ctx context.Context) (SubjectDays, error) {
	out := SubjectDays{}
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		said, err := subjectRulesIn(r)
		for _, kind := range SubjectKinds {
			out[kind] = said.within(kind)
		}
		return err
	})
	return out, storeError(err)
}

// SetSubjectRules says within how many days requests of the kinds that it names
// are answered. The last day of requests that are open stays.
func (d *Desk) SetSubjectRules(ctx context.Context, by Actor, why Why, days SubjectDays) error {
	for kind, n := range days {
		if subjectOutcomes[kind] == nil || n < 1 || n > mostSubjectDays {
			return &lanna.Error{Kind: lanna.Invalid, Code: "subject-days"}
		}
	}
	return d.do(ctx, by, why, "subject.rules", func(w *work) error {
		now, err := subjectRulesIn(w.tx)
		if err != nil {
			return err
		}
		for kind, n := range days {
			now[kind] = n
		}
		body, err := json.Marshal(now)
		if err != nil {
			return err
		}
		claim := statement.New(lanna.SubjectRules, string(body))
		id, _, err := policyRecord(w.tx)
		if err != nil {
			return err
		}
		if id.IsZero() {
			return w.openOwn(lanna.NodeRecord, claim)
		}
		st, err := w.state(id)
		if err != nil {
			return err
		}
		var replaced []lanna.Digest
		for _, f := range st.Live(lanna.SubjectRules) {
			replaced = append(replaced, f.Digest)
		}
		_, err = w.say(lanna.Grant, id, handling.Marking{}, []statement.Claim{claim}, replaced...)
		return err
	})
}
