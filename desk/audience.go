package desk

import (
	"slices"
	"strings"
	"sync"

	"lanna"
	"lanna/handling"
	"lanna/statement"
)

// markingMemo remembers what markings together come to, because the same few
// hold for almost every claim and each write asks for them. A marking says
// nothing of a person.
type markingMemo struct {
	mu   sync.Mutex
	seen map[string]held
}

// held is what views need to know of the markings that hold for a claim.
type held struct {
	audience handling.Audience
	review   string // date, ISO 8601; "" where none is set
	holders  []lanna.AgencyID
}

const memoSize = 4096

var memo markingMemo

// heldBy returns what all the markings together come to.
func heldBy(markings []string) held {
	key := strings.Join(markings, "\n")
	memo.mu.Lock()
	defer memo.mu.Unlock()
	if h, ok := memo.seen[key]; ok {
		return h
	}
	if memo.seen == nil || len(memo.seen) >= memoSize {
		memo.seen = make(map[string]held, 64)
	}
	m := handling.CombineStrings(markings)
	h := held{m.AudienceOf(), m.Review, m.Holders}
	memo.seen[key] = h
	return h
}

// audienceAt returns the audience of a fact at the agency. Another's claim whose
// marking does not make this agency a holder is for nobody here.
func audienceAt(us lanna.AgencyID, f *statement.Fact) handling.Audience {
	h := heldBy(f.Markings)
	if f.Agency != us && !slices.Contains(h.holders, us) {
		return "closed"
	}
	return h.audience
}
