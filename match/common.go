package match

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"lanna/names"
)

//go:embed common.txt
var commonTXT string

//go:embed frequent.txt
var frequentTXT string

//go:embed nicknames.txt
var nicknamesTXT string

// commonWords gives the weight of words that many people bear. A word that is
// not listed weighs 1.
var commonWords = sync.OnceValue(func() map[string]float32 {
	m := map[string]float32{}
	weight := float32(1)
	for line := range strings.SplitSeq(frequentTXT+"\n"+commonTXT, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		head, list, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		if w, err := strconv.ParseFloat(strings.TrimSpace(head), 32); err == nil {
			weight = float32(w)
		}
		for _, word := range strings.Fields(list) {
			m[names.Letters(word)] = weight
		}
	}
	return m
})

func weightOf(letters string) float32 {
	if w, ok := commonWords()[letters]; ok {
		return w
	}
	if len(letters) < 2 {
		return 0.25
	}
	return 1
}

// nicknameGroups gives the groups that a word belongs to.
var nicknameGroups = sync.OnceValue(func() map[string][]int {
	m := map[string][]int{}
	for i, line := range strings.Split(nicknamesTXT, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		for _, word := range strings.Fields(line) {
			key := string(encode(names.Letters(word)))
			m[key] = append(m[key], i)
		}
	}
	return m
})

// nicknames reports whether both words stand in one group.
func nicknames(a, b []byte) bool {
	groups := nicknameGroups()
	for _, x := range groups[string(a)] {
		for _, y := range groups[string(b)] {
			if x == y {
				return true
			}
		}
	}
	return false
}
