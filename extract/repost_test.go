package extract

import "testing"

func TestRepost(t *testing.T) {
	first := Post{Text: "悬赏60万 外号阿蓝 女24岁 从银鹭园B栋跑出 抓回园区现结", PHash: 0xF0F0F0F0F0F0F0F0}
	for name, c := range map[string]struct {
		b    Post
		code string
	}{
		"raised price, same words": {Post{Text: "悬赏８０万！外号阿蓝，女24岁，从银鹭园B栋跑出，抓回园区现结"}, ReasonSameText},
		"saved anew":               {Post{PHash: 0xF0F0F0F0F0F0F0F1}, ReasonSamePicture},
		"another":                  {Post{Text: "悬赏30万 老库 翡翠湖大厦财务 要活的", PHash: 0x0F0F}, ""},
		"no picture, no text":      {Post{}, ""},
	} {
		if got, ok := Repost(first, c.b); got.Code != c.code || ok != (c.code != "") {
			t.Errorf("%s: %v %v", name, got, ok)
		}
	}
	a, b := Post{IDs: []string{"539901200202144428"}}, Post{IDs: []string{"539901200202144428"}, Text: "别的话"}
	if got, ok := Repost(a, b); !ok || got.Code != ReasonSameID {
		t.Errorf("same id: %v", got)
	}
}
