package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"lanna"
	"lanna/handling"
	"lanna/statement"
)

// A Question is what one agency asks another. Subjects are claims of the record
// that the other has to know to answer: a name, a number. They are said anew on
// the request, derived from what they were, so that the request carries no more
// than the question needs and an erasure reaches it.
type Question struct {
	Kind     string // RequestKinds
	To       lanna.WriterID
	About    lanna.RecordID
	Subjects []lanna.Digest
	Text     Words
	Basis    string       // legal basis, a code of the asked party's card
	Due      lanna.Millis // 0: what the party's card says for the kind
	Key      string       // the form's own id

	Leave  string            // of AskLeave: LeaveEvidence, LeavePassOn; Subjects are then claims of the asked agency
	Onward lanna.WriterID    // of LeavePassOn: who is to hold them
	more   []statement.Claim // what a hit tells beside
}

// maxQuestion is the longest question or note, in bytes.
const maxQuestion = 4096

// never are the properties that no request carries: a county desk, or whoever
// answers, never learns where a person hides, whom to call, or who told.
var neverAsked = []lanna.Property{lanna.LastPlace, lanna.Place, lanna.Compound, lanna.Route, lanna.HeldBy, lanna.Contact, lanna.ContactSafety,
	lanna.Narrative, lanna.Translation, lanna.LastMessage, lanna.Threat, lanna.Note, lanna.SourceText, lanna.SourceURL, lanna.ReadText,
	lanna.Picture, lanna.PictureSafe, lanna.Crop, lanna.Relation, lanna.Poster}

// Ask opens a request and sends it. Locked "leave-needed" where a subject is
// another agency's and may not be passed on without its leave (H2).
func (d *Desk) Ask(ctx context.Context, by Actor, why Why, q Question) (lanna.RecordID, error) {
	kind, ok := requestKinds[q.Kind]
	q.Text.Text = strings.TrimSpace(q.Text.Text)
	switch {
	case !ok:
		return lanna.RecordID{}, &lanna.Error{Kind: lanna.Invalid, Code: "request-kind"}
	case q.Text.Text == "":
		return lanna.RecordID{}, &lanna.Error{Kind: lanna.Invalid, Code: "question-empty"}
	case len(q.Text.Text) > maxQuestion:
		return lanna.RecordID{}, &lanna.Error{Kind: lanna.Invalid, Code: "too-long"}
	case q.Basis == "":
		return lanna.RecordID{}, &lanna.Error{Kind: lanna.Invalid, Code: "basis-missing"}
	}
	var id lanna.RecordID
	err := d.do(ctx, by, why, "request.send", func(w *work) error {
		done, known, err := w.formDone(q.Key)
		if err != nil || known {
			id = first(done)
			return err
		}
		to, err := w.partner(q.To)
		if err != nil {
			return err
		}
		if id, err = w.ask(&q, to, kind); err != nil {
			return err
		}
		w.formKeep(q.Key, id)
		return nil
	})
	return id, err
}

func (w *work) ask(q *Question, to Party, kind requestKind) (lanna.RecordID, error) {
	say := w.subjects
	if q.Kind == AskLeave && q.Leave != "" {
		say = w.leaveClaims
	}
	subjects, err := say(q, to)
	if err != nil {
		return lanna.RecordID{}, err
	}
	due := q.Due
	if due == 0 {
		due = dueFor(to, q.Kind, w.now, kind.Within)
	}
	text := statement.New(lanna.RequestText, q.Text.Text)
	text.Lang = q.Text.Lang
	claims := append(append(subjects, q.more...), text,
		statement.New(lanna.RequestKind, q.Kind),
		statement.New(lanna.RequestTo, q.To.String()),
		statement.New(lanna.RequestBasis, q.Basis),
		statement.New(lanna.RequestDue, timestamp(due)),
		statement.New(lanna.RequestState, RequestOpen))
	if !q.About.IsZero() {
		claims = append(claims, statement.New(lanna.RequestAbout, q.About.String()))
	}
	id, err := w.create(lanna.RequestRecord, w.between(to.Agency), claims...)
	if err != nil {
		return id, err
	}
	return id, w.sendRequest(id, to)
}

// between is the marking of what two agencies say to each other about a request.
func (w *work) between(other lanna.AgencyID) handling.Marking {
	return handling.Marking{Holders: []lanna.AgencyID{other}, Codes: []lanna.HandlingCode{lanna.H0, lanna.H2},
		Purposes: []lanna.Purpose{lanna.Rescue, lanna.Investigation, lanna.Prosecution},
		Review:   w.now.Time().Add(reviewAfter).Format(time.DateOnly)}
}

// subjects says the chosen claims anew, derived from what they were.
func (w *work) subjects(q *Question, to Party) ([]statement.Claim, error) {
	if len(q.Subjects) == 0 {
		return nil, nil
	}
	st, err := w.open(q.About)
	if err != nil {
		return nil, err
	}
	var out []statement.Claim
	for _, d := range q.Subjects {
		i := slices.IndexFunc(st.Facts, func(f statement.Fact) bool { return f.Digest == d && f.Live() })
		if i < 0 || w.d.isPlanted(q.About) || !w.d.released(st, &st.Facts[i], w.by, w.why.Purpose) {
			return nil, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: d.String()}
		}
		f := &st.Facts[i]
		if err := w.d.passable(f, to); err != nil {
			return nil, err
		}
		c := statement.New(f.Property, f.Value)
		c.Lang, c.Grade, c.From = f.Lang, f.Grade, []lanna.Digest{f.Digest}
		out = append(out, c)
	}
	return out, nil
}

// passable refuses what no request carries, and what another agency did not
// leave to be passed on.
func (d *Desk) passable(f *statement.Fact, to Party) error {
	m := handling.CombineStrings(f.Markings)
	switch {
	case slices.Contains(neverAsked, f.Property) || len(m.Compartments) > 0:
		return &lanna.Error{Kind: lanna.Locked, Code: "subject-withheld", ID: f.Digest.String()}
	case f.Agency != d.Agency() && f.Agency != to.Agency && slices.Contains(m.Codes, lanna.H2):
		return &lanna.Error{Kind: lanna.Locked, Code: "leave-needed", ID: f.Digest.String()}
	}
	return nil
}

// A requestNow is a request as it stands in a work.
type requestNow struct {
	st    *statement.State
	kind  string
	ours  bool           // this agency asked
	asker lanna.AgencyID // who asked
	other Party          // the other side
	state string         // of the agency whose turn it was last
}

// request opens a request that the actor may see.
func (w *work) request(id lanna.RecordID) (*requestNow, error) {
	st, err := w.open(id)
	if err != nil {
		return nil, err
	}
	us := w.d.Agency()
	r := &requestNow{st: st}
	for i := range st.Facts {
		f := &st.Facts[i]
		if f.Property == lanna.RequestKind && f.Live() {
			r.kind, r.asker, r.ours = f.Value, f.Agency, f.Agency == us
		}
	}
	if r.kind == "" {
		return nil, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()}
	}
	r.other, err = w.otherSide(st, r)
	r.state = requestState(st)
	return r, err
}

// otherSide is the party to which this node answers: whom it asked, or the node
// that asked it.
func (w *work) otherSide(st *statement.State, r *requestNow) (Party, error) {
	if r.ours {
		to, err := parseWriter(st.Of(w.d.Agency(), lanna.RequestTo))
		if err != nil {
			return Party{}, err
		}
		return w.partner(to)
	}
	for i := range st.Facts {
		if f := &st.Facts[i]; f.Property == lanna.RequestKind && f.Agency == r.asker {
			return w.partner(f.Writer)
		}
	}
	return Party{}, &lanna.Error{Kind: lanna.Integrity, Code: "request-malformed", ID: st.Record.String()}
}

// requestState is where a request stands, over what both sides say: withdrawn
// before all, else the asked side's word, else open.
func requestState(st *statement.State) string {
	state := ""
	for _, f := range st.Live(lanna.RequestState) {
		switch {
		case f.Value == RequestWithdrawn:
			return RequestWithdrawn
		case f.Value != RequestOpen || state == "":
			state = f.Value
		}
	}
	return state
}

// onRequest runs f on a request that is not over, in one transaction.
func (d *Desk) onRequest(ctx context.Context, by Actor, why Why, act string, id lanna.RecordID, ours bool, f func(w *work, r *requestNow) error) error {
	return d.do(ctx, by, why, act, func(w *work) error {
		r, err := w.request(id)
		switch {
		case err != nil:
			return err
		case r.ours != ours:
			return &lanna.Error{Kind: lanna.Invalid, Code: "request-side", ID: id.String()}
		case r.state == RequestWithdrawn || r.state == RequestRefused || r.state == RequestAnswered && act != "request.answer":
			return &lanna.Error{Kind: lanna.Conflict, Code: "request-over", ID: id.String()}
		}
		return f(w, r)
	})
}

// AcceptRequest says that this agency will answer, and puts the request before
// a county desk: name and number of whom it is about, and the question, no
// more. desk "" takes the county of the number that is asked about, by
// the year of birth; "own" keeps it at the national desk.
func (d *Desk) AcceptRequest(ctx context.Context, by Actor, why Why, id lanna.RecordID, desk string) error {
	return d.onRequest(ctx, by, why, "request.accept", id, false, func(w *work, r *requestNow) error {
		if err := w.task(r); err != nil {
			return err
		}
		if desk == "" {
			var err error
			if desk, err = w.countyFor(r.st); err != nil {
				return err
			}
		}
		if desk != "own" {
			if err := w.askDesk(r.st, desk); err != nil {
				return err
			}
		}
		if r.state != RequestOpen {
			return nil // routed anew
		}
		return w.reply(r, statement.New(lanna.RequestState, RequestAccepted))
	})
}

// DraftAnswer is the county's answer. It stays within the agency until the
// national desk sends it.
func (d *Desk) DraftAnswer(ctx context.Context, by Actor, why Why, id lanna.RecordID, codes []string, note Words) error {
	return d.onRequest(ctx, by, why, "request.draft", id, false, func(w *work, r *requestNow) error {
		claims, err := answerClaims(r, codes, note)
		if err != nil {
			return err
		}
		own := w.between(r.other.Agency)
		own.Holders = nil
		return w.sayAnswer(r, own, append(claims, statement.New(lanna.RequestState, RequestDrafted)))
	})
}

// AnswerRequest sends the answer. Without codes it is what the county drafted.
func (d *Desk) AnswerRequest(ctx context.Context, by Actor, why Why, id lanna.RecordID, codes []string, note Words) error {
	return d.onRequest(ctx, by, why, "request.answer", id, false, func(w *work, r *requestNow) error {
		if len(codes) == 0 {
			codes = values(r.st, d.Agency(), lanna.RequestAnswer)
		}
		if note.Text == "" {
			note = d.draftedNote(r.st)
		}
		claims, err := answerClaims(r, codes, note)
		if err != nil {
			return err
		}
		if err := w.grant(r, codes, note.Text); err != nil {
			return err
		}
		return w.reply(r, append(claims, statement.New(lanna.RequestState, RequestAnswered))...)
	})
}

func answerClaims(r *requestNow, codes []string, note Words) ([]statement.Claim, error) {
	if err := checkAnswers(r.kind, codes); err != nil {
		return nil, err
	}
	if len(note.Text) > maxQuestion {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "too-long"}
	}
	var out []statement.Claim
	for _, c := range codes {
		out = append(out, statement.New(lanna.RequestAnswer, c))
	}
	if text := strings.TrimSpace(note.Text); text != "" {
		c := statement.New(lanna.Note, text)
		c.Lang = note.Lang
		out = append(out, c)
	}
	return out, nil
}

// draftedNote is the note of the county's draft.
func (d *Desk) draftedNote(st *statement.State) Words {
	var out Words
	for _, f := range st.Live(lanna.Note) {
		if f.Agency == d.Agency() {
			out = Words{f.Value, f.Lang}
		}
	}
	return out
}

// RefuseRequest says why this agency will not answer.
func (d *Desk) RefuseRequest(ctx context.Context, by Actor, why Why, id lanna.RecordID, reason string, note Words) error {
	if !slices.Contains(Refusals, reason) {
		return &lanna.Error{Kind: lanna.Invalid, Code: "refusal-unknown"}
	}
	return d.onRequest(ctx, by, why, "request.refuse", id, false, func(w *work, r *requestNow) error {
		claims := []statement.Claim{statement.New(lanna.RequestState, RequestRefused), statement.New(lanna.RequestRefusal, reason)}
		if note.Text != "" {
			c := statement.New(lanna.Note, note.Text)
			c.Lang = note.Lang
			claims = append(claims, c)
		}
		return w.reply(r, claims...)
	})
}

// WithdrawRequest takes a question back.
func (d *Desk) WithdrawRequest(ctx context.Context, by Actor, why Why, id lanna.RecordID) error {
	return d.onRequest(ctx, by, why, "request.withdraw", id, true, func(w *work, r *requestNow) error {
		return w.reply(r, statement.New(lanna.RequestState, RequestWithdrawn))
	})
}

// NoteOnRequest adds to the thread, in the officer's own language.
func (d *Desk) NoteOnRequest(ctx context.Context, by Actor, why Why, id lanna.RecordID, note Words) error {
	note.Text = strings.TrimSpace(note.Text)
	if note.Text == "" || len(note.Text) > maxQuestion {
		return &lanna.Error{Kind: lanna.Invalid, Code: "note-empty"}
	}
	return d.do(ctx, by, why, "request.note", func(w *work) error {
		r, err := w.request(id)
		if err != nil {
			return err
		}
		c := statement.New(lanna.Note, note.Text)
		c.Lang = note.Lang
		return w.reply(r, c)
	})
}
