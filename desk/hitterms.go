package desk

import (
	"context"
	"encoding/json"
	"maps"
	"time"

	"lanna"
	"lanna/federate"
	"lanna/hit"
	"lanna/statement"
)

// HitTerms are what this agency answers a partner: data of the party, agreed
// between the two. None of it follows from anything that is known.
type HitTerms struct {
	Quota map[lanna.Purpose]int `json:"quota"` // elements a day; a question about a person has names.HitPersonKeys. A purpose that is not there is not answered
	Size  int                   `json:"size"`  // entries of the filter, random ones included
	Hour  int                   `json:"hour"`  // of the day, UTC, at which a filter is due
}

// Sizes of filters. The least is what a small agency's filter hides among.
const (
	HitLeastSize = 1 << 10
	HitHour      = 18      // UTC, in the night of all founding parties
	HitSize      = 1 << 16 // where terms name none: 512 KB a day, a minute at 64 kbit/s
	maxHitQuota  = 1 << 20
)

// hitField is where a card says that its node knows hit/no-hit.
const (
	hitField   = "hit"
	hitVersion = "1"
)

// knowsHit reports whether the party's node knows messages of hit/no-hit. To one
// that does not none is sent.
func knowsHit(c *federate.Card) bool { return c.More[hitField] == hitVersion }

func withHit(more map[string]string) map[string]string {
	out := maps.Clone(more)
	if out == nil {
		out = map[string]string{}
	}
	out[hitField] = hitVersion
	return out
}

// SetHitTerms agrees to answer a party's questions, or with no quota at all ends
// that. What was published before is answered for until its time is over.
func (d *Desk) SetHitTerms(ctx context.Context, by Actor, why Why, party lanna.RecordID, t HitTerms) error {
	if t.Size == 0 {
		t.Size = HitSize
	}
	if err := t.check(); err != nil {
		return err
	}
	b, err := json.Marshal(t)
	if err != nil {
		return err
	}
	err = d.setParty(ctx, by, why, "hit.set", party, func(*statement.State) ([]statement.Claim, []lanna.Digest) {
		return []statement.Claim{statement.New(lanna.HitTerms, string(b))}, nil
	})
	for _, p := range d.known() {
		if p.Record == party {
			d.hits.setDue(p.Writer, 0)
		}
	}
	return err
}

func (t *HitTerms) check() error {
	for p, n := range t.Quota {
		if !p.Valid() || p == lanna.Statistics || n < 0 || n > maxHitQuota {
			return &lanna.Error{Kind: lanna.Invalid, Code: "hit-quota-malformed"}
		}
	}
	if t.Size < HitLeastSize || t.Size > hit.MaxEntries || t.Hour < 0 || t.Hour > 23 {
		return &lanna.Error{Kind: lanna.Invalid, Code: "hit-terms-malformed"}
	}
	return nil
}

// topics are the purposes that are answered, in the order of lanna.Purposes.
func (t *HitTerms) topics() []lanna.Purpose {
	var out []lanna.Purpose
	if t != nil {
		for _, p := range lanna.Purposes {
			if t.Quota[p] > 0 {
				out = append(out, p)
			}
		}
	}
	return out
}

// next is when a filter is due after a moment.
func (t *HitTerms) next(after lanna.Millis) lanna.Millis {
	at := after.Time().UTC()
	due := time.Date(at.Year(), at.Month(), at.Day(), t.Hour, 0, 0, 0, time.UTC)
	if !due.After(at) {
		due = due.AddDate(0, 0, 1)
	}
	return lanna.MillisOf(due)
}

func parseHitTerms(s string) *HitTerms {
	var t HitTerms
	if s == "" || json.Unmarshal([]byte(s), &t) != nil || t.check() != nil {
		return nil
	}
	return &t
}
