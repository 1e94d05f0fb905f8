package names

import (
	"slices"
	"strings"
	"unicode"
)

// titles that stand before a name as a part of their own, folded. Words that
// are also names (Haji, Sayed, Mr is none) are left to the scoring.
var titles = words(`mr mrs ms miss dr prof professor sir madam mdm mister master
 capt captain col colonel general lt major maj sgt sergeant brig brigadier adm admiral comdr commander
 haji hajji hadji hajj sheikh shaikh shaykh sheik mullah mulla mawlawi maulavi maulana qari hafiz ustad engineer
 dato datuk datin senor dona rev president presidente herr frau monsieur
 u daw thakin`)

// Words in front of Burmese, Shan and Karen names that are titles or parts:
// Ko Ko, Ma Ma and Saw are names as well. They stay, and weigh less.
var mildTitles = words(`ko ma maung mg saw naw nang nan sai sao mahn salai mai khun ashin sayadaw shin`)

// Titles in other scripts, longest first. Those of mild are dropped only where
// enough of a name follows.
var (
	thaiTitles = []string{"นางสาว", "เด็กชาย", "เด็กหญิง", "พลตำรวจเอก", "พลตำรวจโท", "พลตำรวจตรี", "พันตำรวจเอก", "พันตำรวจโท", "ร้อยตำรวจเอก", "น.ส.", "ด.ช.", "ด.ญ.",
		"พล.ต.อ.", "พล.ต.ท.", "พล.ต.ต.", "พ.ต.อ.", "พ.ต.ท.", "พ.ต.ต.", "ร.ต.อ.", "ด.ต.", "ดร.", "นาย", "นาง", "นส.", "คุณ", "เสี่ย"}
	laoTitles     = []string{"ທ່ານ ນາງ", "ທ້າວ", "ທ່ານ", "ນາງ", "ທ.", "ນ."}
	burmeseTitles = []string{"ဒေါက်တာ", "ဗိုလ်ချုပ်", "ဦး", "ဒေါ်", "ကို", "မောင်", "စော", "နော်", "နန်း", "စိုင်း", "မန်း", "ဆလိုင်း", "မ"}
	khmerTitles   = []string{"លោកស្រី", "លោក", "អ្នកស្រី", "កញ្ញា"}
	hanTitles     = []string{"先生", "女士", "小姐", "太太", "博士", "教授", "医生", "醫生"} // behind the name
)

func words(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

func (n *Name) setAside() {
	switch n.Script {
	case Latin:
		n.latinTitles()
	case Thai:
		n.leading(thaiTitles, 3)
	case Lao:
		n.leading(laoTitles, 3)
	case Khmer:
		n.leading(khmerTitles, 3)
	case Burmese:
		n.burmeseTitle()
	case Han:
		n.hanTitle()
	}
	n.exerciseMarker()
}

// ExerciseMarker stands in the names of invented people, and is no name. It is
// set aside written exactly so.
const ExerciseMarker = "EXERCISE"

func (n *Name) exerciseMarker() {
	isMarker := func(p Part) bool { return p.Text == ExerciseMarker }
	if len(n.Parts) < 2 || !slices.ContainsFunc(n.Parts, isMarker) {
		return
	}
	n.Parts = slices.DeleteFunc(n.Parts, isMarker)
	n.Aside = append(n.Aside, ExerciseMarker)
}

func (n *Name) latinTitles() {
	kept := n.Parts[:0]
	for i, p := range n.Parts {
		w := basic(p.Text)
		if titles[w] && len(n.Parts)-i+len(kept) > 1 && !(p.Joined || i+1 < len(n.Parts) && n.Parts[i+1].Joined) && (len(w) > 1 || len(kept) == 0) {
			n.Aside = append(n.Aside, p.Text)
			continue
		}
		kept = append(kept, p)
	}
	n.Parts = kept
}

// leading drops a title in front that leaves at least keep letters.
func (n *Name) leading(list []string, keep int) {
	for len(n.Parts) > 0 {
		found := ""
		rest := n.Text
		if at := strings.Index(n.Text, n.Parts[0].Text); at >= 0 {
			rest = n.Text[at:]
		}
		for _, t := range list {
			if tail, ok := strings.CutPrefix(rest, t); ok && letters(tail) >= keep && !startsInside(tail) {
				found = t
				break
			}
		}
		if found == "" {
			return
		}
		n.Aside = append(n.Aside, found)
		n.Text = strings.TrimSpace(strings.TrimPrefix(rest, found))
		n.Parts = nil
		n.split()
	}
}

// startsInside reports whether text begins within a syllable, so that what
// stood before it was no title.
func startsInside(s string) bool {
	for _, r := range s {
		return unicode.IsMark(r) || r == 'ะ' || r == 'า' || r == 'ำ' || r == 'ະ' || r == 'າ'
	}
	return true
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// burmeseTitle drops one title in front if two syllables follow: Burmese names
// of one syllable are rare, and Ko, Ma and Maung are names themselves.
func (n *Name) burmeseTitle() {
	if len(n.Parts) == 0 {
		return
	}
	first := n.Parts[0].Text
	for _, t := range burmeseTitles {
		tail, ok := strings.CutPrefix(first, t)
		if !ok || tail != "" && startsInside(tail) {
			continue
		}
		rest := tail
		for _, p := range n.Parts[1:] {
			rest += p.Text
		}
		apart := tail == "" && len(n.Parts) > 1
		sure := t == "ဦး" || t == "ဒေါ်" || len(t) > 18
		if syllables := len(burmeseUnits(rest)); !(sure && syllables > 1 || apart && syllables > 1) || strings.HasPrefix(rest, t) && !sure {
			return
		}
		n.Aside = append(n.Aside, t)
		if n.Parts[0].Text = tail; tail == "" {
			n.Parts = n.Parts[1:]
		}
		return
	}
}

func (n *Name) hanTitle() {
	if len(n.Parts) == 0 {
		return
	}
	last := &n.Parts[len(n.Parts)-1]
	for _, t := range hanTitles {
		if head, ok := strings.CutSuffix(last.Text, t); ok && (letters(head) > 0 || len(n.Parts) > 1) {
			n.Aside = append(n.Aside, t)
			if last.Text = head; head == "" {
				n.Parts = n.Parts[:len(n.Parts)-1]
			}
			return
		}
	}
}
