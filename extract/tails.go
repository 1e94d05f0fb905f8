package extract

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Thai and Lao set no blank between a name and the verb or particle behind it
// (ศรีวัฒนาจาก 3 แสน, พงษ์สว่างพักที่ไหน, ทองสุวรรณก็ยังรอ). Short words of that
// kind are few; no parent gives the first, and the others end a name where a
// blank, a number or another word follows.
var (
	neverInSouth = []string{"ก็", "ที่", "ไม่", "ได้", "แล้ว", "กำลัง", "เพิ่งจะ", "ไม่ได้", "ซึ่ง", "เท่านั้น", "ไปแล้ว", "มาส่ง", "มาให้", "มาคืน", "มาหา", "มาที่", "ไปด้วย", "ไปส่ง", "กลับมา", "บ้าง", "ກໍ", "ທີ່", "ບໍ່", "ຢູ່ໃສ", "ໄດ້", "ແລ້ວ", "ກຳລັງ", "ເຊິ່ງ", "ມາສົ່ງ", "ມາໃຫ້", "ມາຄືນ", "ມາຫາ", "ມາທີ່", "ໄປນຳ", "ໄປສົ່ງ", "ກັບມາ", "ແດ່"}
	endsSouth    = []string{"จาก", "พัก", "หนี", "หาย", "ออก", "ว่า", "จะ", "เคย", "ยัง", "ไม่", "ให้", "เป็น", "กับ", "ถูก", "โดน", "ขาย", "ไป", "เข้า", "ด่วน", "นอน", "กิน", "ขโมย", "โกง", "กลับ", "เลย", "ต้อง", "ติด", "โทร", "ทัก", "ซ่อน", "หลบ", "จับ", "ยืม", "เบี้ยว", "ทำ", "พูด", "บอก", "ตาย", "ปีน", "วิ่ง", "ขับ", "ขึ้น", "ล่ะ", "นะ", "ครับ", "ค่ะ", "คือ", "ด้วย", "ผู้", "ของ", "เพื่อ", "รับ", "เอา", "แอบ", "หลุด", "นั้น", "นี้", "ไหม", "มั้ย", "หรือ", "ถ้า", "แต่", "เพราะ", "และ", "ใน", "เมื่อ", "ตอน", "สวม", "ใส่", "ใช้",
		"ຈາກ", "ພັກ", "ໜີ", "ຫາຍ", "ອອກ", "ວ່າ", "ຈະ", "ເຄີຍ", "ຍັງ", "ບໍ່", "ໃຫ້", "ເປັນ", "ກັບ", "ຖືກ", "ໂດນ", "ຂາຍ", "ໄປ", "ຢູ່", "ເຂົ້າ", "ຂຶ້ນ", "ເດ", "ເດີ", "ຄື", "ນຳ", "ຂອງ", "ຮັບ", "ເອົາ", "ລັກ", "ຫຼຸດ", "ດ່ວນ", "ນອນ", "ໂກງ", "ຕ້ອງ", "ໂທ", "ທັກ", "ລີ້", "ຈັບ", "ຢືມ", "ບອກ", "ຕາຍ", "ປີນ", "ແລ່ນ", "ນັ້ນ", "ນີ້", "ບໍ", "ຖ້າ", "ແຕ່", "ເພາະ", "ໃນ", "ຕອນ"}
)

// leastName is how many letters of a name stand before what ends it.
const leastName = 3

// tail: a word that ends a name begins here, inside a run of letters that began
// at from.
func (p *page) tail(from, at int) bool {
	if r := firstRune(p.text[at:]); !thai(r) && !lao(r) || utf8.RuneCountInString(p.text[from:at]) < leastName {
		return false
	}
	rest := p.text[at:]
	for _, w := range neverInSouth {
		if after, ok := strings.CutPrefix(rest, w); ok && !mark(firstRune(after)) {
			return true
		}
	}
	for _, w := range []string{"มา", "ไป", "ມາ", "ໄປ"} {
		if after, ok := strings.CutPrefix(rest, w); ok && !southLetter(firstRune(after)) && p.takenAway(from) {
			return true
		}
	}
	for _, w := range endsSouth {
		after, ok := strings.CutPrefix(rest, w)
		if !ok || mark(firstRune(after)) {
			continue
		}
		if after == "" || !southLetter(firstRune(after)) || p.wordAfter(at+len(w)) || fullTitle(after) {
			return true
		}
	}
	return false
}

// takenAway: a verb of taking or handing over opens the clause, so a word for here
// or there behind the name belongs to it (ส่งตัวX มา).
func (p *page) takenAway(at int) bool {
	before := p.text[max(0, at-90):at]
	before = before[strings.LastIndexByte(before, '\n')+1:]
	return slices.ContainsFunc([]string{"ส่งตัว", "เอาตัว", "นำตัว", "พาตัว", "พา", "ลาก", "ส่ง", "ສົ່ງຕົວ", "ເອົາຕົວ", "ນຳຕົວ", "ພາ", "ລາກ"}, func(w string) bool { return strings.Contains(before, w) })
}

// wordAfter: a word of the lexicon of three signs or more begins here, or
// another that ends names.
func (p *page) wordAfter(at int) bool {
	if c, ok := p.cueAt(at); ok && c.start == at && utf8.RuneCountInString(p.text[at:c.end]) >= 3 {
		return true
	}
	return beginsWith(p.text[at:], neverInSouth) || beginsWith(p.text[at:], endsSouth) || beginsWith(p.text[at:], []string{"ไหน", "ມາ", "ໃສ"})
}

// introducers stand before a name without a blank: with, that, of, body.
var introducers = []string{"กับ", "ว่า", "ของ", "ตัว", "ค่าตัว", "คือ", "หา", "ไอ้", "ให้", "ถึง", "เรื่อง", "หัว", "พา", "เอา", "จับ", "ตาม", "ส่ง", "เจอ", "เห็น", "ลาก", "ล่า", "ກັບ", "ວ່າ", "ຂອງ", "ຕົວ", "ຄືວ່າ", "ຫາ", "ເລື່ອງ", "ພາ", "ເອົາ", "ຈັບ", "ຕາມ", "ສົ່ງ", "ພໍ້", "ເຫັນ", "ລາກ"}

// introduced: one of them ends at a byte, and is a word of its own.
func (p *page) introduced(at int) bool {
	before := p.text[:at]
	for _, w := range introducers {
		head, ok := strings.CutSuffix(before, w)
		if !ok {
			continue
		}
		if last := lastRune(head); !southLetter(last) || p.taken[len(head)-1] {
			return true
		}
		if c, ok := p.cueAt(len(head) - 1); ok && c.end == len(head) && utf8.RuneCountInString(p.text[c.start:c.end]) >= 2 {
			return true
		}
	}
	return false
}

// takers are introducers behind which stands whom somebody takes or meets.
var takers = []string{"พา", "เอา", "จับ", "ตาม", "เจอ", "เห็น", "ลาก", "ล่า", "ພາ", "ເອົາ", "ຈັບ", "ຕາມ", "ພໍ້", "ເຫັນ", "ລາກ"}

// takenBy: a verb of taking stands before a byte without a blank.
func (p *page) takenBy(at int) bool {
	return slices.ContainsFunc(takers, func(w string) bool { return strings.HasSuffix(p.text[:at], w) }) && p.introduced(at)
}

// takes: a verb of taking with a known word behind it begins here (พาคนงาน).
func (p *page) takes(at int) bool {
	for _, w := range takers {
		if strings.HasPrefix(p.text[at:], w) {
			if c, ok := p.cueAt(at + len(w)); ok && c.start == at+len(w) {
				return true
			}
		}
	}
	return false
}

// joinedInside: an introducer stands inside of a run of letters, so the run is
// no name from its beginning.
func (p *page) joinedInside(from, to int) bool {
	for _, c := range p.cuesIn(from, to) {
		if w := p.text[c.start:c.end]; c.start > from && c.end < to && (w == "กับ" || w == "ກັບ") && southLetter(lastRune(p.text[:c.start])) && p.text[c.end] != ' ' {
			return true
		}
	}
	return false
}

// neverFirst begin no name: pronouns behind a preposition.
var neverFirst = []string{"ผม", "ฉัน", "กู", "มึง", "เขา", "มัน", "เรา", "พวก", "ท่าน", "ใคร", "อะไร", "พร้อม", "ພ້ອມ", "ໃດ", "ຫຍັງ", "ไหน", "ຂ້ອຍ", "ກູ", "ມຶງ", "ເຂົາ", "ມັນ", "ເຮົາ", "ພວກ", "ໃຜ"}

// fullTitles are titles of documents, which stand before a name and inside of
// few words.
var fullTitles = []string{"นางสาว", "น.ส.", "นาย", "นาง", "ທ້າວ", "ນາງສາວ"}

// insideTitle: words that hold one of them.
var insideTitle = []string{"ทนาย", "เจ้านาย", "หัวหน้านาย", "ขุนนาง"}

// titleInside is where a full title stands in the run of letters that begins at
// a byte, behind a word that the lexicon may not know (เรื่องนางสาวรัตนา,
// ไอ้นายสมศักดิ์), or the byte itself.
func (p *page) titleInside(at int) int {
	end := at
	for n := 0; end < len(p.text) && n < 24; n++ {
		r, size := utf8.DecodeRuneInString(p.text[end:])
		if r != '.' && (!southLetter(r) || burmese(r)) || !p.free(end, end+size) {
			break
		}
		if end > at && beginsWith(p.text[end:], fullTitles) && titleAt(p.text[end:]) != "" && southLetter(lastRune(p.text[:end])) && !p.heldTitle(end) {
			return end
		}
		end += size
	}
	return at
}

func (p *page) heldTitle(at int) bool {
	for _, w := range insideTitle {
		if i := strings.Index(p.text[max(0, at-len(w)):min(len(p.text), at+len(w))], w); i >= 0 {
			return true
		}
	}
	return false
}

func (p *page) pronoun(at int) bool {
	for _, w := range neverFirst {
		if rest, ok := strings.CutPrefix(p.text[at:], w); ok && !mark(firstRune(rest)) {
			return true
		}
	}
	return false
}

// countsTime: a number in words and what it counts (สามวัน): no name.
func countsTime(s string) bool {
	e, ok := numberWords.at(s)
	return ok && beginsWith(s[len(e.word):], []string{"วัน", "คน", "เดือน", "ปี", "ชั่วโมง", "ครั้ง", "คืน", "ມື້", "ຄົນ", "ເດືອນ", "ປີ", "ຊົ່ວໂມງ"})
}
