package extract

import (
	"regexp"
	"strings"
)

// Who is to be brought somewhere for a fee is sought as who has a price on their
// head: the message speaks of a job and means a person.

// errandForm is an order to bring somebody: a verb, whom, and whither.
var errandForm = regexp.MustCompile(`(?i)\b(?:bring|deliver|fetch|hand|drag|escort|transport|get|take)\b[^\n.!?;]{3,48}?\b(?:to|back|over|alive|here|across)\b|` +
	`พา[^\n]{3,60}?(?:มา|ไป)?ส่ง|เอาตัว[^\n]{3,60}?(?:มา|ไป)|ພາ[^\n]{3,60}?ສົ່ງ|(?:ကို|အား)[^\n]{0,60}?(?:ခေါ်လာ|ခေါ်ခဲ့|ပို့ပေး|လာပို့)|` +
	`[把将][^\n。！？]{2,24}?(?:带|送|弄|押|运|接)[^\n。！？]{0,2}[到至回来给]`)

// fees are words for what is paid for one errand, and for other work too.
var fees = map[string]bool{"job": true, "fee": true, "fees": true, "pay": true, "payment": true, "ค่าจ้าง": true, "ค่าเหนื่อย": true, "ค่าแรง": true,
	"ຄ່າຈ້າງ": true, "ຄ່າແຮງ": true, "လုပ်ခ": true, "ပို့ခ": true, "酬劳": true, "工钱": true, "劳务费": true, "跑腿费": true, "报酬": true, "佣金": true}

// ofErrand: the word speaks of the fee for bringing somebody.
func (p *page) ofErrand(c cue) bool {
	return p.errand && fees[strings.ToLower(p.text[c.start:c.end])]
}
