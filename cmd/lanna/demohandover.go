package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/exercise"
	"lanna/node"
)

// Those who act in journey 6.
var (
	burmeseDesk   = actor{"mm", "desk1"}
	burmeseLeader = actor{"mm", "leader1"}
)

// journey6 is 4-domain's sixth journey, with the tenth, which it gives cause for.
var journey6 = []scene{
	{"China agrees to answer Myanmar's questions", (*play).agreeOnHits},
	{"a list of 31,000 people is taken in and checked", (*play).checkList},
	{"two officers sign for it", (*play).signList},
	{"Myanmar asks whether China knows somebody of the list", (*play).askHit},
	{"China's desk releases who it is", (*play).nameHit},
	{"one person in two scripts", (*play).sameInTwoScripts},
}

// handed is what journey 6 has come to.
type handed struct {
	list, person lanna.RecordID // the list, and the person of it who is asked about
	request      lanna.RecordID // which the hit opened
	latin, birth string
	missed       exercise.FamilyReport
}

// hitsADay is how many elements China answers Myanmar a day, in a filter of the
// least size: few people are known to its exercise.
var hitsADay = desk.HitTerms{Quota: map[lanna.Purpose]int{lanna.Rescue: 640}, Size: desk.HitLeastSize}

func (pl *play) agreeOnHits() error {
	partners, err := ask[[]desk.HitPartner](pl, chinaDesk, "hit.partners", struct{}{})
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(partners, func(p desk.HitPartner) bool { return p.Published != nil }) { // agreed on already, where the journey is played again
		err := pl.do(chinaDesk, "hit.serve", node.HitServeArgs{Party: pl.code("mm"), Terms: hitsADay})
		if err != nil {
			return err
		}
	}
	took, err := pl.until("China's filter at Myanmar's node", func() (bool, error) {
		partners, err := ask[[]desk.HitPartner](pl, burmeseDesk, "hit.partners", struct{}{})
		return slices.ContainsFunc(partners, func(p desk.HitPartner) bool { return p.Here }), err
	})
	if err != nil {
		return err
	}
	pl.tell("cn", "desk1", "/hits", "China's national desk agrees to answer questions of Myanmar's, for rescue alone. Its filter, which tells nobody anything by itself, is there after %s.", short(took))
	return nil
}

// checkList takes the exercise's list in, as its sender made it: two encodings in
// one file, dates in seven ways.
func (pl *play) checkList() error {
	path := filepath.Join(pl.d.c.Dir, "exercise", handoverFile)
	data, err := os.ReadFile(path)
	if err == nil {
		err = pl.pickListed(path)
	}
	if err != nil {
		return err
	}
	if known, err := pl.listBefore(); err != nil || known {
		return err
	}
	began := time.Now()
	up := desk.ListUpload{FileName: handoverFile, Kind: "handover", From: "EXERCISE Border Guard", Marking: "here", Data: data}
	made, err := ask[node.Done](pl, burmeseLeader, "list.upload", up)
	if err != nil {
		return err
	}
	v, err := askOfList(pl, burmeseLeader, "list.check", made.Record.String(), node.ListCheckArgs{ID: made.Record.String()})
	if err != nil {
		return err
	}
	pl.listed.list = made.Record
	parts := v.Tally.Parts
	pl.tell("mm", "leader1", "/lists/"+made.Record.String(), "Myanmar's shift leader takes in a list of %d people that were handed over: read and checked in %s. %d rows go back to their sender with reasons; %d may stand in it twice; %d may be minors; %d fear to return.",
		v.Tally.Rows, short(time.Since(began)), parts[desk.ListFaulty], parts[desk.ListDoubles], parts[desk.ListMinors], parts[desk.ListFears])
	return nil
}

// askOfList does a verb that works on a whole list, and says how far it is.
func askOfList(pl *play, who actor, verb, id string, args any) (desk.ListView, error) {
	defer pl.meanwhile(func() string {
		v, err := call[desk.ListView](pl, who, "list.show", node.ListShowArgs{ID: id})
		if err != nil || v.Work == nil {
			return "the list is at work"
		}
		return listStep(v.Work)
	})()
	return call[desk.ListView](pl, who, verb, args)
}

// listSteps are a desk.ListWork's steps in words.
var listSteps = map[string]string{"reading": "the file is read", "checking": "cells are read", "comparing": "rows are compared with each other",
	"register": "rows are looked for in the register", "committing": "rows become records", "receipts": "receipts are read from the records"}

func listStep(w *desk.ListWork) string {
	words := cmp.Or(listSteps[w.Step], w.Step)
	if w.Done == 0 || w.Total == 0 {
		return words
	}
	return fmt.Sprintf("%s: %d of %d", words, w.Done, w.Total)
}

// listBefore finds the list where the journey was played before: the same file
// is not taken in twice.
func (pl *play) listBefore() (bool, error) {
	lists, err := ask[[]desk.ListLine](pl, burmeseLeader, "list.list", struct{}{})
	if err != nil {
		return false, err
	}
	for _, l := range lists {
		if l.FileName == handoverFile {
			pl.listed.list = l.Record
			pl.tell("mm", "leader1", "/lists/"+l.Record.String(), "Myanmar has the list of %d people from the last time.", l.Tally.Rows)
			return true, nil
		}
	}
	return false, nil
}

// pickListed picks somebody of the list whom a family in China misses, by the
// list's truth, which no node sees.
func (pl *play) pickListed(path string) error {
	var truth exercise.ListTruth
	b, err := os.ReadFile(path + ".truth.json")
	if err == nil {
		err = json.Unmarshal(b, &truth)
	}
	if err != nil {
		return err
	}
	for _, f := range pl.set.Missed() {
		if slices.Contains(slices.Collect(maps.Values(truth.Missed)), f.ID) {
			pl.listed.missed, pl.listed.birth = f, f.Person.Birth
			pl.listed.latin, _ = exercise.Spell(f.Person.Names[0])
			return nil
		}
	}
	return errors.New("nobody whom a family misses stands in the list")
}

// signList has two officers sign; the second signature makes records of the rows.
func (pl *play) signList() error {
	id := pl.listed.list.String()
	v, err := ask[desk.ListView](pl, burmeseLeader, "list.show", node.ListShowArgs{ID: id})
	if err != nil {
		return err
	}
	began := time.Now()
	for _, who := range []actor{burmeseLeader, burmeseDesk} {
		if v.State == desk.ListCommitted {
			break
		}
		if v, err = askOfList(pl, who, "list.sign", id, node.ListSignArgs{ID: id, Digest: v.Digest}); err != nil {
			return err
		}
	}
	if v.State != desk.ListCommitted {
		return fmt.Errorf("the list is %s", v.State)
	}
	pl.tell("mm", "leader1", "/lists/"+id, "Two officers sign for it, and in %s it became records, a receipt a row: %s. What it accuses of is locked on whoever is presumed a victim.", short(time.Since(began)), tallyWords(v.Tally.Done))
	return nil
}

func tallyWords(counts map[string]int) string {
	var out []string
	for _, code := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, fmt.Sprintf("%d %s", counts[code], code))
	}
	return strings.Join(out, ", ")
}

// askHit asks China about one of the list, who stands there in Latin letters.
func (pl *play) askHit() error {
	l := &pl.listed
	found, err := ask[[]desk.Candidate](pl, burmeseDesk, "match.search", desk.CandidateQuery{Facts: l.facts(), Limit: 5})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(found, func(c desk.Candidate) bool { return calledSo(c.Link, l.latin) })
	if i < 0 {
		return errors.New("who stands in the list is not found")
	}
	l.person = found[i].Record
	q := node.HitArgs{To: []string{pl.code("cn")}, About: l.person.String(), Properties: []lanna.Property{lanna.Name}, Basis: "EXERCISE MoU art. 6"}
	sent, err := ask[[]node.HitSent](pl, burmeseDesk, "hit.ask", q)
	if err != nil {
		return err
	}
	if sent[0].Code != "" {
		return errors.New("China was not asked: " + sent[0].Code)
	}
	var answer node.HitNamed
	took, err := pl.until("the answer of China's node", func() (bool, error) {
		answer, err = ask[node.HitNamed](pl, burmeseDesk, "hit.show", node.HitShowArgs{ID: sent[0].Record.String()})
		return answer.State != desk.HitAsked, err
	})
	if err != nil {
		return err
	}
	if answer.State != desk.HitMet || len(answer.Requests) == 0 {
		return fmt.Errorf("no hit: %s", answer.State)
	}
	if l.request, err = lanna.ParseRecordID(answer.Requests[0]); err != nil {
		return err
	}
	pl.tell("mm", "desk1", "/hits/"+sent[0].Record.String(), "Does China know %s, born %s, of the list? A hit after %s: China knows somebody whose name sounds so, born on that day. China learned nothing of whom it was asked about but this; a request has opened itself and names nobody.", l.latin, l.birth, short(took))
	return nil
}

func calledSo(l desk.Link, name string) bool {
	return slices.ContainsFunc(l.Title.Names, func(n desk.Words) bool { return n.Text == name })
}

func (h *handed) facts() []desk.Field {
	return []desk.Field{{Property: lanna.Name, Value: h.latin}, {Property: lanna.BirthDate, Value: h.birth}}
}

// nameHit has China's desk look whom the hit stands for, and release name and
// date of birth.
func (pl *play) nameHit() error {
	l := &pl.listed
	var v node.RequestShown
	_, err := pl.until("the hit's request at China's desk", func() (ok bool, err error) {
		v, err = ask[node.RequestShown](pl, chinaDesk, "request.show", pl.args(l.request))
		return len(v.Met) > 0, err
	})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(v.Met, func(m desk.Link) bool { return m.Kind == lanna.FamilyRecord && calledSo(m, l.missed.Person.Names[0]) })
	if i < 0 {
		return errors.New("the hit stands for somebody else")
	}
	if err := pl.release(chinaDesk, v.Met[i].Record, []string{"mm"}, lanna.Name, lanna.Sex, lanna.BirthDate); err != nil {
		return err
	}
	if err := pl.do(chinaDesk, "request.answer", node.RequestArgs{RecordArgs: pl.args(l.request), Codes: []string{"known"}}); err != nil {
		return err
	}
	pl.tell("cn", "desk1", "/requests/"+l.request.String(), "China's desk sees beside the request whom the hit stands for: %s, whom a family misses. An officer decides, and releases name, sex and date of birth to Myanmar; not who reported it, nor what was said.", l.missed.Person.Names[0])
	return nil
}

// sameInTwoScripts waits until the person of China's report is a candidate for the person of
// the list, and has Myanmar's desk judge.
func (pl *play) sameInTwoScripts() error {
	l := &pl.listed
	var found desk.Candidate
	_, err := pl.until("China's record among the candidates", func() (bool, error) {
		list, err := ask[[]desk.Candidate](pl, burmeseDesk, "match.search", desk.CandidateQuery{Record: l.person, Limit: 10})
		i := slices.IndexFunc(list, func(c desk.Candidate) bool { return calledSo(c.Link, l.missed.Person.Names[0]) })
		if i >= 0 {
			found = list[i]
		}
		return i >= 0, err
	})
	if err != nil {
		return err
	}
	judged := node.JudgeArgs{A: l.person.String(), B: found.Record.String(), Verdict: desk.SameOne}
	if err := pl.do(burmeseDesk, "match.judge", judged); err != nil {
		return err
	}
	var why []string
	for _, r := range found.Match.Reasons {
		if r.For != nil && *r.For {
			why = append(why, reasonInWords(r))
		}
	}
	pl.tell("mm", "desk1", "/records/"+l.person.String(), "On the person of the list stands who it may be: %s, %.0f %% likely, because %s. Myanmar's desk judges: one person. Nothing was merged, and the word can be taken back. Journey 6 is over.",
		l.missed.Person.Names[0], 100*found.Match.Score, strings.Join(why, "; "))
	return nil
}
