package desk

import (
	"slices"
	"strconv"

	"lanna"
	"lanna/federate"
	"lanna/hit"
	"lanna/statement"
)

// Rules of hit/no-hit that act on what a party sent.
const (
	ruleHitAnswer  = "hit.answer"  // evaluates a question
	ruleHitReceive = "hit.receive" // takes a filter
	ruleHitResult  = "hit.result"  // looks an evaluation up, and asks on where something met
	ruleHitMap     = "hit.map"     // finds what a request's output stands for
	ruleHitSweep   = "hit.sweep"   // stops what looks like a sweep
)

// Settings that count elements: prefix, party, day, topic.
const (
	hitUsedPrefix  = "hit/used/"  // that this node evaluated for a party
	hitAskedPrefix = "hit/asked/" // that it asked of a party
)

func hitCounter(prefix string, party lanna.WriterID, day string, topic lanna.Purpose) string {
	return prefix + party.String() + "/" + day + "/" + string(topic)
}

// A hitTaking takes the messages of one envelope. Its work may be done twice;
// what costs time is done once.
type hitTaking struct {
	w       *work
	from    Party
	memo    *hitMemo
	counted map[string]int // counters as they stand in this work
	watched *hitWatch
}

// A hitMemo keeps evaluations and outputs between two runs of one work.
type hitMemo struct {
	answers map[lanna.RecordID]*hit.Answer
	outputs map[lanna.RecordID][]hit.Output
}

func newHitMemo() *hitMemo {
	return &hitMemo{map[lanna.RecordID]*hit.Answer{}, map[lanna.RecordID][]hit.Output{}}
}

// takeHits takes what a party sent of hit/no-hit. A message that is not
// understood is left aside with a leaf that says so, and holds up nothing.
func (w *work) takeHits(from Party, items []federate.HitItem, memo *hitMemo) error {
	t := &hitTaking{w: w, from: from, memo: memo, counted: map[string]int{}}
	for _, it := range items {
		m, err := hit.Parse(it)
		if err != nil {
			err = w.traceHit(lanna.Refuse, ruleHitReceive, lanna.CodeOf(err), from.Record)
		}
		switch m := m.(type) {
		case *hit.Notice:
			err = w.asRule(ruleHitReceive, func() error { return t.notice(m) })
		case *hit.Question:
			err = w.asRule(ruleHitAnswer, func() error { return t.question(m) })
		case *hit.Answer:
			err = w.asRule(ruleHitResult, func() error { return t.answer(m) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// traceHit puts on the log what was done for a partner, or was refused.
func (w *work) traceHit(kind lanna.StatementKind, rule, outcome string, party lanna.RecordID, more ...statement.Claim) error {
	return w.asRule(rule, func() error {
		claims := append(w.reasons(), statement.New(lanna.Outcome, outcome), statement.New(lanna.Fields, party.String()))
		st, err := w.d.cfg.Signer.Sign(statement.Draft{Kind: kind, Record: w.by.Officer, Officer: w.by.Officer, Time: w.now, Claims: append(claims, more...)})
		if err == nil {
			w.said = append(w.said, saidNow{st: st})
		}
		return err
	})
}

// question evaluates what a partner asks, where its quota allows. The answer,
// a refusal included, goes back in the same transaction as its leaf.
func (t *hitTaking) question(q *hit.Question) error {
	w, count, topic := t.w, len(q.Elements)/hit.ElementSize, lanna.Purpose(q.Topic)
	a := &hit.Answer{ID: q.ID, Publication: q.Publication}
	pub, code, err := t.allows(q)
	if err != nil {
		return err
	}
	used := 0
	if pub != nil {
		if used, err = t.count(hitCounter(hitUsedPrefix, t.from.Writer, dayOf(w.now), topic)); err != nil {
			return err
		}
		if quota := t.from.Hit.Quota[topic]; code == "" && used+count > quota {
			code = hit.RefusedQuota
		}
	}
	if code == "" {
		if code, err = t.evaluate(pub, q, a); err != nil {
			return err
		}
	}
	kind, outcome := lanna.Read, "ok"
	if a.Code = code; code != "" {
		kind, outcome, a.Elements, a.Proof = lanna.Refuse, "hit-"+code, nil, nil
	} else {
		used += count
		t.set(hitCounter(hitUsedPrefix, t.from.Writer, dayOf(w.now), topic), used)
		if err := t.watch(count, 0); err != nil {
			return err
		}
	}
	a.Left = uint32(max(t.from.Hit.quota(topic)-used, 0))
	w.post(t.from.Writer, federate.Ordinary, federate.Ref{Hit: a.Encode()})
	return w.traceHit(kind, ruleHitAnswer, outcome, t.from.Record, statement.New(lanna.PurposeOf, string(q.Topic)), statement.New(lanna.RequestBasis, q.Basis),
		statement.New(lanna.HitPublication, q.Publication.String()), statement.New(lanna.HitCount, strconv.Itoa(count)))
}

func (t *HitTerms) quota(topic lanna.Purpose) int {
	if t == nil {
		return 0
	}
	return t.Quota[topic]
}

// allows finds the publication that is asked, or why it is not answered.
func (t *hitTaking) allows(q *hit.Question) (*hitPublication, string, error) {
	swept, err := t.w.swept(t.from.Writer.String())
	switch {
	case err != nil:
		return nil, "", err
	case t.from.Hit == nil:
		return nil, hit.RefusedTerms, nil
	case q.Basis == "":
		return nil, hit.RefusedBasis, nil
	case swept:
		return nil, hit.RefusedSweep, nil
	}
	list, err := hitPublications(t.w.tx, t.from.Writer)
	if err != nil {
		return nil, "", err
	}
	i := slices.IndexFunc(list, func(p hitPublication) bool { return p.ID == q.Publication })
	switch {
	case i < 0:
		return nil, hit.RefusedStale, nil
	case !slices.Contains(list[i].Topics, lanna.Purpose(q.Topic)) || t.from.Hit.Quota[lanna.Purpose(q.Topic)] == 0:
		return nil, hit.RefusedTopic, nil
	}
	return &list[i], "", nil
}

// evaluate fills in the answer.
func (t *hitTaking) evaluate(pub *hitPublication, q *hit.Question, a *hit.Answer) (code string, err error) {
	if done := t.memo.answers[q.ID]; done != nil && done.Publication == q.Publication {
		a.Elements, a.Proof = done.Elements, done.Proof
		return "", nil
	}
	key, err := pub.key(lanna.Purpose(q.Topic))
	if err != nil {
		return "", err
	}
	a.Elements, a.Proof, err = key.Evaluate(q.Elements)
	if lanna.KindOf(err) == lanna.Invalid && err != nil {
		return hit.RefusedForm, nil
	}
	t.memo.answers[q.ID] = a
	return "", err
}

// count reads a counter as it stands within this work.
func (t *hitTaking) count(name string) (int, error) {
	if n, ok := t.counted[name]; ok {
		return n, nil
	}
	n := 0
	err := loadHit(t.w.tx, name, &n)
	t.counted[name] = n
	return n, err
}

func (t *hitTaking) set(name string, n int) {
	t.counted[name] = n
	t.w.setMeta(name, strconv.AppendInt(nil, int64(n), 10))
}
