package desk

import (
	"strings"
	"sync"

	"lanna/handling"
)

// audienceMemo remembers the audiences of markings, because the same few
// markings hold for almost every claim and each write asks for them. A marking
// says nothing of a person.
type audienceMemo struct {
	mu   sync.Mutex
	seen map[string]handling.Audience
}

const memoSize = 4096

var memo audienceMemo

// audienceFor returns the audience of what all the markings hold for.
func audienceFor(markings []string) handling.Audience {
	key := strings.Join(markings, "\n")
	memo.mu.Lock()
	defer memo.mu.Unlock()
	if a, ok := memo.seen[key]; ok {
		return a
	}
	if memo.seen == nil || len(memo.seen) >= memoSize {
		memo.seen = make(map[string]handling.Audience, 64)
	}
	a := handling.CombineStrings(markings).AudienceOf()
	memo.seen[key] = a
	return a
}
