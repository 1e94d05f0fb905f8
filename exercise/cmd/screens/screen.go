package main

import (
	"bytes"
	_ "embed"
	"html/template"
	"math/rand/v2"
	"strings"

	"lanna/extract/accuracy"
)

//go:embed screen.html
var source string

var pages = template.Must(template.New("").Parse(source))

// styles are the templates of screen.html: chats as five programs draw them, posts,
// posters, pages.
var styles = []string{"doodle", "night", "square", "sky", "plain", "violet", "quote", "post", "postdark", "red", "yellow", "white", "forum", "memo", "columns", "story"}

var (
	fonts = map[string][]string{
		"zh": {"Noto Sans CJK SC", "AR PL UMing CN", "Noto Serif CJK SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei"},
		"en": {"Liberation Sans", "Noto Sans", "DejaVu Sans", "Liberation Serif", "Liberation Sans Narrow"},
		"th": {"Loma", "Noto Sans Thai", "Garuda", "Noto Looped Thai", "Noto Serif Thai", "Umpush"},
		"my": {"Noto Sans Myanmar", "Noto Sans Myanmar UI", "Padauk"},
		"lo": {"Noto Sans Lao", "Noto Looped Lao", "Noto Sans Lao UI", "Phetsarath OT"},
	}
	speakers = map[string][]string{"zh": {"阿龙", "财务", "大鹏"}, "en": {"Boss K", "HR desk", "mike"}, "th": {"พี่ต้อม", "บอย", "ฝ่ายบุคคล"}, "my": {"ကိုဇော်", "မမ"}, "lo": {"ອ້າຍຕູ້", "ນ້ອງ"}}
	talk     = map[string][]string{"zh": {"今晚加班吗", "好的", "吃饭了没"}, "en": {"ok", "who has the van keys", "see you at 8"}, "th": {"กินข้าวยัง", "โอเค", "ครับ"},
		"my": {"ဟုတ်ကဲ့", "ထမင်းစားပြီးပြီလား"}, "lo": {"ໂດຍ", "ກິນເຂົ້າແລ້ວບໍ"}}
	emoji = []string{"🚨", "💰", "📞", "👤", "‼️", "🔥", "🙏", "📢", "💵", "❗", "✅", "👉", "😂", "⚠️", "🆔", "💲"}
)

// A screen is one picture: what stands in it and how it is drawn.
type screen struct {
	Style, Language, Font, Speaker string
	Size, Width                    int
	Scale                          float64
	Lines                          []string
	Messages                       []message // Lines as a chat has them, with talk around
	Fields                         [][2]string
	Talk                           string
	Around
}

type message struct {
	Own   bool
	Lines []string
	Time  string
}

func newScreen(r *rand.Rand, t accuracy.Truth, style string) *screen {
	s := &screen{Style: style, Language: t.Language, Size: 14 + r.IntN(4), Width: []int{360, 390, 412, 430}[r.IntN(4)], Scale: []float64{1, 1, 1.5, 2, 3}[r.IntN(5)],
		Font: pick(r, fonts[t.Language]), Speaker: pick(r, speakers[t.Language]), Talk: pick(r, talk[t.Language])}
	s.Around = aroundOf(r, t.Language, len(t.Notices) > 1)
	if strings.Contains("post postdark red yellow white forum comments tweet news sheet board twocol cards", style) {
		s.Width = []int{500, 620}[r.IntN(2)]
	}
	for line := range strings.SplitSeq(t.Text, "\n") {
		s.Lines = append(s.Lines, adorned(r, line))
	}
	for _, l := range s.Lines {
		label, value, ok := strings.Cut(strings.Replace(l, "：", ":", 1), ":")
		if !ok || len(label) > 36 {
			label, value = "", l
		}
		s.Fields = append(s.Fields, [2]string{label, strings.TrimSpace(value)})
	}
	s.converse(r)
	return s
}

// adorned is a line with an emoji before or behind it, one time in two.
func adorned(r *rand.Rand, line string) string {
	if r.IntN(3) == 0 {
		line = pick(r, emoji) + pick(r, []string{"", " "}) + line
	}
	if r.IntN(5) == 0 {
		line += pick(r, []string{"", " "}) + strings.Repeat(pick(r, emoji), 1+2*r.IntN(2))
	}
	return line
}

// converse puts the lines into one message or into one each.
func (s *screen) converse(r *rand.Rand) {
	say := func(own bool, lines ...string) {
		s.Messages = append(s.Messages, message{own, lines, clock(r)})
	}
	own := r.IntN(4) == 0
	say(!own, pick(r, talk[s.Language]))
	if r.IntN(2) == 0 {
		say(own, s.Lines...)
	} else {
		for _, l := range s.Lines {
			say(own, l)
		}
	}
	say(!own, s.Talk)
}

func clock(r *rand.Rand) string {
	h, m := 8+r.IntN(16), r.IntN(60)
	return string([]byte{byte('0' + h/10), byte('0' + h%10), ':', byte('0' + m/10), byte('0' + m%10)})
}

func pick(r *rand.Rand, of []string) string { return of[r.IntN(len(of))] }

// html is the page that a browser draws.
func (s *screen) html() (string, error) {
	if s.isMore() {
		return s.moreHTML()
	}
	var b bytes.Buffer
	err := pages.ExecuteTemplate(&b, "page", s)
	return b.String(), err
}
