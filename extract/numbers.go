package extract

import (
	"regexp"
	"strings"

	"lanna/extract/ids"
)

var (
	residentForm = regexp.MustCompile(`[1-9]\d(?:[ \-\n]{0,2}[\d*]){13,15}(?:[ \-\n]{0,2}[\dXx*])?`)
	maskedForm   = regexp.MustCompile(`(?:\d ?){2,14}(?:\* ?){2,16}(?:[\d*] ?){0,4}[Xx]?`)
	nrcForm      = regexp.MustCompile(`(\d{1,2}) ?/ ?([A-Za-z]{3,12}|[\x{1000}-\x{103F}]{3,24}) ?\( ?([A-Za-z]{1,6}|[\x{1000}-\x{109F}]{1,12}) ?\) ?(\d{5,6})`)
	thaiForm     = regexp.MustCompile(`[1-8](?:[ \-]{0,2}\d){11}(?:[ \-]{0,2}|\n)\d`)
	cardForm     = regexp.MustCompile(`\d(?:[ \-]?\d){14,18}`)
	passForm     = regexp.MustCompile(`[A-Za-z]{1,2} ?\d(?: ?\d){5,11}`)
	mrzLine      = regexp.MustCompile(`[A-Z0-9<«][A-Z0-9<« ]{28,60}`)
	laoForm      = regexp.MustCompile(`\d{2} ?- ?\d{6,8}`)
	tailForm     = regexp.MustCompile(`\d{3,5}[\dXx]`)
)

// numbers finds what identifies persons, cards and wallets, surest first.
func (p *page) numbers() {
	p.mrz()
	p.residents()
	p.nrcs()
	p.thaiIDs()
	p.laoIDs()
	p.cards()
	p.passports()
}

// each calls f for every match of a form in text whose bytes are free and that
// is not part of a longer run of digits or letters.
func (p *page) each(form *regexp.Regexp, text string, f func(start, end int)) {
	for _, m := range perLine(form, text, anyDigit) {
		start, end := m[0], m[1]
		for end > start && (text[end-1] == ' ' || text[end-1] == '-' || text[end-1] == '\n') {
			end--
		}
		if p.free(start, end) && borderBefore(text, start) && borderAfter(text, end) {
			f(start, end)
		}
	}
}

// eachGlued is each for numbers to which a sum of money may be glued.
func (p *page) eachGlued(form *regexp.Regexp, f func(start, end int)) {
	for _, m := range form.FindAllStringIndex(p.nums, -1) {
		if p.free(m[0], m[1]) && borderBefore(p.nums, m[0]) && (borderAfter(p.nums, m[1]) || p.sumGlued(m[1])) {
			f(m[0], m[1])
		}
	}
}

func borderBefore(s string, at int) bool {
	return at == 0 || !(isDigit(s[at-1]) || s[at-1] == '*' && isDigit(s[at]))
}

func borderAfter(s string, at int) bool {
	return at >= len(s) || !isDigit(s[at]) && s[at] != '*' || s[at] == '*' && at+1 < len(s) && s[at+1] != '*' && !isDigit(s[at+1])
}

var squeeze = strings.NewReplacer(" ", "", "-", "", "\n", "")

func (p *page) residents() {
	for _, m := range residentForm.FindAllStringIndex(p.nums, -1) {
		p.resident(m[0], m[1])
	}
	p.eachMasked()
	p.tails()
}

// eachMasked reads masked numbers, also one of all its 18 signs behind which a sum
// of money lost its blank (350521********7352 | 15万).
func (p *page) eachMasked() {
	for _, m := range perLine(maskedForm, p.nums, "*") {
		start, end := m[0], m[0]+len(strings.TrimRight(p.nums[m[0]:m[1]], " -\n"))
		whole := len(squeeze.Replace(p.nums[start:end])) == 18 && p.sumGlued(end)
		if p.free(start, end) && borderBefore(p.nums, start) && (borderAfter(p.nums, end) || whole) {
			p.masked(start, end)
		}
	}
}

// resident tries the run as 18 signs, then as 15; a run may be longer than the
// number in it when the next number follows after a blank.
func (p *page) resident(start, end int) {
	for _, n := range []int{18, 15} {
		stop, ok := afterSigns(p.nums, start, n)
		if strings.Contains(p.nums[start:max(start, stop)], "*") {
			return // masked has rules of its own
		}
		if !ok || stop > end || !p.free(start, stop) || !borderBefore(p.nums, start) || !borderAfter(p.nums, stop) && !p.sumGlued(stop) {
			continue
		}
		r, ok := ids.ParseResident(squeeze.Replace(p.nums[start:stop]))
		label, isLabelled := p.labelled(start, kID)
		if !ok || n == 15 && !isLabelled && (r.County.Name == "" || r.Birth == "") {
			continue
		}
		f := residentFind(r)
		f.start, f.end, f.label = start, stop, label
		if p.nums[start:stop] != p.text[start:stop] {
			f.check, f.detail["mended"] = true, "yes"
		}
		p.add(f)
		return
	}
}

// sumGlued: a sum of money begins at a byte directly behind a number, because
// the reader lost the blank between them.
func (p *page) sumGlued(at int) bool {
	c := cursor{s: p.nums, at: at}
	n, ok := c.number()
	if !ok || n.word {
		return false
	}
	rest := strings.TrimLeft(c.rest(), " ")
	_, unit := units.at(rest)
	_, currency := currencies.at(rest)
	return unit || currency || n.groups == ','
}

func afterSigns(s string, at, n int) (int, bool) {
	for ; at < len(s); at++ {
		if c := s[at]; isDigit(c) || c == '*' || c == 'X' || c == 'x' {
			if n--; n == 0 {
				return at + 1, true
			}
		}
	}
	return at, false
}

func residentFind(r ids.Resident) find {
	d := map[string]string{"type": "cn_resident"}
	put := func(k, v string) {
		if v != "" {
			d[k] = v
		}
	}
	put("county", r.County.Full())
	put("birth", r.Birth)
	put("sex", r.Sex)
	if r.County.Retired {
		d["county-code"] = "retired"
	}
	f := find{kind: fID, value: r.Number, lang: "zh", confidence: 0.99, detail: d, reason: Reason{Code: ReasonChecksum}}
	if why := r.Why(); why != "" {
		f.check, f.confidence = true, 0.9
		f.reason = Reason{Code: ReasonNoSum, Args: map[string]string{"why": why}}
		if why == ids.WhyChecksum {
			want := ids.ResidentCheck(r.Number[:17])
			f.reason = Reason{Code: ReasonBad, Args: map[string]string{"last": string(want)}}
		}
	}
	d["valid"] = yes(r.Valid)
	return f
}

func yes(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// masked numbers of another length than 18 count where a label says so.
func (p *page) masked(start, end int) {
	s := strings.ToUpper(strings.ReplaceAll(p.nums[start:end], " ", ""))
	if len(s) == 11 && s[0] == '1' && s[1] >= '3' {
		return // a masked phone
	}
	label, ok := p.labelled(start, kID)
	s, mended := eighteen(s)
	r, parsed := ids.ParseResident(s)
	if !ok && !parsed {
		return
	}
	f := find{kind: fID, value: s, lang: "zh", detail: map[string]string{"type": "cn_resident", "valid": "false"}}
	if parsed {
		f = residentFind(r)
	}
	f.start, f.end, f.label, f.check, f.confidence = start, end, label, true, 0.8
	f.reason = Reason{Code: ReasonNoSum, Args: map[string]string{"why": ids.WhyMasked}}
	if mended {
		f.detail["mended"], f.confidence = "stars", 0.7
	}
	p.add(f)
}

// eighteen sets the number of stars right: a reader loses count of them, and
// whoever masks a number shows its first 3 to 10 and its last 3 or 4 signs.
func eighteen(s string) (string, bool) {
	first, last := strings.IndexByte(s, '*'), strings.LastIndexByte(s, '*')
	tail := len(s) - last - 1
	if len(s) == 18 || len(s) == 15 || len(s) < 13 || len(s) > 24 || first < 3 || first > 14 || tail > 4 || strings.Trim(s[first:last+1], "*") != "" {
		return s, false
	}
	return s[:first] + strings.Repeat("*", 18-first-tail) + s[last+1:], true
}

// tails are the last signs alone: 证尾 903X.
func (p *page) tails() {
	for _, c := range p.cues {
		written := p.text[c.start:c.end]
		if !c.is(kID) || !strings.Contains(written, "尾") && !strings.Contains(written, "后四") {
			continue
		}
		from := c.end
		for from < len(p.text) && onlyGlue(p.text[from:from+1]) {
			from++
		}
		m := tailForm.FindStringIndex(p.nums[from:min(len(p.nums), from+8)])
		if m == nil || m[0] != 0 || !p.free(from, from+m[1]) {
			continue
		}
		tail := strings.ToUpper(p.nums[from : from+m[1]])
		p.add(find{kind: fID, start: from, end: from + m[1], value: strings.Repeat("*", 18-len(tail)) + tail, lang: "zh", confidence: 0.9,
			check: true, label: c, reason: Reason{Code: ReasonNoSum, Args: map[string]string{"why": ids.WhyMasked}},
			detail: map[string]string{"type": "cn_resident", "valid": "false"}})
	}
}

func (p *page) nrcs() {
	for _, m := range perLine(nrcForm, p.nums, "/") {
		if !p.free(m[0], m[1]) || !borderAfter(p.nums, m[1]) {
			continue
		}
		part := func(i int) string { return p.nums[m[2*i]:m[2*i+1]] }
		n := ids.NRC{State: part(1), Letters: part(2), Class: ids.NRCClass(part(3)), Number: part(4)}
		if n.Class == "" {
			n.Class = part(3)
		}
		n.Candidates = ids.Townships(n.State, n.Letters)
		var names []string
		for _, t := range n.Candidates {
			names = append(names, t.Name)
		}
		detail := map[string]string{"type": "mm_nrc", "valid": yes(len(n.Candidates) > 0 && len(n.Number) == 6), "canonical": n.String()}
		if len(names) > 0 {
			detail["candidates"] = strings.Join(names, ", ")
		}
		p.add(find{kind: fID, start: m[0], end: m[1], value: strings.ReplaceAll(p.nums[m[0]:m[1]], " ", ""), lang: "my", confidence: 0.95,
			check: len(names) != 1, reason: Reason{Code: ReasonForm}, detail: detail})
	}
}

func (p *page) thaiIDs() {
	p.eachGlued(thaiForm, func(start, end int) {
		if written := p.nums[start:end]; strings.Contains(written, "\n") && strings.Count(written, " ")+strings.Count(written, "-") != 3 {
			return // of the groups of one number the last alone may stand in the next line
		}
		s := squeeze.Replace(p.nums[start:end])
		form, valid := ids.ThaiID(s)
		label, isLabelled := p.labelled(start, kID)
		dashed := strings.Count(p.nums[start:end], "-") == 4 || strings.Count(p.nums[start:end], " ") == 4
		known := isLabelled || dashed || p.lang == "th"
		if !form || !known && !valid || start > 0 && p.nums[start-1] == '+' || !isLabelled && strings.HasPrefix(s, "861") {
			return
		}
		f := find{kind: fID, start: start, end: end, value: s, lang: "th", confidence: 0.97, label: label, reason: Reason{Code: ReasonChecksum},
			detail: map[string]string{"type": "th_national", "valid": yes(valid)}}
		if !valid {
			f.check, f.confidence = true, 0.9
			f.reason = Reason{Code: ReasonBad, Args: map[string]string{"last": string(ids.ThaiCheck(s[:12]))}}
		}
		p.add(f)
	})
}

// dialled: the code of a country stands ahead of a number.
var dialled = regexp.MustCompile(`\+[0-9]{1,3}[ -]?$`)

// laoIDs: two digits of the province, a dash and six to eight more.
func (p *page) laoIDs() {
	p.each(laoForm, p.nums, func(start, end int) {
		label, ok := p.labelled(start, kID)
		if _, phone := p.labelled(start, kPhone, kContact); phone || !ok && p.lang != "lo" || dialled.MatchString(p.nums[max(0, start-6):start]) {
			return
		}
		p.add(find{kind: fID, start: start, end: end, value: strings.ReplaceAll(p.nums[start:end], " ", ""), lang: "lo", confidence: 0.85, label: label,
			check: !ok, reason: Reason{Code: ReasonForm}, detail: map[string]string{"type": "la_identity", "valid": "false"}})
	})
}

func (p *page) cards() {
	p.each(cardForm, p.nums, func(start, end int) {
		s := squeeze.Replace(p.nums[start:end])
		label, isLabelled := p.labelled(start, kCard)
		form, valid := ids.Card(s)
		if !isLabelled && (!valid || !form || strings.HasPrefix(s, "00") || start > 0 && p.nums[start-1] == '+') {
			return
		}
		f := find{kind: fCard, start: start, end: end, value: s, confidence: 0.95, label: label, reason: Reason{Code: ReasonChecksum},
			detail: map[string]string{"valid": yes(valid)}}
		if !valid {
			f.check, f.reason = true, Reason{Code: ReasonBad}
		}
		p.add(f)
	})
}

// passports: a label, or the form that most of the world uses: two letters and
// seven digits, or E or G and eight. A reader sets blanks in them, takes capitals
// for small letters, and glues the next number to them.
func (p *page) passports() {
	for _, m := range perLine(passForm, p.text, anyDigit) {
		start := m[0]
		end, glued := p.passportEnd(start, m[1])
		if end == 0 || !p.free(start, end) {
			continue
		}
		stuck := start > 0 && (latinByte(p.text[start-1]) || isDigit(p.text[start-1]))
		label, ok := p.labelled(start, kPass)
		if stuck && !strings.HasSuffix(strings.ToLower(p.text[:start]), "passport") {
			continue
		}
		if _, other := p.labelled(start, kHandle); other && !ok || !ok && p.lang == "zh" && qqLetter.MatchString(p.text[start:end]) {
			continue
		}
		if ok && end < len(p.text) && p.text[end] >= 'A' && p.text[end] <= 'Z' && (end+1 == len(p.text) || !latinByte(p.text[end+1]) && !isDigit(p.text[end+1])) {
			end++ // Philippine passports end with a letter
		}
		s := strings.ToUpper(strings.ReplaceAll(p.text[start:end], " ", ""))
		capitals := p.text[start] < 'a' || p.text[start+1] < 'a'
		form := len(s) == 9 && capitals
		if _, id := p.labelled(start, kID); !ok && !form && !stuck && !(id && capitals && len(s) >= 7) {
			continue
		}
		p.add(find{kind: fID, start: start, end: end, value: s, confidence: 0.9, label: label, check: !ok || glued, reason: Reason{Code: ReasonLabel},
			detail: map[string]string{"type": "passport"}})
	}
}

// passportEnd is where the number that begins at start ends: eight or nine
// signs, fewer only where nothing follows them.
func (p *page) passportEnd(start, end int) (int, bool) {
	letters, digits := 0, 0
	for i := start; i < end; i++ {
		switch c := p.text[i]; {
		case isDigit(c):
			digits++
		case c != ' ':
			letters++
		}
		if letters == 2 && digits == 7 || letters == 1 && digits == 8 {
			at := i + 1
			if at >= len(p.text) || !isDigit(p.text[at]) {
				return at, false
			}
			if p.sumGlued(at) {
				return at, true
			}
			return 0, false
		}
	}
	loose := end < len(p.text) && latinByte(p.text[end]) && (end+1 < len(p.text) && latinByte(p.text[end+1]) || p.text[end] > 'Z')
	if strings.Contains(p.text[start:end], " ") || loose {
		return 0, false
	}
	return end, false
}

// mrz finds two or three lines of a machine readable zone.
func (p *page) mrz() {
	if !strings.Contains(p.text, "<<") {
		return
	}
	lines := mrzLine.FindAllStringIndex(p.text, -1)
	for i := 0; i+1 < len(lines); i++ {
		for n := 2; n <= 3 && i+n <= len(lines); n++ {
			zone := make([]string, n)
			for j := range n {
				zone[j] = strings.ReplaceAll(p.text[lines[i+j][0]:lines[i+j][1]], " ", "")
			}
			m, ok := ids.ParseMRZ(zone)
			if !ok {
				continue
			}
			f := find{kind: fID, start: lines[i][0], end: lines[i+n-1][1], value: m.Number, confidence: 0.98, reason: Reason{Code: ReasonChecksum},
				detail: map[string]string{"type": "passport", "valid": yes(m.Valid), "issuer": m.Issuer, "format": m.Format,
					"name": strings.TrimSpace(m.Surname + " " + m.Given), "sex": m.Sex, "mrz": strings.Join(zone, "\n")}}
			if !m.Valid {
				f.check, f.reason = true, Reason{Code: ReasonBad}
			}
			p.add(f)
			i += n - 1
			break
		}
	}
}
