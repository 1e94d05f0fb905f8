package wording

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// The invented counties of the exercise. 53 is Yunnan; no prefecture is 99.
const (
	County  = "539901"
	County2 = "539902"
	County3 = "539903"
)

// counties are real codes beside the invented one, because extraction must
// know old codes: name and the last year in which the code was given out (0:
// still in force). Facts from GB/T 2260 and its changes.
var counties = []struct {
	code, name string
	until      int
}{
	{County, "", 0}, {County, "", 0}, {County, "", 0}, {County, "", 0},
	{"350524", "安溪县", 0}, {"350521", "惠安县", 0}, {"430223", "攸县", 0},
	{"422128", "蕲春县", 1995}, {"512921", "南充县", 1993}, {"513029", "大竹县", 1999}, {"352624", "上杭县", 1996},
}

// ResidentID makes a Chinese resident ID (GB 11643-1999) of an invented
// person whose last sign is wrong by one.
func ResidentID(r *rand.Rand) ID {
	c := pick(r, counties)
	last := 2006
	if c.until > 0 {
		last = c.until
	}
	return residentID(r, c.code, c.name, fmt.Sprintf("%04d%02d%02d", 1978+r.IntN(last-1978), 1+r.IntN(12), 1+r.IntN(28)))
}

// ResidentIDBorn makes one of the invented county with a birth date
// (YYYYMMDD).
func ResidentIDBorn(r *rand.Rand, birth string) ID { return ResidentIDOf(r, County, birth) }

// ResidentIDOf makes one of another invented county.
func ResidentIDOf(r *rand.Rand, county, birth string) ID { return residentID(r, county, "", birth) }

func residentID(r *rand.Rand, county, name, birth string) ID {
	body := fmt.Sprintf("%s%s%03d", county, birth, 1+r.IntN(998))
	return ID{
		Type: "cn_resident", Value: body + wrongByOne(body), County: name,
		Birth: birth[:4] + "-" + birth[4:6] + "-" + birth[6:],
	}
}

const residentSigns = "10X98765432"

// residentCheck is the place in residentSigns of the right last sign.
func residentCheck(body string) int {
	sum := 0
	for i, d := range body {
		sum += int(d-'0') * ((1 << (17 - i)) % 11)
	}
	return sum % 11
}

// wrongByOne is the sign after the right one.
func wrongByOne(body string) string {
	return string(residentSigns[(residentCheck(body)+1)%11])
}

// thaiID makes a Thai national ID (13 digits, modulus 11) wrong by one.
func thaiID(r *rand.Rand) string {
	d := fmt.Sprintf("%d%04d%05d%02d", 1+r.IntN(8), 1000+r.IntN(8600), r.IntN(100000), r.IntN(100))
	return d + fmt.Sprint((thaiCheck(d)+1)%10)
}

func thaiCheck(d string) int {
	sum := 0
	for i, c := range d[:12] {
		sum += int(c-'0') * (13 - i)
	}
	return (11 - sum%11) % 10
}

// nrcTowns are letters that no township of Myanmar has, so that no number is
// a person's: NRC numbers have no checksum that could be wrong.
var nrcTowns = []string{"ဃဓဈ", "ဋဌဃ", "ဈဓဌ"}

func (w *writer) id(p *person, s Subject, what string) (string, error) {
	if written, ok := p.said[what]; ok {
		return written, nil
	}
	var id ID
	var written string
	switch what {
	case "id", "mid":
		id = s.ID
		if id.Value == "" {
			id = ResidentID(w.r)
		}
		written = id.Value
		if what == "mid" {
			id, written = masked(w.mask, id)
		} else if w.r.IntN(5) == 0 {
			written = written[:6] + " " + written[6:14] + " " + written[14:]
		}
	case "passport":
		v := fmt.Sprintf("%s%07d", pick(w.r, []string{"EX", "XE", "XP"}), 1000000+w.r.IntN(8999999))
		id, written = ID{Type: "passport", Value: v}, v
	case "thid":
		v := thaiID(w.r)
		id, written = ID{Type: "th_national", Value: v}, v
		if w.r.IntN(3) > 0 {
			sep := pick(w.r, []string{"-", " "})
			written = strings.Join([]string{v[:1], v[1:5], v[5:10], v[10:12], v[12:]}, sep)
		}
		if w.r.IntN(6) == 0 {
			written = digits(written, 0x0E50)
		}
	case "nrc":
		town, serial := pick(w.r, nrcTowns), fmt.Sprintf("%06d", w.r.IntN(1000000))
		v := fmt.Sprintf("%d/%s(နိုင်)%s", 1+w.r.IntN(14), town, serial)
		id, written = ID{Type: "mm_nrc", Value: v}, v
		if w.r.IntN(3) > 0 {
			written = digits(v, 0x1040)
		}
	case "laoid":
		v := fmt.Sprintf("99-%07d", w.r.IntN(10000000)) // no Lao province is 99
		id, written = ID{Type: "la_identity", Value: v}, v
	default:
		return "", fmt.Errorf("no id is called %q", what)
	}
	p.said[what] = written
	p.notice.IDs = union(p.notice.IDs, []ID{id})
	return written, nil
}

// masked hides the middle of a resident ID as notices do.
func masked(how int, id ID) (ID, string) {
	v := id.Value
	out := ID{Type: id.Type, Masked: true}
	switch how {
	case 0:
		out.Value = v[:4] + "**********" + v[14:]
	case 1:
		out.Value = v[:6] + "********" + v[14:]
	default:
		out.Value = v[:10] + "****" + v[14:]
	}
	return out, out.Value
}

// digits writes Western digits in another script's.
func digits(s string, zero rune) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return zero + r - '0'
		}
		return r
	}, s)
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// ThaiID makes a Thai national ID whose last digit is wrong by one.
func ThaiID(r *rand.Rand) string { return thaiID(r) }

// NRC makes a Myanmar identity number of a township that there is not, in the
// digits of the script.
func NRC(r *rand.Rand) string {
	return digits(fmt.Sprintf("%d/%s(နိုင်)%06d", 1+r.IntN(14), pick(r, nrcTowns), r.IntN(1000000)), 0x1040)
}

// Passport makes the number of a passport that no state gives out.
func Passport(r *rand.Rand) string {
	return fmt.Sprintf("%s%07d", pick(r, []string{"EX", "XE", "XP"}), 1000000+r.IntN(8999999))
}

// Digits writes Western digits in another script's, whose zero is given.
func Digits(s string, zero rune) string { return digits(s, zero) }
