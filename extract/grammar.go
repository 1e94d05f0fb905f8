package extract

import "strings"

// A pattern makes phrases of parts that combine freely, so that the lexicon
// holds what a language allows and not what somebody happened to write: a verb
// of taking with a direction, a verb with its object and a direction.
type pattern struct {
	lang, kinds string // kinds as in the lexicon, set apart by blanks
	parts       []string
}

// Parts hold alternatives, set apart by |; an empty one leaves the part out.
var patterns = []pattern{
	{"zh", "catch", []string{"带|抓|弄|拖|押|绑|拎|捆|扭送|捉|逮|救|揪|劫|平安带|平安送|安全带|安全送|活着带", "来|过来|回|回来|回去|出来|到"}},
	{"zh", "catch", []string{"抓|弄|拖|押|绑|捉|逮|捆", "了|住|好|上", "送来|带来|交来|拉来|送过来|带过来|送回来|带回来|交给|送到|送去"}},
	{"zh", "catch", []string{"带|抓|弄|拖|押|绑|捉|逮|救|送|平安带|平安送|安全送|接", "回家|出园区|出去交"}},
	{"zh", "catch", []string{"营救|解救|救出|捞出来|捞他|捞她|平安归来|平安回家"}},
	{"zh", "catch", []string{"先|最先|谁先|", "找着|抓着|逮着|捉着|领出来|领回来|接出来|送出来"}},
	{"zh", "seek", []string{"我|我家|俺", "哥|弟|姐|妹|哥哥|弟弟|姐姐|妹妹|儿子|女儿|老公|老婆|丈夫|妻子|表弟|表哥|表妹|堂弟|堂哥|侄子|外甥|闺女|孩子|同学|老乡|同事"}},
	{"en", "seek", []string{"my |our ", "brother|sister|son|daughter|cousin|nephew|niece|husband|wife"}},
	{"zh", "each", []string{"不管|不论|无论|随便||", "抓到|逮到|找到|来|", "哪个|哪一个|哪位|谁", "都是|都给|都|均"}},
	{"zh", "each", []string{"任何|任意|其中|随便|抓到任何|抓到其中", "一人|一位|一名"}},
	{"en", "catch", []string{"bring|brings|bringing|get|gets|getting|take|takes|drag|drags|return|returns|deliver|delivers|hand|hands|send|sends|drive|drives|escort|escorts|lead|leads|haul|hauls|fetch|fetches|walk|walks|smuggle|smuggles|sneak|sneaks",
		" him | her | them | this man | this guy | this woman | this girl | this person ", "home|back|in|over|out|here|safe|to us|to me|to my people|to our people|to the gate|to the border|across"}},
	{"en", "catch", []string{"bring|brings|drag|drags|haul|hauls|fetch|fetches|deliver|delivers|rescue|rescues", " him| her| them"}},
	{"en", "catch", []string{"safe return|return home|comes home|come home|home alive|live capture|captured alive|on handover|upon handover|on hand-over"}},
	{"en", "each", []string{"whichever|either one|either of them|any of them|any one of them|any of these|any one of these"}},
	{"th", "catch", []string{"พา|นำ|เอา|ลาก|ส่ง|หิ้ว|อุ้ม|ช่วย|ช่วยพา", "ตัว|", "กลับ|ออก|คืน", "มาได้|บ้านได้|มา|บ้าน|ได้"}},
	{"lo", "catch", []string{"ພາ|ນຳ|ເອົາ|ລາກ|ສົ່ງ|ຊ່ວຍພາ|ຊ່ວຍ", "ຕົວ|", "ກັບ|ອອກ|ຄືນ", "ມາໄດ້|ບ້ານໄດ້|ເມືອໄດ້|ມາ|ບ້ານ|ໄດ້"}},
	{"my", "catch", []string{"ပြန်ခေါ်|ခေါ်|ကယ်ထုတ်|ကယ်|ပြန်ပို့|အိမ်ပြန်ခေါ်|ပြန်ခေါ်လာ|ခေါ်လာ|ရှာ", "ပေး|", "နိုင်သူ|နိုင်တဲ့သူ|သူ|တဲ့သူ"}},
}

// expand is all phrases of a pattern.
func (p pattern) expand() []string {
	all := []string{""}
	for _, part := range p.parts {
		var next []string
		for _, head := range all {
			for alternative := range strings.SplitSeq(part, "|") {
				next = append(next, head+alternative)
			}
		}
		all = next
	}
	return all
}

// grow adds the phrases of all patterns to the lexicon.
func (n *node) grow() {
	for _, p := range patterns {
		for _, phrase := range p.expand() {
			if phrase == "" {
				continue
			}
			for k := range strings.FieldsSeq(p.kinds) {
				n.add(strings.ToLower(fold(phrase).text), role{kind(k), "", p.lang})
			}
		}
	}
}
