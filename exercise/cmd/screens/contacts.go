package main

import (
	"math/rand/v2"
	"slices"
	"strings"

	"lanna/exercise/wording"
	"lanna/extract"
	"lanna/extract/accuracy"
)

// Words that stand before a number, by language and what it is.
var labels = map[string]map[string][]string{
	"zh": {"phone": {"电话 ", "手机：", "联系电话：", "打 ", "☎ "}, "id": {"身份证 ", "身份证号：", "证件号码: ", "公民身份号码 "}, "passport": {"护照 ", "护照号："}, "handle": {"微信 ", "微信号：", "飞机 @"}},
	"en": {"phone": {"Call ", "Phone: ", "Tel. ", "Contact number: ", "WhatsApp "}, "id": {"ID number: ", "Chinese ID "}, "passport": {"Passport ", "Passport No: "}, "handle": {"WeChat: ", "Telegram @", "LINE ID "}},
	"th": {"phone": {"โทร ", "เบอร์โทร: ", "ติดต่อ ", "โทรมาที่ "}, "id": {"เลขบัตรประชาชน ", "บัตรประชาชน: "}, "passport": {"พาสปอร์ต ", "เลขหนังสือเดินทาง: "}, "handle": {"ไลน์ ", "ไอดีไลน์: ", "เทเลแกรม @"}},
	"my": {"phone": {"ဖုန်း ", "ဖုန်းနံပါတ် - ", "ဆက်သွယ်ရန် "}, "id": {"မှတ်ပုံတင် ", "မှတ်ပုံတင်အမှတ်: "}, "passport": {"ပတ်စ်ပို့ "}, "handle": {"Telegram @", "WeChat "}},
	"lo": {"phone": {"ໂທ ", "ເບີໂທ: ", "ຕິດຕໍ່ "}, "id": {"ເລກບັດປະຈຳຕົວ ", "ເລກບັດ: "}, "passport": {"ໜັງສືຜ່ານແດນ "}, "handle": {"ໄລ ", "WeChat: "}},
}

// services are the account programs that the labels of handles name, in their order.
var services = map[string][]string{"zh": {"wechat", "wechat", "telegram"}, "en": {"wechat", "telegram", "line"}, "th": {"line", "line", "telegram"}, "my": {"telegram", "wechat"}, "lo": {"line", "wechat"}}

var regions = map[string][]string{"zh": {"CN"}, "en": {"CN", "TH", "GB", "US"}, "th": {"TH", "TH", "CN"}, "my": {"MM", "TH"}, "lo": {"LA", "TH"}}

// withContacts gives a text that lacks them, one time in two each, a phone, an account
// and, where it has one notice, the number of a document, in writings that people use.
func withContacts(r *rand.Rand, t accuracy.Truth) accuracy.Truth {
	if len(t.Notices) == 0 {
		return t
	}
	t.Notices = slices.Clone(t.Notices)
	n, one := &t.Notices[0], len(t.Notices) == 1
	at := &t.Contacts
	if one {
		at = &extract.IntakeContacts{Phones: n.Phones, Handles: n.Handles}
	}
	if one && len(n.IDs) == 0 && r.IntN(2) == 0 {
		id, written := document(r, t.Language)
		n.IDs = []extract.IntakeID{id}
		t.Text = behindName(t.Text, n.Names[0], written)
	}
	if !anyPhone(t) && r.IntN(2) == 0 {
		region := pick(r, regions[t.Language])
		e164 := wording.NewPhone(r, region)
		at.Phones = append(slices.Clone(at.Phones), e164)
		t.Text += ending(r) + pick(r, labels[t.Language]["phone"]) + wording.WritePhone(r, e164, region, t.Language)
	}
	if len(at.Handles) == 0 && r.IntN(4) == 0 {
		i := r.IntN(len(services[t.Language]))
		h := extract.IntakeHandle{Service: services[t.Language][i], Value: wording.NewHandle(r, services[t.Language][i])}
		at.Handles = append(slices.Clone(at.Handles), h)
		t.Text += ending(r) + labels[t.Language]["handle"][i] + h.Value
	}
	if one {
		n.Phones, n.Handles = at.Phones, at.Handles
	}
	return t
}

func anyPhone(t accuracy.Truth) bool {
	return len(t.Contacts.Phones) > 0 || slices.ContainsFunc(t.Notices, func(n extract.IntakeNotice) bool { return len(n.Phones) > 0 })
}

// ending is what stands between a text and what is added to it.
func ending(r *rand.Rand) string { return pick(r, []string{"\n", "\n", " "}) }

// behindName puts a line below the one that names somebody, or below all.
func behindName(text, name, line string) string {
	lines := strings.Split(text, "\n")
	i := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, name) })
	if i < 0 || len(lines) < 3 {
		i = len(lines) - 1
	}
	return strings.Join(slices.Insert(lines, i+1, line), "\n")
}

// document is an identity number of the language's country, or of a passport.
func document(r *rand.Rand, language string) (extract.IntakeID, string) {
	kind, label := "passport", "passport"
	if language == "zh" || r.IntN(3) > 0 {
		label, kind = "id", map[string]string{"zh": "cn_resident", "en": "cn_resident", "th": "th_national", "my": "mm_nrc", "lo": "la_identity"}[language]
	}
	if language == "zh" && r.IntN(5) == 0 {
		kind, label = "passport", "passport"
	}
	value, written := "", ""
	switch kind {
	case "passport":
		value = wording.Passport(r)
		written = value
	case "cn_resident":
		value, written = resident(r)
	case "th_national":
		value = wording.ThaiID(r)
		written = pick(r, []string{value, grouped(value, "-", 1, 4, 5, 2), grouped(value, " ", 1, 4, 5, 2)})
	case "mm_nrc":
		written = wording.NRC(r)
		value = latinDigits(written)
	default:
		value = "99-" + wording.Passport(r)[2:]
		written = value
	}
	return extract.IntakeID{Type: kind, Value: value}, pick(r, labels[language][label]) + written
}

// resident is a Chinese identity number, most of them masked, some in groups.
func resident(r *rand.Rand) (value, written string) {
	value = wording.ResidentID(r).Value
	switch r.IntN(6) {
	case 0:
		return value, value
	case 1:
		return value, grouped(value, " ", 6, 8)
	case 2:
		value = value[:4] + strings.Repeat("*", 10) + value[14:]
	case 3:
		value = value[:10] + "****" + value[14:]
	default:
		value = value[:6] + strings.Repeat("*", 8) + value[14:]
	}
	return value, pick(r, []string{value, value, strings.ReplaceAll(value, "*", "＊")})
}

// grouped sets a sign behind so many digits each.
func grouped(s, sign string, sizes ...int) string {
	out := ""
	for _, n := range sizes {
		out += s[:n] + sign
		s = s[n:]
	}
	return out + s
}

// latinDigits writes digits of Burmese as the truth has them.
func latinDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x1040 && r <= 0x1049 {
			return '0' + r - 0x1040
		}
		return r
	}, s)
}
