package extract

import (
	"slices"
	"testing"
)

// What is sought where no word of reward stands beside the sum.
func TestPersonAndSum(t *testing.T) {
	for _, c := range []struct {
		about, text  string
		name, amount string
	}{
		{"a verb that is not known", "大家听好,何志强值30万,别弄错", "何志强", "300000"},
		{"what somebody is worth to a firm", "公司对罗雨欣开出20万的价格", "罗雨欣", "200000"},
		{"bought, but fled", "公司花8万把彭建平买来,做了两天就跑,40万要他的人", "彭建平", "400000"},
		{"a sum on somebody", "I'm putting $20,000 on Victor Osei. Nobody talks.", "Victor Osei", "20000"},
		{"particles and initials", "$9,000 for Anna M. van der Berg, tonight", "Anna M. van der Berg", "9000"},
		{"a dotted name with a verb in it", "看到吐尔逊·买买提打电话,50万", "吐尔逊·买买提", "500000"},
		{"a word as a given name", "姓名:高满意\n悬赏:10万", "高满意", "100000"},
	} {
		t.Run(c.about, func(t *testing.T) {
			in := ForIntake("", "", Propose(FromText("EXERCISE\n"+c.text)))
			if len(in.Notices) != 1 {
				t.Fatalf("%d notices in %q", len(in.Notices), c.text)
			}
			n := in.Notices[0]
			if !slices.Contains(n.Names, c.name) || n.Amount == nil || n.Amount.Value != c.amount {
				t.Errorf("names %q, amount %+v; want %s and %s", n.Names, n.Amount, c.name, c.amount)
			}
		})
	}
}

func TestTradeGivesNoContact(t *testing.T) {
	in := ForIntake("", "", Propose(FromText("EXERCISE\n悬赏10万找李建国,电话15400001111\n\n招聘客服,底薪8000元,电话15400002222")))
	if len(in.Notices) != 1 || !slices.Equal(in.Notices[0].Phones, []string{"+8615400001111"}) || len(in.Contacts.Phones) != 0 {
		t.Errorf("got %+v and contacts %+v", in.Notices, in.Contacts)
	}
}

// A table's head says what its columns hold.
func TestColumns(t *testing.T) {
	in := ForIntake("", "", Propose(FromText("EXERCISE\nNo\tName\tNickname\tPassport\tReward\n1\tRohan Lim\tIce\tA12345670\t$5,000\n2\tJoy Santos\tRed\tN76543210\t$7,000")))
	if len(in.Notices) != 2 {
		t.Fatalf("%d notices", len(in.Notices))
	}
	for i, want := range []struct{ name, alias, id, amount string }{{"Rohan Lim", "Ice", "A12345670", "5000"}, {"Joy Santos", "Red", "N76543210", "7000"}} {
		n := in.Notices[i]
		if !slices.Equal(n.Names, []string{want.name}) || !slices.Equal(n.Aliases, []string{want.alias}) || len(n.IDs) != 1 || n.IDs[0].Value != want.id || n.Amount.Value != want.amount {
			t.Errorf("row %d: %+v", i, n)
		}
	}
}

// The last byte of 电 looks like a Latin letter; the number behind it is one all
// the same.
func TestBytesOfOtherScripts(t *testing.T) {
	for _, before := range []string{"电", "价", "ค", "出"} {
		p := newPage(0, before+"154-0000-1111")
		p.phones()
		if len(p.finds) != 1 || p.finds[0].value != "+8615400001111" {
			t.Errorf("behind %q: %+v", before, p.finds)
		}
	}
}
