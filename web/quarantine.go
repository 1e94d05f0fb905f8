package web

import (
	"slices"
	"strconv"

	"lanna"
	"lanna/desk"
)

// A quarantinePage lists for the auditor what this node refused. It shows no
// content: nobody has verified that, and it may be what somebody wants shown.
type quarantinePage struct {
	Shell
	Rows []quarantineRow
}

type quarantineRow struct {
	From, Why, Code, About, Size string
	At                           lanna.Millis
	Kept                         bool // the bytes are there, for lanna sync quarantine --json
}

// refusedAs groups the codes of refusals by what they say of the message. What
// stands in none is told by its code alone.
var refusedAs = []struct {
	word  string
	codes []string
}{
	{"damaged", []string{"seal-broken", "envelope-malformed", "message-malformed", "ack-malformed", "message-too-large", "content-malformed", "content-too-large", "item-malformed", "header-malformed"}},
	{"forged", []string{"ack-unsigned", "content-unsigned", "content-misplaced", "signature", "claim-foreign", "digest-foreign", "names-foreign", "card-foreign", "writer-own"}},
	{"stranger", []string{"sender-unknown", "writer-unknown", "party-unknown"}},
	{"elsewhere", []string{"envelope-not-ours", "ack-not-ours", "release-not-ours"}},
	{"fork", []string{"lane-fork", "ack-fork", "ack-unsent"}},
	{"unreleased", []string{"claim-unreleased", "release-incomplete", "marking-holders", "record-private", "kind-internal"}},
	{"revoked", []string{"writer-revoked"}},
	{"later", []string{"item-unknown"}},
}

func refusedWord(code string) string {
	for _, g := range refusedAs {
		if slices.Contains(g.codes, code) {
			return g.word
		}
	}
	return "other"
}

func (s *Server) quarantinePage(v *visit, why desk.Why) error {
	list, err := s.desk.Quarantine(v.Context(), v.actor, why)
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, func(a, b desk.Quarantined) int { return int(min(max(b.Time-a.Time, -1), 1)) })
	p := quarantinePage{Shell: v.shell("quarantine.title", "audit")}
	for i := range list {
		q := &list[i]
		row := quarantineRow{From: v.lang.Text("quarantine.stranger"), Why: v.lang.Text("quarantine.why." + refusedWord(q.Code)), Code: q.Code,
			About: shortDigest(q.ID), Size: strconv.Itoa(q.Size), At: q.Time, Kept: q.Raw != nil}
		if q.From != (lanna.WriterID{}) {
			row.From = s.desk.PartyName(q.From, v.lang.Code)
		}
		p.Rows = append(p.Rows, row)
	}
	return v.render("quarantine", p)
}
