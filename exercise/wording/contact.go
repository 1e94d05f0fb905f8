package wording

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// NewPhone makes a number, in E.164, of a range that no person is given:
//
//   - CN: 154 is not among the mobile ranges that the ministry has given out
//   - TH: 069 is not given out by the regulator (mobile is 06[1-8], 08, 09)
//   - MM: 09 1 is not given out
//   - LA: 020 8 is not given out
//   - US: 555-0100 to 555-0199, kept for fiction by NANPA
//   - GB: 07700 900000 to 900999, kept for fiction by Ofcom
//
// China, Thailand, Myanmar and Laos keep no range for fiction; libphonenumber
// calls theirs possible and not valid.
func NewPhone(r *rand.Rand, region string) string {
	switch region {
	case "TH":
		return fmt.Sprintf("+6669%07d", r.IntN(10000000))
	case "MM":
		return fmt.Sprintf("+9591%08d", r.IntN(100000000))
	case "LA":
		return fmt.Sprintf("+856208%07d", r.IntN(10000000))
	case "US":
		return fmt.Sprintf("+1%s55501%02d", pick(r, []string{"212", "415", "702", "305"}), r.IntN(100))
	case "GB":
		return fmt.Sprintf("+447700900%03d", r.IntN(1000))
	}
	return fmt.Sprintf("+86154%08d", r.IntN(100000000))
}

// groups are how a national number is cut, by region; the first group begins
// with the trunk 0 where there is one.
var groups = map[string][][]int{
	"CN": {{11}, {3, 4, 4}},
	"TH": {{10}, {3, 3, 4}, {3, 7}},
	"MM": {{11}, {2, 9}, {2, 3, 3, 3}, {2, 4, 5}},
	"LA": {{11}, {3, 8}, {3, 4, 4}, {3, 2, 3, 3}},
	"GB": {{11}, {5, 6}, {5, 3, 3}},
}

func writePhone(r *rand.Rand, e164, region, lang string) string {
	code := map[string]string{"CN": "+86", "TH": "+66", "MM": "+95", "LA": "+856", "US": "+1", "GB": "+44"}[region]
	rest := strings.TrimPrefix(e164, code)
	sep := pick(r, []string{"-", " ", "-"})
	if region == "US" {
		return "+1 " + pick(r, []string{
			rest[:3] + "-" + rest[3:6] + "-" + rest[6:],
			"(" + rest[:3] + ") " + rest[3:6] + "-" + rest[6:],
			rest[:3] + " " + rest[3:6] + " " + rest[6:],
		})
	}
	national := rest
	if region != "CN" {
		national = "0" + rest
	}
	abroad := region != map[string]string{"zh": "CN", "th": "TH", "my": "MM", "lo": "LA"}[lang]
	cut := groupsOf(national, pick(r, groups[region]), sep)
	if abroad || r.IntN(4) == 0 {
		cut = groupsOf(national, groups[region][len(groups[region])-1], sep)
		cut = strings.TrimPrefix(cut, "0")
		if region == "TH" || region == "LA" || region == "MM" || r.IntN(2) == 0 {
			return code + pick(r, []string{" ", ""}) + cut
		}
		return code + " " + cut
	}
	zero := map[string]rune{"th": 0x0E50, "my": 0x1040, "lo": 0x0ED0}[lang]
	odds := map[string]int{"th": 7, "my": 2, "lo": 9}[lang]
	if zero != 0 && r.IntN(odds) == 0 {
		return digits(cut, zero)
	}
	return cut
}

func groupsOf(s string, sizes []int, sep string) string {
	var parts []string
	for _, n := range sizes {
		if n >= len(s) {
			n = len(s)
		}
		parts = append(parts, s[:n])
		s = s[n:]
	}
	if s != "" {
		parts[len(parts)-1] += s
	}
	return strings.Join(parts, sep)
}

var handleHeads = []string{"exercise", "yanxi", "exer", "drill", "exercise", "lianxi"}
var handleTails = []string{"wolf", "dragon", "boss", "king", "hr", "ops", "lucky", "tiger", "long", "feng", "hk", "sky", "moon", "kk", "wei", "ten"}

// NewHandle makes an account name that says exercise, drill or 演习.
func NewHandle(r *rand.Rand, service string) string {
	head, tail, n := pick(r, handleHeads), pick(r, handleTails), r.IntN(9990)+10
	switch service {
	case "qq":
		return fmt.Sprintf("%d", 10_000_000+r.IntN(90_000_000)) // too many to keep any out; none is printed beside a person
	case "facebook":
		return fmt.Sprintf("%s.%s.%d", head, tail, n)
	case "line":
		return fmt.Sprintf("%s%s%s%d", head, pick(r, []string{"", ".", "_", "-"}), tail, n)
	case "telegram":
		return fmt.Sprintf("%s_%s%d", head, tail, n)
	}
	return fmt.Sprintf("%s%s%s%d", head, pick(r, []string{"", "_", "-"}), tail, n)
}

// WritePhone writes a number as people of a language do.
func WritePhone(r *rand.Rand, e164, region, lang string) string {
	return writePhone(r, e164, region, lang)
}
