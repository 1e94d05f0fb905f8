package wording

import "fmt"

// value invents or repeats the value of a slot, notes it for the truth, and
// returns it as it is to be written.
func (w *writer) value(p *person, s Subject, what, how string) (string, error) {
	n := p.notice
	switch what {
	case "amount", "old", "tip":
		return w.amount(p, s, what, how), nil
	case "phone", "phone2":
		return w.phone(p, what, how), nil
	case "wechat", "telegram", "line", "whatsapp", "facebook", "qq":
		return w.handle(p, what), nil
	case "id", "mid", "passport", "thid", "nrc", "laoid":
		return w.id(p, s, what)
	case "name":
		v := w.once(p, "name", s.Name, w.another(func() string { return Name(w.r, w.lang) }))
		n.Names = union(n.Names, []string{v})
		return v, nil
	case "alias":
		v := w.once(p, "alias", s.Alias, w.another(func() string { return pick(w.r, pools[w.lang].aliases) }))
		n.Aliases = union(n.Aliases, []string{v})
		return v, nil
	case "place":
		v := w.once(p, "place", s.Place, func() string { return pick(w.r, pools[w.lang].places) })
		n.Places = union(n.Places, []string{v})
		return v, nil
	case "threat":
		v := w.once(p, "threat", s.Threat, func() string { return pick(w.r, pools[w.lang].threats) })
		n.Threats = union(n.Threats, []string{v})
		return v, nil
	case "acc":
		v := w.once(p, "acc", s.Accusation, func() string { return pick(w.r, pools[w.lang].accusations) })
		n.Accusations = union(n.Accusations, []string{v})
		return v, nil
	case "age":
		return fmt.Sprint(18 + w.r.IntN(24)), nil
	case "height":
		return fmt.Sprint(158 + w.r.IntN(26)), nil
	case "hour":
		return fmt.Sprintf("%d:%02d", 7+w.r.IntN(15), 5*w.r.IntN(12)), nil
	case "day":
		return fmt.Sprint(1 + w.r.IntN(28)), nil
	case "month":
		return fmt.Sprint(1 + w.r.IntN(12)), nil
	case "room":
		return fmt.Sprintf("%d%02d", 2+w.r.IntN(7), 1+w.r.IntN(20)), nil
	case "small":
		return fmt.Sprint(5 + w.r.IntN(90)), nil
	}
	return "", fmt.Errorf("no slot is called %q", what)
}

// once keeps the first value that a slot of a person gets.
func (w *writer) once(p *person, key, given string, make func() string) string {
	if v, ok := p.said[key]; ok {
		return v
	}
	v := given
	if v == "" {
		v = make()
	}
	p.said[key] = v
	return v
}

// another makes a value that nobody in the text has yet, as far as there are
// enough: two people of one name in one list are another exercise (P02).
func (w *writer) another(make func() string) func() string {
	return func() string {
		v := make()
		for i := 0; w.used[v] && i < 100; i++ {
			v = make()
		}
		w.used[v] = true
		return v
	}
}

var services = map[string]string{"wechat": "wechat", "telegram": "telegram", "line": "line", "whatsapp": "whatsapp", "facebook": "facebook", "qq": "qq"}

func (w *writer) handle(p *person, service string) string {
	v := w.once(p, service, "", func() string { return NewHandle(w.r, service) })
	p.notice.Handles = union(p.notice.Handles, []Handle{{services[service], v}})
	return v
}

func (w *writer) phone(p *person, key, how string) string {
	region := how
	if region == "" {
		region = map[string]string{"zh": "CN", "en": pick(w.r, []string{"US", "GB", "TH", "CN"}), "th": "TH", "my": "MM", "lo": "LA"}[w.lang]
	}
	e164 := w.once(p, key, "", func() string { return NewPhone(w.r, region) })
	p.notice.Phones = union(p.notice.Phones, []string{e164})
	return writePhone(w.r, e164, region, w.lang)
}
