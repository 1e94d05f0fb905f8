package hit

import (
	"slices"
	"strings"
)

// What one officer asks within a day is a sweep when it looks like trying
// numbers rather than like a case.
const (
	// SweepRow is how many inputs may differ in their last four signs alone. A
	// gang's phones can be of one block of numbers; ten that somebody asks for
	// one by one are rather a block that is being walked.
	SweepRow = 10
	// SweepMany is how many subjects one officer may ask about in an hour.
	SweepMany = 200
	// SweepAnswered is after how many answered subjects of a day the share that
	// met is looked at, and SweepOne in how many one has to have met.
	SweepAnswered = 100
	SweepOne      = 50
)

// What a publisher sees: elements that it evaluated for one partner in a day,
// and how many requests came of them.
const (
	SweepElements   = 1600 // a hundred persons
	SweepPerRequest = 1600
)

// Reasons of a sweep.
const (
	SweepSequence = "sequence" // numbers one behind the other
	SweepVolume   = "volume"   // many subjects in an hour
	SweepMisses   = "misses"   // hardly any of them met
)

// Habits are what one officer asked of late.
type Habits struct {
	Inputs   []string // of a day; persons' may be left out
	Hour     int      // subjects of the last hour
	Answered int      // subjects of a day that were answered
	Met      int      // of these
}

// Sweep says which kind of sweep the next inputs would make of an officer's
// habits; "" none.
func (h *Habits) Sweep(next []string, subjects int) string {
	switch {
	case inRow(slices.Concat(h.Inputs, next)) > SweepRow:
		return SweepSequence
	case h.Hour+subjects > SweepMany:
		return SweepVolume
	case h.Answered >= SweepAnswered && h.Met*SweepOne < h.Answered:
		return SweepMisses
	}
	return ""
}

// PartnerSweeps reports whether elements evaluated for a partner in a day are
// too many for the requests that came of them.
func PartnerSweeps(elements, requests int) bool {
	return elements >= SweepElements && elements > requests*SweepPerRequest
}

// inRow is the greatest number of different inputs that have all but their last
// four signs in common. Check digits at the end do not hide a row.
func inRow(inputs []string) int {
	blocks := map[string][]string{}
	most := 0
	for _, in := range inputs {
		if len(in) < 12 || strings.Contains(in, "person:") || strings.Contains(in, "born:") {
			continue
		}
		block := in[:len(in)-4]
		if slices.Contains(blocks[block], in) {
			continue // asked again of another partner
		}
		blocks[block] = append(blocks[block], in)
		most = max(most, len(blocks[block]))
	}
	return most
}
