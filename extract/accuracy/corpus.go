package accuracy

import (
	"fmt"
	"regexp"
	"strings"

	"lanna/extract"
)

// Corpus reads texts with what is to be found in them, as extract/testdata/corpus.txt
// has them: a text, lines that begin with "=> " (one a notice, "=> C" for contacts of
// all, "=> none"), and an empty line. A text is in [Truth].Text.
func Corpus(raw string) ([]Truth, error) {
	var all []Truth
	for block := range strings.SplitSeq(raw, "\n\n") {
		t := Truth{Split: "dev"}
		var text []string
		for line := range strings.SplitSeq(strings.Trim(block, "\n"), "\n") {
			want, found := strings.CutPrefix(line, "=> ")
			switch {
			case found && want != "none":
				if err := t.want(want); err != nil {
					return nil, err
				}
			case !found && !strings.HasPrefix(line, "# "):
				text = append(text, line)
			}
		}
		if t.Text = strings.Join(text, "\n"); t.Text != "" {
			t.Language = languageOf(t.Text)
			all = append(all, t)
		}
	}
	return all, nil
}

// corpusField is a key of one letter and the value behind it.
var corpusField = regexp.MustCompile(`(?:^| )([NAIPH$T]) `)

// want takes what one line says is to be found.
func (t *Truth) want(line string) error {
	shared, contacts := strings.CutPrefix(line, "C ")
	if contacts {
		line = shared
	}
	var n extract.IntakeNotice
	at := corpusField.FindAllStringSubmatchIndex(line, -1)
	for i, m := range at {
		end := len(line)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		if err := setCorpus(&n, line[m[2]], line[m[1]:end]); err != nil {
			return err
		}
	}
	if contacts {
		t.Contacts = extract.IntakeContacts{Phones: n.Phones, Handles: n.Handles}
	} else {
		t.Notices = append(t.Notices, n)
	}
	return nil
}

func setCorpus(n *extract.IntakeNotice, key byte, value string) error {
	values := strings.Split(value, ";")
	switch key {
	case 'N':
		n.Names = values
	case 'A':
		n.Aliases = values
	case 'P':
		n.Phones = values
	case 'I':
		for _, v := range values {
			n.IDs = append(n.IDs, extract.IntakeID{Type: idType(v), Value: v})
		}
	case 'H':
		for _, v := range values {
			service, account, ok := strings.Cut(v, ":")
			if !ok {
				return fmt.Errorf("accuracy: %q is no handle", v)
			}
			n.Handles = append(n.Handles, extract.IntakeHandle{Service: service, Value: account})
		}
	default:
		i := strings.IndexFunc(value, func(r rune) bool { return r >= 'A' && r <= 'Z' })
		if i < 0 {
			i = len(value)
		}
		a := &extract.IntakeAmount{Value: value[:i], Currency: value[i:]}
		if key == 'T' {
			n.TipAmount = a
		} else {
			n.Amount = a
		}
	}
	return nil
}

// idType tells what an identity number is by its form, which the corpus leaves out.
func idType(v string) string {
	switch digits := strings.Trim(v, "0123456789"); {
	case strings.Contains(v, "/"):
		return "mm_nrc"
	case v[0] >= 'A' && v[0] <= 'Z':
		return "passport"
	case digits == "" && len(v) == 13:
		return "th_national"
	case len(v) == 18 || len(v) == 15:
		return "cn_resident"
	}
	return "la_identity"
}

// languageOf is the language by the letters of which a text has four.
func languageOf(text string) string {
	n := map[string]int{}
	for _, r := range text {
		switch {
		case r >= 0x4E00 && r <= 0x9FFF:
			n["zh"]++
		case r >= 0x0E01 && r <= 0x0E5B:
			n["th"]++
		case r >= 0x1000 && r <= 0x109F:
			n["my"]++
		case r >= 0x0E80 && r <= 0x0EFF:
			n["lo"]++
		}
	}
	for _, l := range []string{"my", "lo", "th", "zh"} {
		if n[l] >= 4 {
			return l
		}
	}
	return "en"
}
