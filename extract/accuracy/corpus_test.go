package accuracy

import (
	"os"
	"reflect"
	"testing"

	"lanna/extract"
)

func TestCorpus(t *testing.T) {
	all, err := Corpus(`# a remark of the file

悬赏找李建国，外号黑皮
护照 EX6626016，线报 5000
=> N 李建国 A 黑皮;黑子 I EX6626016 P +8615403993953 $ 80000USD T 5000CNY
=> C H telegram:gate3_desk

ok, see you at 8
=> none`)
	if err != nil || len(all) != 2 {
		t.Fatalf("%d texts, %v", len(all), err)
	}
	want := extract.IntakeNotice{Names: []string{"李建国"}, Aliases: []string{"黑皮", "黑子"}, IDs: []extract.IntakeID{{Type: "passport", Value: "EX6626016"}}, Phones: []string{"+8615403993953"},
		Amount: &extract.IntakeAmount{Value: "80000", Currency: "USD"}, TipAmount: &extract.IntakeAmount{Value: "5000", Currency: "CNY"}}
	if got := all[0]; len(got.Notices) != 1 || !reflect.DeepEqual(got.Notices[0], want) {
		t.Errorf("notices: %+v", got.Notices)
	}
	if got := all[0]; got.Language != "zh" || got.Text != "悬赏找李建国，外号黑皮\n护照 EX6626016，线报 5000" || len(got.Contacts.Handles) != 1 || got.Contacts.Handles[0].Service != "telegram" {
		t.Errorf("got %+v", got)
	}
	if got := all[1]; got.Language != "en" || len(got.Notices) != 0 {
		t.Errorf("talk: %+v", got)
	}
}

// The texts of strangers are there in all five languages.
func TestStrangers(t *testing.T) {
	raw, err := os.ReadFile("../testdata/strangers.txt")
	if err != nil {
		t.Fatal(err)
	}
	all, err := Corpus(string(raw))
	if err != nil {
		t.Fatal(err)
	}
	languages := map[string]int{}
	for _, c := range all {
		languages[c.Language]++
	}
	for _, l := range []string{"zh", "en", "th", "my", "lo"} {
		if languages[l] < 20 {
			t.Errorf("%d texts in %s", languages[l], l)
		}
	}
}
