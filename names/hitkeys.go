package names

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"

	"lanna"
)

// HitPersonKeys is how many keys a person has at most, and so how many elements
// a question about a person carries.
const HitPersonKeys = 16

// hitPrefix stands before every key. It changes when keys are made otherwise, so
// that agencies with another version do not meet by chance.
const hitPrefix = "1/"

// HitIdentifier gives the one form in which two agencies ask each other about an
// identifier, and false where the property or the value identifies nobody. It is
// IdentifierKey but for what agencies write differently: a domain is the host of
// its address, a passport stands without the state that issued it, a handle
// without the @ in front.
func HitIdentifier(p lanna.Property, value string) (string, bool) {
	v := strings.TrimSpace(value)
	switch p {
	case lanna.URL:
		host, ok := domainOf(v)
		return hitPrefix + "domain:" + host, ok
	case lanna.Phone:
		v = strings.ReplaceAll(v, "(0)", "")
	case lanna.Passport:
		if state, number, ok := strings.Cut(v, ":"); ok && len(state) <= 3 {
			v = number
		}
	case lanna.Handle:
		service, name, ok := strings.Cut(v, ":")
		if !ok {
			return "", false // of no service: too many share it
		}
		v = strings.TrimSpace(service) + ":" + strings.TrimLeft(strings.TrimSpace(name), "@")
	case lanna.MRZ:
		return "", false // holds a passport's number, which is asked for by itself
	}
	key, ok := IdentifierKey(p, v)
	return hitPrefix + key, ok
}

// domainOf returns the host of an address in ASCII, without www and port.
func domainOf(v string) (string, bool) {
	if !strings.Contains(v, "://") {
		v = "http://" + v
	}
	u, err := url.Parse(v)
	if err != nil {
		return "", false
	}
	host, err := idna.Lookup.ToASCII(strings.TrimPrefix(strings.TrimSuffix(strings.ToLower(u.Hostname()), "."), "www."))
	return host, err == nil && strings.Contains(host, ".") && len(host) >= 4
}

// HitPerson gives the keys under which two agencies meet over a person without
// telling each other the name. There are two kinds. With the year of birth goes
// the sound of the name, in each system and order: its vowels, and the classes
// of its consonants. With the whole date go the classes alone where they are
// many, because free spellings keep those and few people share a date. Both tell a little less than
// the name does, and how often two names meet by chance is measured in
// docs/measured/hit.md. A name without a year has no keys: it would meet too
// many.
//
// born is ISO 8601, possibly cut short. Day and month stand in order of size, so
// that a swapped date meets; a year of the Buddhist era becomes one of ours.
func HitPerson(n *Name, born string) []string {
	year, day := birthParts(born)
	if year < 1850 || year > 2200 {
		return nil
	}
	k := &hitKeys{}
	all := hitReadings(n)
	if day != "" {
		for _, letters := range all {
			k.addDay(letters, strconv.Itoa(year)+day)
		}
	}
	for _, letters := range all {
		if s := sound(letters); len(s) > 4 {
			k.add("person:" + s + ":" + strconv.Itoa(year))
		}
	}
	return k.out
}

type hitKeys struct{ out []string }

func (k *hitKeys) add(text string) {
	if key := hitPrefix + text; len(k.out) < HitPersonKeys && !slices.Contains(k.out, key) {
		k.out = append(k.out, key)
	}
}

// addDay adds a name's keys with a whole date: the consonants alone where they
// are many, else with the vowels in three classes.
func (k *hitKeys) addDay(letters, date string) {
	if len(k.out) >= HitPersonKeys*3/4 {
		return
	}
	if s := Skeleton(letters); len(s) >= bareSkeleton {
		k.add("born:" + s + ":" + date)
	} else if s = coarse.Replace(sound(letters)); len(s) > 3 {
		k.add("born:" + s + ":" + date)
	}
}

// bareSkeleton is how many consonants tell enough beside a date of birth. Of
// names with four, one pair in sixty has the same.
const bareSkeleton = 5

var coarse = strings.NewReplacer("e", "i", "o", "u")

// hitReadings gives the letters of a name in each system and order. Ko and Ma in
// front of a name are titles in Burmese and surnames in Cantonese, so what looks
// like a title counts both ways.
func hitReadings(n *Name) []string {
	var out []string
	for _, parts := range readings(n) {
		out = append(out, orders(parts, n.Script == Han)...)
	}
	var whole []string
	for _, p := range n.Parts {
		whole = append(whole, p.Letters)
	}
	if slices.ContainsFunc(n.Parts, func(p Part) bool { return p.Role == Titular }) {
		out = append(out, orders(whole, false)...)
	}
	return out
}

// orders joins parts as written, with the last in front, and with the first
// behind. The order of a Han name is known.
func orders(parts []string, fixed bool) []string {
	out := []string{strings.Join(parts, "")}
	if last := len(parts) - 1; last > 0 && !fixed {
		out = append(out, parts[last]+strings.Join(parts[:last], ""))
		if last > 1 {
			out = append(out, strings.Join(parts[1:], "")+parts[0])
		}
	}
	return out
}

// alikeSounds folds what communities write differently for one sound, before
// consonants fall into their classes.
var alikeSounds = strings.NewReplacer("wa", "ua", "we", "ue", "wi", "ui", "wo", "uo", "wu", "u", "iew", "iu", "ieu", "iu", "iow", "io", "eow", "io", "ew", "iu", "eo", "io", "oa", "ua", "ei", "i", "eu", "u")

// sound keeps the vowels of folded letters and the classes of the consonants
// (see Skeleton); h, v and w vanish.
func sound(letters string) string {
	letters = alikeSounds.Replace(canonical(letters))
	var out []byte
	for i := 0; i < len(letters); i++ {
		c := letters[i]
		if c < 'a' || c > 'z' {
			continue
		}
		if !strings.ContainsRune("aeiou", rune(c)) {
			next := byte(0)
			if i+1 < len(letters) {
				next = letters[i+1]
			}
			if c == 'g' && i > 0 && letters[i-1] == 'n' || c == 't' && (next == 's' || next == 'c' || next == 'z') {
				continue
			}
			if c = skeletonClass[c-'a']; c == 0 {
				continue
			}
		}
		if len(out) == 0 || out[len(out)-1] != c {
			out = append(out, c)
		}
	}
	return string(out)
}

// birthParts returns the year in the common era, and day and month in order of
// size, "" where they are not known.
func birthParts(born string) (year int, day string) {
	parts := strings.Split(FoldDigits(strings.TrimSpace(born)), "-")
	year, err := strconv.Atoi(parts[0])
	if err != nil {
		return 0, ""
	}
	if year > 2400 {
		year -= 543 // Buddhist era
	}
	if len(parts) == 3 && len(parts[1]) == 2 && len(parts[2]) == 2 {
		slices.Sort(parts[1:])
		day = "-" + parts[1] + "-" + parts[2]
	}
	return year, day
}
