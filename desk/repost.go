package desk

import (
	"cmp"
	"slices"
	"strconv"

	"lanna"
	"lanna/handling"
	"lanna/store"
)

// Codes of the reasons for which a notice may repeat another.
const (
	repostID      = "same-id"
	repostPicture = "same-picture"
	repostWords   = "same-words"
	repostName    = "same-name"
)

const (
	alikeWords   = 0.5 // share of pairs of letters; a raised price changes few
	alikePicture = 6   // bits of 64 in which two hashes of one picture may differ after another compression
	candidates   = 30  // of each key, the newest
)

// offerReposts finds earlier notices that the capture's may repeat, by number,
// name, words and picture. The work is bounded: each key is asked for its
// newest records alone.
func (d *Desk) offerReposts(r store.Reader, by Actor, why Why, v *CaptureView, phash string, p *proposal) error {
	f := &repostFinder{d: d, r: r, by: by, why: why, self: v.Record, l: d.lens(by, why)}
	var err error
	if f.audiences, err = d.audiences(r, recordView, by, why.Purpose); err != nil || len(f.audiences) == 0 {
		return err
	}
	if err := f.pictures(phash); err != nil {
		return err
	}
	for i := range v.Notices {
		if v.Notices[i].Reposts, err = f.find(&v.Notices[i], printOf(p.words(v.Notices[i].Number).Text)); err != nil {
			return err
		}
	}
	return nil
}

type repostFinder struct {
	d         *Desk
	r         store.Reader
	by        Actor
	why       Why
	self      lanna.RecordID
	l         *lens
	audiences []handling.Audience
	same      map[lanna.RecordID]int // captures whose picture looks the same, with the distance
}

// find returns the notices that may be repeated, the likeliest first.
func (f *repostFinder) find(n *ProposedNotice, words print) ([]RepostOption, error) {
	best := map[lanna.RecordID]scored{}
	take := func(s scored) {
		if s.score > best[s.option.Record].score {
			best[s.option.Record] = s
		}
	}
	var keys []string
	for _, field := range n.Fields {
		if k := keyOf(field.Property, field.Value); k != "" && slices.Contains(repostKeys, field.Property) {
			keys = append(keys, k)
		}
	}
	for _, look := range []struct {
		name   string
		values []string
	}{{"id", keys}, {"words", words.bands()}} {
		err := f.each(look.name, look.values, func(link Link, row recordRow, key string) { take(f.score(n, words, link, row, look.name, key)) })
		if err != nil {
			return nil, err
		}
	}
	for capture := range f.same {
		err := f.each("link", []string{string(lanna.CaptureOf) + ":" + capture.String()}, func(link Link, row recordRow, _ string) {
			take(f.score(n, words, link, row, "picture", ""))
		})
		if err != nil {
			return nil, err
		}
	}
	return ranked(best), nil
}

// repostKeys are the properties that two notices on one person share. A phone
// or handle is the poster's, who posts about many.
var repostKeys = []lanna.Property{lanna.IDResident, lanna.IDThai, lanna.IDMyanmar, lanna.IDLao, lanna.Passport, lanna.Name, lanna.Alias}

type scored struct {
	option RepostOption
	score  float64
}

func (f *repostFinder) score(n *ProposedNotice, words print, link Link, row recordRow, how, key string) scored {
	s := scored{option: RepostOption{Record: link.Record, Label: link.Label, Amount: link.Title.Amount, When: link.When}}
	alike := words.alike(row.Print)
	percent := strconv.Itoa(int(alike * 100))
	switch {
	case how == "id" && !nameKey(key):
		s.score, s.option.Reason = 3, Reason{Code: repostID}
	case alike >= alikeWords:
		s.score, s.option.Reason = 1+alike, Reason{Code: repostWords, Args: map[string]string{"percent": percent}}
	case how == "id":
		s.score, s.option.Reason = 1+alike/2, Reason{Code: repostName}
	case how == "picture" && sharesName(n, link):
		s.score, s.option.Reason = 2, Reason{Code: repostPicture}
	}
	s.option.Reason.Record = link.Record
	return s
}

func nameKey(key string) bool {
	for _, p := range []lanna.Property{lanna.Name, lanna.Alias} {
		if len(key) > len(p) && key[:len(p)+1] == string(p)+":" {
			return true
		}
	}
	return false
}

// sharesName tells which of the notices in a picture that came again is meant.
func sharesName(n *ProposedNotice, link Link) bool {
	for _, field := range n.Fields {
		if field.Property != lanna.Name && field.Property != lanna.Alias && field.Property != lanna.Amount {
			continue
		}
		if field.Value == link.Title.Amount || slices.ContainsFunc(append(link.Title.Names, link.Title.Aliases...), func(w Words) bool { return w.Text == field.Value }) {
			return true
		}
	}
	return false
}

// each calls take for every notice under one of the keys that the reader may see.
func (f *repostFinder) each(name string, values []string, take func(Link, recordRow, string)) error {
	if len(values) == 0 {
		return nil
	}
	items, err := f.r.List(store.ListQuery{View: recordView, Name: name, Values: values, Audiences: f.audiences, Descending: true, Limit: candidates})
	if err != nil {
		return err
	}
	for _, item := range items {
		row := store.Row{View: recordView, ID: item.ID, Body: item.Body}
		link, known, err := f.l.link(row)
		if err != nil {
			return err
		}
		if !known || !noticeKind(link.Kind) {
			continue
		}
		rec, err := parseRecordRow(row)
		if err != nil {
			return err
		}
		take(link, rec, item.Value)
	}
	return nil
}

// pictures finds captures whose picture looks the same.
func (f *repostFinder) pictures(phash string) error {
	f.same = map[lanna.RecordID]int{}
	buckets := phashBuckets(phash)
	if len(buckets) == 0 {
		return nil
	}
	items, err := f.r.List(store.ListQuery{View: recordView, Name: "look", Values: buckets, Audiences: f.audiences, Descending: true, Limit: 4 * candidates})
	if err != nil {
		return err
	}
	for _, item := range items {
		row, err := parseRecordRow(store.Row{ID: item.ID, Body: item.Body})
		if err != nil {
			return err
		}
		if dist := phashDistance(phash, row.value(lanna.PHash)); dist <= alikePicture && item.ID != f.self {
			f.same[item.ID] = dist
		}
	}
	return nil
}

// ranked returns the options that have a reason, the likeliest first, and of
// equals the newest.
func ranked(best map[lanna.RecordID]scored) []RepostOption {
	var list []scored
	for _, s := range best {
		if s.score > 0 {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.option.When, a.option.When), slices.Compare(a.option.Record[:], b.option.Record[:]))
	})
	var out []RepostOption
	for _, s := range list[:min(len(list), 5)] {
		out = append(out, s.option)
	}
	return out
}
