package main

import (
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"

	"lanna/names"
)

// frequent writes how much words tell that stand in four or more of the primary
// names on OFAC's list: the more names, the less. Single words only; whose they
// are is not kept.
func frequent(file string, pairs []pair) error {
	seen, count := map[string]bool{}, map[string]int{}
	for _, p := range pairs {
		if p.source != "ofac" || seen[p.a] {
			continue
		}
		seen[p.a] = true
		own := map[string]bool{}
		for _, part := range names.Parse(p.a).Parts {
			own[part.Letters] = true
		}
		for w := range own {
			if len(w) > 2 {
				count[w]++
			}
		}
	}
	byWeight := map[string][]string{}
	for w, n := range count {
		if n >= 4 {
			weight := math.Max(0.2, 1-0.22*math.Log(float64(n)/2))
			key := fmt.Sprintf("%.1f", weight)
			byWeight[key] = append(byWeight[key], w)
		}
	}
	var out strings.Builder
	out.WriteString("# Written by match/learn: weights of words in four or more primary names of OFAC's list of 2021 (US public data).\n")
	for _, key := range slices.Sorted(maps.Keys(byWeight)) {
		slices.Sort(byWeight[key])
		fmt.Fprintf(&out, "%s: %s\n", key, strings.Join(byWeight[key], " "))
	}
	return os.WriteFile(file, []byte(out.String()), 0o644)
}
