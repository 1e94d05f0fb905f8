package desk

import (
	"strings"
	"sync"

	"lanna/handling"
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
	h := held{m.AudienceOf(), m.Review}
	memo.seen[key] = h
	return h
}

// audienceFor returns the audience of what all the markings hold for.
func audienceFor(markings []string) handling.Audience { return heldBy(markings).audience }
