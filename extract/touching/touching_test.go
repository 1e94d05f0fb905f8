package touching_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"lanna/extract/touching"
)

var (
	thai = touching.New("th", []string{"คอลเซ็นเตอร์"})
	lao  = touching.New("lo", nil)
)

// A bar stands where the name ends. The names are invented.
func TestEnd(t *testing.T) {
	for _, c := range []struct {
		m    *touching.Model
		text string
	}{
		{thai, "เกียรติศักดิ์|ปีนรั้วหลังโรงครัว"},
		{thai, "สมหมาย วงษ์ประเสริฐ|บ้างคะ"},
		{thai, "พิมพ์ลภัส เตชะวณิช|กับ"},
		{thai, "ธัญญารัตน์|มันเอาซิมบริษัทไปขาย"},
		{thai, "วรรณา มั่นดี|ไหม"},
		{thai, "มณีรัตน์|คอลเซ็นเตอร์ชั้นสาม"},
		{thai, "มานะ| หนีไปแล้ว"},
		{thai, "ชูศักดิ์ ยิ้มแย้ม|รู้ที่ซ่อน"},
		{thai, "นายหนึ่ง|"[len("นาย"):]},
		{thai, "เฉินเจี้ยนกั๋ว|ขึ้นรถ"},
		{thai, "หวัง เสี่ยวหมิง|พูดไทยไม่ชัด"},
		{lao, "ບຸນເລີດ ສີວິໄລ|ໜີໄປແລ້ວ"},
		{lao, "ພູວົງ ວົງສະຫວັນ|ມາຈ້າງລົດ"},
		{lao, "ນາລີ|ຢູ່ໃສ"},
		{lao, "ເຊີນຢຽນ|ຂຶ້ນລົດ"},
	} {
		name, rest, _ := strings.Cut(c.text, "|")
		if s, ok := c.m.End(name+rest, 2); !ok || s.End != len(name) {
			t.Errorf("%s: the name is %q", c.text, (name + rest)[:s.End])
		}
	}
}

func TestEndOfANickname(t *testing.T) {
	for _, text := range []string{"กอล์ฟ|หักหลังนาย", "หมู|หนีไป", "เจ|รางวัล", "บอย|"} {
		name, rest, _ := strings.Cut(text, "|")
		if s, ok := thai.End(name+rest, 1); !ok || s.End != len(name) {
			t.Errorf("%s: the name is %q", text, (name + rest)[:s.End])
		}
	}
}

// Bars stand around the name; none where the run is talk, or begins with it.
func TestInside(t *testing.T) {
	for _, text := range []string{
		"พี่ในกลุ่มใครเคยอยู่หอเดียวกับ|เกียรติศักดิ์ สมพงษ์|", "พา|นิรุตติ์|มาส่ง", "เอา|กฤษณะ พงษ์ชัยกุล|", "ถ้าเห็น|เฉินเว่ย|ขึ้นรถ",
		"|สมปอง|หนีไปเมื่อคืน", "ทักไลน์มาได้เลย", "ไม่ต้องถามว่าเอาไปทำอะไร", "เงินเดือนออกแล้วไปกินข้าวกัน",
	} {
		before, _, named := strings.Cut(text, "|")
		want := len(before)
		if !named {
			want = 0
		}
		if at, ok := thai.Inside(strings.ReplaceAll(text, "|", "")); at != want || ok != (want > 0) {
			t.Errorf("%s: begins at %d, %v", text, at, ok)
		}
	}
}

// A near thing has a small margin, a clear one a large one.
func TestMargin(t *testing.T) {
	clear, _ := thai.End("เกียรติศักดิ์ หนีไปแล้ว", 2)
	near, _ := thai.End("สุนทร ทองมาจับได้แล้ว", 2)
	if clear.Margin < touching.Sure || near.Margin >= clear.Margin {
		t.Errorf("clear %.1f, near %.1f", clear.Margin, near.Margin)
	}
}

func FuzzEnd(f *testing.F) {
	f.Add("สมชาย ใจดีหนีไป")
	f.Add("ເຊີນຢຽນຂຶ້ນລົດ")
	f.Fuzz(func(t *testing.T, text string) {
		for _, m := range []*touching.Model{thai, lao} {
			for parts := 1; parts <= 2; parts++ {
				s, ok := m.End(text, parts)
				if ok != (s.End > 0) || s.End > len(text) || !utf8.ValidString(text[:s.End]) {
					t.Fatalf("%q: %+v, %v", text, s, ok)
				}
			}
			if at, _ := m.Inside(text); at > len(text) || !utf8.ValidString(text[:at]) {
				t.Fatalf("%q begins at %d", text, at)
			}
			m.Talk(text)
		}
	})
}

var burmese = touching.New("my", nil)

// Bars stand behind the name. The names are invented.
func TestEndInBurmese(t *testing.T) {
	for _, text := range []string{
		"အောင်ကျော်လင်း|ပြေးသွားပြီ", "ဖြိုးဝေ|အတွက်", "စိုးမင်းထက်|ကို", "ဟိန်းထက်အောင်|ဘယ်မှာအိပ်လဲ", "ရဲလင်းအောင်|", "ခင်သန္တာဝင်း|ခိုးပြေးတယ်",
		"ဝမ်ကျန်းလုံ|ဆိုတဲ့", "ရှောင်မေ့|ကို", "ကျော်စွာလင်း|က", "ဂျိုဆဲဖင်း|", "မျိုးမြင့်အောင်|တို့",
	} {
		name, rest, _ := strings.Cut(text, "|")
		if s, ok := burmese.End(name+rest, 2); !ok || s.End != len(name) {
			t.Errorf("%s: the name is %q", text, (name + rest)[:s.End])
		}
		if talk := burmese.Talk(name + rest); talk > 0 {
			t.Errorf("%s: talk by %.1f", text, talk)
		}
	}
	for _, text := range []string{"ပုန်းတဲ့နေရာပြောပြရင်", "ဖမ်းပေးတဲ့လူကို", "ဆီဆိုင်နောက်ကို", "မဖမ်းနဲ့", "အလုပ်ကြော်ငြာတွေ", "သူဌေးက", "ဓာတ်ပုံကို", "ဂျူတီချိန်ပြေးသွားတယ်", "ညီကိုတို့", "လင်မယားနှစ်ယောက်"} {
		if talk := burmese.Talk(text); talk < 0 {
			t.Errorf("%s: a name by %.1f", text, -talk)
		}
	}
}
