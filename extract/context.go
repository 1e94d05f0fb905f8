package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"lanna/extract/gazetteer"
)

var (
	timeForm   = regexp.MustCompile(`\b\d{1,2}:\d{2}(?::\d{2})?\b`)
	dateForm   = regexp.MustCompile(`\b(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})\b|\d{4}年\d{1,2}月|\d{1,2}月\d{1,2}[日号])`)
	ageForm    = regexp.MustCompile(`(\d{1,2}) ?(?:周岁|岁|years? old|yrs?\b|y/?o\b)|(?i:(?:aged?|อายุ|ອາຍຸ|အသက်|年龄)[: ]{0,3})\(?(\d{1,2})\b`)
	heightForm = regexp.MustCompile(`(?i)\b1[\.m]\d{2}m?\b|\d{2,3} ?(?:公分|厘米|cm|kg|公斤|斤|กก|ซม|ກິໂລ|km|公里|米|楼|栋|号楼|室|层|天|小时|分钟|个月|年|人|名|个人|次|条|张|台|号|期|组|line|hours?|days?|people|km/h|g\b|%|折)`)
	ageHeight  = regexp.MustCompile(`\b\d{2}, ?1\d{2} ?(?:cm|公分|厘米|ซม)`) // of which a reader lost the blank
	bareHeight = regexp.MustCompile(`(?:身高|高|ส่วนสูง|สูง|height|ສູງ)[: ]{0,2}\d[\d.]{1,4}`)
)

// noise takes numbers that are times, dates, ages and measures.
func (p *page) noise() {
	p.dates()
	p.cardTails()
	for _, m := range perLine(timeForm, p.nums, anyDigit) {
		if p.free(m[0], m[1]) {
			p.add(find{kind: fNoise, start: m[0], end: m[1]})
		}
	}
	for _, m := range perLine(ageForm, p.nums, anyDigit) {
		g := 2
		if m[2] < 0 {
			g = 4
		}
		if p.free(m[g], m[g+1]) && !p.sumUnit(m[g+1]) {
			p.add(find{kind: fAge, start: m[g], end: m[g+1], value: p.nums[m[g]:m[g+1]], confidence: 0.9, reason: Reason{Code: ReasonContext}})
		}
	}
	for _, form := range []*regexp.Regexp{ageHeight, bareHeight, heightForm} {
		for _, m := range perLine(form, p.nums, anyDigit) {
			last := p.nums[m[1]-1]
			if p.free(m[0], m[1]) && borderBefore(p.nums, m[0]) && !(isDigit(last) && form == heightForm) && (m[0] == 0 || p.nums[m[0]-1] != ',' && p.nums[m[0]-1] != '.') {
				p.add(find{kind: fNoise, start: m[0], end: m[1]})
			}
		}
	}
}

func (p *page) sumUnit(at int) bool {
	_, ok := units.at(strings.TrimLeft(p.nums[at:], " "))
	return ok
}

func (p *page) dates() {
	for _, m := range perLine(dateForm, p.nums, anyDigit) {
		if !p.free(m[0], m[1]) || !borderAfter(p.nums, m[1]) {
			continue
		}
		value := isoDate(p.nums[m[0]:m[1]])
		if value == "" {
			continue
		}
		kind := fDate
		if _, ok := p.labelled(m[0], kBirth); ok {
			kind = fBirth
		}
		p.add(find{kind: kind, start: m[0], end: m[1], value: value, confidence: 0.85, reason: Reason{Code: ReasonForm}})
	}
}

// words finds what a message says by fixed phrases: sex, threats, accusations.
func (p *page) phrases() {
	for _, c := range p.cues {
		if code := c.arg(kThreat); code != "" && p.threatHolds(c, code) {
			p.finds = append(p.finds, find{kind: fThreat, start: c.start, end: c.end, value: code, lang: c.lang(), confidence: 0.85,
				reason: Reason{Code: ReasonPhrase, Args: map[string]string{"code": code}}, detail: map[string]string{"code": code}})
		}
		code := firstOf(c.arg(kAcc), c.arg(kTook))
		if code != "" && (c.arg(kAcc) != "" || p.tookHolds(c)) {
			p.finds = append(p.finds, find{kind: fAccusation, start: c.start, end: c.end, value: code, lang: c.lang(), confidence: 0.8,
				reason: Reason{Code: ReasonPhrase, Args: map[string]string{"code": code}}, detail: map[string]string{"code": code}})
		}
	}
}

// threatHolds: short words threaten only where nothing tames them.
func (p *page) threatHolds(c cue, code string) bool {
	w := p.text[c.start:c.end]
	switch code {
	case "family-threat":
		return len(p.textAround(c, 40)) > 0 && p.near(c, 40, kThreat, kCatch) && !p.only(c, "family-threat")
	case "injury", "kill":
		return len(w) > 3
	}
	return true
}

func (p *page) textAround(c cue, n int) string {
	return p.text[max(0, c.start-n):min(len(p.text), c.end+n)]
}

func (p *page) only(c cue, code string) bool {
	for _, o := range p.cuesIn(max(0, c.start-60), min(len(p.text), c.end+60)) {
		if a := o.arg(kThreat); a != "" && a != code {
			return false
		}
	}
	return true
}

func (p *page) near(c cue, n int, ks ...kind) bool {
	for _, o := range p.cuesIn(max(0, c.start-n), min(len(p.text), c.end+n)) {
		if o.start != c.start && o.any(ks...) {
			return true
		}
	}
	return false
}

// tookHolds: 卷, 偷 or 欠 alone need a sum or a word for money behind them.
func (p *page) tookHolds(c cue) bool {
	if c.end-c.start > 3 && c.lang() != "en" {
		return true
	}
	for _, f := range p.finds {
		if f.kind == fAmount && f.start >= c.end && f.start-c.end < 24 {
			return true
		}
	}
	rest := p.text[c.end:min(len(p.text), c.end+24)]
	return strings.Contains(rest, "钱") || strings.Contains(rest, "款") || strings.Contains(rest, "money") || strings.Contains(rest, "cash") || strings.Contains(rest, "company")
}

// Last signs of the names of zones, firms and buildings.
var compoundEnds = []string{"产业园", "科技园", "工业园", "经济特区", "园区", "大厦", "大楼", "赌场", "娱乐城", "酒店", "宾馆", "公寓", "山庄", "庄园", "新城", "国际城", "小区", "码头", "渡口", "口岸", "车站", "集团", "科技公司", "盘口", "基地"}

// compounds finds a name by its last signs: what stands before them, back to a
// word of the lexicon or a sign that is not Han.
func (p *page) compounds() {
	for _, end := range compoundEnds {
		for from := 0; ; {
			i := strings.Index(p.text[from:], end)
			if i < 0 {
				break
			}
			i += from
			from = i + len(end)
			start := p.compoundStart(i)
			if c, ok := p.cueAt(i); ok && c.start < i && c.any(kCatch, kThreat, kFled, kSeek) {
				continue // 抓回园区
			}
			if start == i || !p.free(start, from) {
				continue
			}
			p.add(find{kind: fCompound, start: start, end: from, value: p.text[start:from], lang: "zh", confidence: 0.85,
				reason: Reason{Code: ReasonSuffix, Args: map[string]string{"suffix": end}}})
		}
	}
}

func (p *page) compoundStart(at int) int {
	start := at
	for signs := 0; signs < 6 && start > 0; signs++ {
		r, n := utf8.DecodeLastRuneInString(p.text[:start])
		if !han(r) && !(r >= 'A' && r <= 'Z') || !p.free(start-n, start) {
			break
		}
		if c, ok := p.cueAt(start - n); ok && c.end == start && hardCue(p.text[c.start:c.end]) {
			break
		}
		start -= n
	}
	return start
}

// calledAfter: the place is part of what somebody is called (小四川, 福建仔).
func (p *page) calledAfter(start, end int) bool {
	next := firstRune(p.text[end:])
	if strings.ContainsRune("仔佬妹哥", next) {
		return true
	}
	before := p.text[:start]
	prev := lastRune(before)
	if !strings.ContainsRune("小老大阿", prev) || !han(firstRune(p.text[start:])) {
		return false
	}
	r := lastRune(before[:len(before)-len("小")])
	return !han(r)
}

// places finds towns and zones of the gazetteer, and compounds by their suffix.
func (p *page) places() {
	for _, h := range gazetteer.Find(p.text) {
		if !p.free(h.Start, h.End) || p.calledAfter(h.Start, h.End) {
			continue
		}
		kind := fPlace
		if h.Place.Kind == "compound" {
			kind = fCompound
		}
		p.add(find{kind: kind, start: h.Start, end: h.End, value: p.text[h.Start:h.End], confidence: 0.95,
			reason: Reason{Code: ReasonGazetteer, Args: map[string]string{"id": h.Place.ID}}, detail: map[string]string{"gazetteer": h.Place.ID}})
	}
}
