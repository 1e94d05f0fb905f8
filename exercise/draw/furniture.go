package draw

import (
	"image/color"
	"strconv"
)

// words of the programs, in the language of the phone.
var words = map[string]struct{ message, search, home, reply, views, posted, share, exercise, notice string }{
	"zh": {"输入消息", "搜索", "首页", "回复", "浏览", "发表于", "分享", "EXERCISE 演习 · 虚构内容", "公告"},
	"en": {"Message", "Search", "Home", "Reply", "views", "Posted", "Share", "EXERCISE 演习 · invented", "NOTICE"},
	"th": {"พิมพ์ข้อความ", "ค้นหา", "หน้าแรก", "ตอบกลับ", "ครั้ง", "โพสต์เมื่อ", "แชร์", "EXERCISE 演习 · เรื่องสมมติ", "ประกาศ"},
	"my": {"စာရိုက်ရန်", "ရှာရန်", "ပင်မ", "ပြန်စာ", "ကြည့်သူ", "တင်ချိန်", "မျှဝေ", "EXERCISE 演习 · စိတ်ကူးယဉ်", "ကြေညာချက်"},
	"lo": {"ພິມຂໍ້ຄວາມ", "ຄົ້ນຫາ", "ໜ້າຫຼັກ", "ຕອບ", "ຄັ້ງ", "ໂພສເມື່ອ", "ແບ່ງປັນ", "EXERCISE 演习 · ເລື່ອງສົມມຸດ", "ປະກາດ"},
}

// head draws status bar and title over what scrolled below them.
func (d *chat) head() {
	h := statusHeight + d.headerHeight
	d.rect(0, 0, d.Width, h, d.header)
	d.hair(0, h, d.Width, d.headerLine)
	d.status(d.headerInk)
	mid := statusHeight + d.headerHeight/2
	d.stroke(20, mid-7, 13, mid, 2, d.headerInk)
	d.stroke(13, mid, 20, mid+7, 2, d.headerInk)
	sub := words[d.Language].exercise
	if d.Subtitle != "" {
		sub = d.Subtitle + " · " + Watermark
	}
	apart := 0.0 // Burmese hangs lower
	if d.Language == "my" {
		apart = 3
	}
	if d.centredTitle {
		room := d.Width - 130
		d.centred(d.fit(d.Title, room, 16, true), d.Width/2, mid-1-apart, 16, d.headerInk, true)
		d.centred(d.fit(sub, room, 10.5, false), d.Width/2, mid+14+apart, 10.5, d.muted2(), false)
		if d.avatarFoot {
			d.portrait(d.Seed, d.Width-46, mid-17, 34, 34, true)
		} else {
			d.dots(d.Width-34, mid, d.headerInk)
		}
		return
	}
	x := 34.0
	if d.tail == "head" && d.avatar == 0 || d.tail == "" {
		d.portrait(d.Seed, x, mid-18, 36, 36, true)
		x += 46
	}
	room := d.Width - x - 84
	d.text(d.fit(d.Title, room, 16, true), x, mid-2-apart, 16, d.headerInk, true)
	d.text(d.fit(sub, room, 11, false), x, mid+14+apart, 11, d.muted2(), false)
	d.handset(d.Width-70, mid, d.headerInk)
	d.dots(d.Width-30, mid, d.headerInk)
}

func (d *chat) muted2() color.Color {
	r, g, b, _ := d.headerInk.RGBA()
	return color.NRGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 165}
}

// fit cuts a title with an ellipsis.
func (c *canvas) fit(s string, room, size float64, bold bool) string {
	if c.width(s, size, bold) <= room {
		return s
	}
	runes := []rune(s)
	for len(runes) > 1 && c.width(string(runes)+"…", size, bold) > room {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

func (c *canvas) dots(x, y float64, col color.Color) {
	for i := 0.0; i < 3; i++ {
		c.disc(x+i*7, y, 1.8, col)
	}
}

func (c *canvas) handset(x, y float64, col color.Color) {
	c.ring(x+6, y, 8, 1.6, col)
	c.stroke(x+3, y-3, x+9, y+3, 1.8, col)
}

func (d *chat) status(ink color.Color) { d.canvas.status(d.Width, d.Clock, d.Seed, ink) }

// status is the phone's bar: clock, signal, battery.
func (c *canvas) status(width float64, clock string, seed uint64, ink color.Color) {
	c.text(clock, 26, 28, 15, ink, true)
	x := width - 88
	for i := 0.0; i < 4; i++ {
		h := 4 + 2.4*i
		c.round(x+i*4.6, 28-h, 3, h, 0.8, ink)
	}
	c.text([]string{"5G", "4G", "LTE"}[seed%3], x+21, 28, 10.5, ink, true)
	c.round(width-42, 16.5, 24, 12, 3.5, ink)
	charge := 20 + seed%80
	c.text(strconv.FormatUint(charge, 10), width-37, 26.4, 9, inverse(ink), true)
	c.round(width-17, 20, 2, 5, 0.8, ink)
}

func inverse(col color.Color) color.Color {
	r, _, _, _ := col.RGBA()
	if r > 0x8000 {
		return rgb(0x111111)
	}
	return rgb(0xFFFFFF)
}

func (d *chat) inputBar(y, h float64) {
	d.rect(0, y, d.Width, h, d.bar)
	if d.pattern == nil {
		d.hair(0, y, d.Width, d.headerLine)
	}
	mid := y + h/2
	r := 18.0
	if d.centredTitle && !d.avatarFoot {
		r = 5
	}
	d.round(46, mid-18, d.Width-46-92, 36, r, d.field)
	d.text(words[d.Language].message, 60, mid+5, 14, d.muted, false)
	d.ring(25, mid, 12, 1.6, d.muted)
	d.stroke(25, mid-5, 25, mid+5, 1.6, d.muted)
	d.stroke(20, mid, 30, mid, 1.6, d.muted)
	d.ring(d.Width-68, mid, 12, 1.6, d.muted)
	d.disc(d.Width-72, mid-3, 1.5, d.muted)
	d.disc(d.Width-64, mid-3, 1.5, d.muted)
	d.stroke(d.Width-72, mid+4, d.Width-64, mid+4, 1.6, d.muted)
	d.disc(d.Width-28, mid, 15, d.accent)
	d.stroke(d.Width-33, mid, d.Width-23, mid, 2, d.bar)
	d.stroke(d.Width-27, mid-4, d.Width-23, mid, 2, d.bar)
	d.stroke(d.Width-27, mid+4, d.Width-23, mid, 2, d.bar)
}
