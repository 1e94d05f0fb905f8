package desk

import (
	"slices"

	"lanna"
	"lanna/handling"
	"lanna/statement"
)

// A releaseJudge decides claim by claim what may go to a party. Whoever
// releases, a person or a rule, asks here.
type releaseJudge struct {
	d      *Desk
	st     *statement.State
	to     Party
	by     Actor
	terms  Terms
	ledger releaseLedger
}

// judge says why a claim is withheld, "" where it may go, and whether its
// marking has to be widened for it.
func (j *releaseJudge) judge(f *statement.Fact) (code string, widen bool) {
	us := j.d.Agency()
	switch {
	case j.st.Of(us, lanna.KindOfRecord) == string(lanna.DrillRecord), j.st.Of(us, lanna.KindOfRecord) == string(lanna.SubjectRecord):
		return WithheldInternal, false
	case j.d.isPlanted(j.st.Record):
		return "purpose", false // as for a marking that lets it go nowhere: who releases must not notice
	case f.Agency != us && f.Live() && j.ledger.leave(f, j.d.isSelf, j.to.Writer) != nil:
		return "", false // its originator gave leave to pass it on
	case f.Agency != us:
		return WithheldNotOurs, false
	case slices.Contains(internal, f.Property) && !(j.to.Agency == us && slices.Contains(ofOwn, f.Property)):
		return WithheldInternal, false
	case !f.Live():
		return WithheldReplaced, false
	case j.ledger.recalled(us, j.to.Writer, f.Digest):
		return WithheldRecalled, false
	}
	m := handling.CombineStrings(f.Markings)
	widen = j.to.Agency != us && !slices.Contains(m.Holders, j.to.Agency)
	switch j.by.rule {
	case RuleStanding:
		if !standingCarries(f.Property, m) {
			return WithheldRule, false
		}
	case ruleHitPublish:
		if slices.Contains(m.Codes, lanna.H3) { // a restriction in words is for a person to judge
			return WithheldRule, false
		}
	case ruleFollow:
		if widen { // a rule widens nothing but for a threat to life
			return "holder", false
		}
	}
	return j.verdict(f.Property, m), widen
}

// verdict asks handling whether the partner may have the claim once it is a
// holder. Compartments are those of who releases: nobody can pass on what is
// hidden from them, and the marking takes the compartment along.
func (j *releaseJudge) verdict(p lanna.Property, m handling.Marking) string {
	m.Holders = append(slices.Clone(m.Holders), j.to.Agency)
	r := handling.Reader{Agency: j.to.Agency, Compartments: j.by.Compartments}
	if j.by.rule == ruleFollow { // follows what an officer released in the same compartment
		r.Compartments = m.Compartments
	}
	ask := func(p0 lanna.Purpose) handling.Verdict { return handling.Release(m, j.d.Agency(), p, r, p0) }
	if len(j.terms.Purposes) == 0 {
		code := ""
		for _, purpose := range lanna.Purposes {
			v := ask(purpose)
			if v.Allowed {
				return ""
			}
			if code == "" || code == "purpose" {
				code = v.Code
			}
		}
		return code
	}
	for _, purpose := range j.terms.Purposes {
		if v := ask(purpose); !v.Allowed {
			return v.Code
		}
	}
	return ""
}

// marking is under what the party will hold the facts: the strictest of theirs
// and of the terms, with the party as the one holder.
func (j *releaseJudge) marking(facts []*statement.Fact) handling.Marking {
	var all []handling.Marking
	for _, f := range facts {
		all = append(all, handling.CombineStrings(f.Markings))
	}
	terms := j.terms.marking()
	if len(terms.Purposes) == 0 {
		terms.Purposes = lanna.Purposes
	}
	m := handling.Combine(append(all, terms)...)
	m.Holders = []lanna.AgencyID{j.to.Agency}
	return m
}

// second reports whether a second officer has to sign: where a marking carries
// a restriction in words, or a compartment such as source protection.
func (j *releaseJudge) second(facts []*statement.Fact) bool {
	return slices.ContainsFunc(facts, func(f *statement.Fact) bool {
		m := handling.CombineStrings(f.Markings)
		return slices.Contains(m.Codes, lanna.H3) || len(m.Compartments) > 0
	})
}
