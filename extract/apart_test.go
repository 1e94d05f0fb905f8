package extract

import (
	"fmt"
	"slices"
	"testing"
)

// Two lines for two persons are two notices, each with its own sum and its own
// threats, also where the threat is the same.
func TestTwoPersonsInTwoLines(t *testing.T) {
	for text, want := range map[string][]string{
		"悬赏60万 外号阿蓝 抓回园区\n悬赏30万 外号老库 抓回园区":                                                              {"阿蓝 600000 [bring-back]", "老库 300000 [bring-back]"},
		"外号阿蓝 60万 打断腿\n外号老库 30万 打断腿":                                                                    {"阿蓝 600000 [injury]", "老库 300000 [injury]"},
		"阿蓝跑了，抓住赏60万，断他的腿\n老库跑了，抓住赏80万，要他的命":                                                            {"阿蓝 600000 [bring-back injury]", "老库 800000 [bring-back kill]"},
		"陈伟明 悬赏60万\n涨到80万 外号阿蓝 死活不论":                                                                    {"陈伟明 800000 [dead-or-alive]"},
		"Reward 600,000 THB for John Smith, alive only\nReward 300,000 THB for Peter Brown, alive only": {"John Smith 600000 [alive-only]", "Peter Brown 300000 [alive-only]"},
		"ค่าหัว 3 แสนบาท จับ สมชาย ใจดี หักขา\nค่าหัว 5 แสนบาท จับ อนันต์ แสนสุข หักขา": {"สมชาย ใจดี 300000 [bring-back injury]", "อนันต์ แสนสุข 500000 [bring-back injury]"},
	} {
		var got []string
		for _, n := range ForIntake("", "", Propose(FromText(text))).Notices {
			got = append(got, fmt.Sprint(append(n.Names, n.Aliases...)[0], " ", n.Amount.Value, " ", n.ThreatCodes))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: got %q", text, got)
		}
	}
}
