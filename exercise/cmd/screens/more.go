package main

import (
	"bytes"
	_ "embed"
	"html/template"
	"math/rand/v2"
	"slices"
)

//go:embed more.html
var moreSource string

// moreStyles are the templates of more.html: group chats with what programs print
// between messages, posts with comments, captions, tables, boards, cards.
var moreStyles = []string{"comments", "channel", "linegroup", "moments", "tweet", "caption", "news", "sheet", "board", "twocol", "cards", "status", "marked", "flat", "darkgreen", "sms"}

var more = template.Must(template.New("").Funcs(template.FuncMap{"row": func(i int) int { return i + 2 }}).Parse(moreSource))

// Around are the words of programs and readers that those styles print.
type Around struct {
	Others             []string
	Today, Joined, Ago string
	Marks              []int // how far down a watermark stands
	List               bool  // several notices: a card each
}

var around = map[string]Around{
	"zh": {Others: []string{"小陈", "老周"}, Today: "今天", Joined: "加入了群聊", Ago: "2小时前"},
	"en": {Others: []string{"Kim", "Andy T"}, Today: "Today", Joined: "joined the group", Ago: "2 hours ago"},
	"th": {Others: []string{"น้องมิน", "เอก"}, Today: "วันนี้", Joined: "เข้าร่วมกลุ่ม", Ago: "2 ชั่วโมงที่แล้ว"},
	"my": {Others: []string{"ကိုမင်း", "သီရိ"}, Today: "ယနေ့", Joined: "အဖွဲ့သို့ဝင်လာသည်", Ago: "၂ နာရီခန့်က"},
	"lo": {Others: []string{"ນ້ອງມິນ", "ເອກ"}, Today: "ມື້ນີ້", Joined: "ເຂົ້າຮ່ວມກຸ່ມ", Ago: "2 ຊົ່ວໂມງກ່ອນ"},
}

func aroundOf(r *rand.Rand, language string, list bool) Around {
	a := around[language]
	a.List = list
	for y := 60; y < 1400; y += 120 + r.IntN(60) {
		a.Marks = append(a.Marks, y)
	}
	return a
}

// moreHTML is the page of one of those styles.
func (s *screen) moreHTML() (string, error) {
	var body, page bytes.Buffer
	if err := more.ExecuteTemplate(&body, s.Style, s); err != nil {
		return "", err
	}
	err := more.ExecuteTemplate(&page, "more", struct {
		*screen
		Body template.HTML
	}{s, template.HTML(body.String())}) //nolint:gosec // a template made it
	return page.String(), err
}

func (s *screen) isMore() bool { return slices.Contains(moreStyles, s.Style) }
