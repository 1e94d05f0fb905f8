package draw

import "image/color"

// Layouts are the kinds of page. The first five look like chat programs, each
// by the habits of a well-known one; none carries its name or marks.
var Layouts = []string{"chat-square", "chat-cloud", "chat-line", "chat-tick", "chat-round", "poster", "forum", "web"}

// Themes of a page.
var Themes = []string{"light", "dark", "green"}

// IsChat tells a chat layout from a page.
func IsChat(layout string) bool { return len(layout) > 4 && layout[:5] == "chat-" }

// palette holds the colours of one program in one theme.
type palette struct {
	page, header, headerInk, headerLine  color.Color
	theirs, theirInk, mine, myInk, muted color.Color
	theirTime, myTime                    color.Color
	name                                 color.Color // nil: a colour for each speaker
	accent                               color.Color // ticks, buttons
	field, fieldLine, bar                color.Color // input field and its bar
	chip, chipInk                        color.Color // time lines; chip nil: no ground
	pattern                              color.Color // doodles behind the bubbles; nil: none
}

// program is what stays the same in all themes of a chat program.
type program struct {
	avatar       float64 // size; 0: none
	roundAvatar  bool
	myAvatar     bool
	avatarFoot   bool // beside the foot of the bubble rather than its head
	nameInside   bool
	timeInside   bool
	timeBeside   bool
	ticks        bool
	tail         string // "", "side", "foot", "head"
	radius       float64
	font         float64
	lead         float64 // line height in sizes
	padX, padY   float64
	headerHeight float64
	centredTitle bool
	light        palette
	dark         palette
	green        palette
}

// speakers colour the names of a group.
var speakers = []color.Color{rgb(0xD0486A), rgb(0xB86A1B), rgb(0x3A8E4E), rgb(0x2B7DB8), rgb(0x8A5BC2), rgb(0x1D8F8A), rgb(0xC0552B)}

var speakersDark = []color.Color{rgb(0xF28AA5), rgb(0xE9B872), rgb(0x86D694), rgb(0x7FC3F3), rgb(0xC6A4F2), rgb(0x6FD6CF), rgb(0xF29D7C)}

var programs = map[string]program{
	"chat-square": {
		avatar: 40, myAvatar: true, tail: "side", radius: 5, font: 16.5, lead: 1.42, padX: 11, padY: 9,
		headerHeight: 46, centredTitle: true,
		light: palette{
			page: rgb(0xEDEDED), header: rgb(0xEDEDED), headerInk: rgb(0x191919), headerLine: rgb(0xD9D9D9),
			theirs: rgb(0xFFFFFF), theirInk: rgb(0x1A1A1A), mine: rgb(0xA9D3F7), myInk: rgb(0x111111), muted: rgb(0x8E8E8E),
			name: rgb(0x8A8A8A), accent: rgb(0x07A350), field: rgb(0xFFFFFF), bar: rgb(0xF6F6F6), chipInk: rgb(0x9A9A9A),
		},
		dark: palette{
			page: rgb(0x111111), header: rgb(0x191919), headerInk: rgb(0xD8D8D8), headerLine: rgb(0x262626),
			theirs: rgb(0x2C2C2C), theirInk: rgb(0xD5D5D5), mine: rgb(0x3A5F80), myInk: rgb(0xEDF4FA), muted: rgb(0x7E7E7E),
			name: rgb(0x7E7E7E), accent: rgb(0x3EB575), field: rgb(0x292929), bar: rgb(0x1E1E1E), chipInk: rgb(0x6E6E6E),
		},
		green: palette{
			page: rgb(0xF3F3F3), header: rgb(0xF3F3F3), headerInk: rgb(0x191919), headerLine: rgb(0xDADADA),
			theirs: rgb(0xFFFFFF), theirInk: rgb(0x1A1A1A), mine: rgb(0x95EC69), myInk: rgb(0x0B1F05), muted: rgb(0x8E8E8E),
			name: rgb(0x8A8A8A), accent: rgb(0x07A350), field: rgb(0xFFFFFF), bar: rgb(0xF6F6F6), chipInk: rgb(0x9A9A9A),
		},
	},
	"chat-cloud": {
		avatar: 34, roundAvatar: true, avatarFoot: true, nameInside: true, timeInside: true, ticks: true,
		tail: "foot", radius: 15, font: 16, lead: 1.36, padX: 12, padY: 7, headerHeight: 52, centredTitle: true,
		light: palette{
			page: rgb(0xD6E3EE), header: rgb(0xFBFBFC), headerInk: rgb(0x0B0B0B), headerLine: rgb(0xCDD2D6),
			theirs: rgb(0xFFFFFF), theirInk: rgb(0x0B0B0B), mine: rgb(0xE4F1FE), myInk: rgb(0x0B0B0B), muted: rgb(0x8B9096),
			theirTime: rgb(0xA0A6AB), myTime: rgb(0x6BA4D8), accent: rgb(0x2F8CD6), field: rgb(0xFFFFFF), fieldLine: rgb(0xCFD4D8), bar: rgb(0xF7F8F9),
			chip: faint(0x4F6B84, 120), chipInk: rgb(0xFFFFFF), pattern: faint(0x7C9CBA, 34),
		},
		dark: palette{
			page: rgb(0x0E1621), header: rgb(0x17212B), headerInk: rgb(0xF2F5F8), headerLine: rgb(0x0B1118),
			theirs: rgb(0x182533), theirInk: rgb(0xF1F4F7), mine: rgb(0x2B5278), myInk: rgb(0xF4F8FC), muted: rgb(0x7D8E9E),
			theirTime: rgb(0x6D7F8F), myTime: rgb(0x8FB9DE), accent: rgb(0x65AADD), field: rgb(0x242F3D), bar: rgb(0x17212B),
			chip: faint(0x1E2C3A, 220), chipInk: rgb(0xDDE6EE), pattern: faint(0x3B5068, 40),
		},
		green: palette{
			page: rgb(0xC9DCB9), header: rgb(0xFBFBFC), headerInk: rgb(0x0B0B0B), headerLine: rgb(0xC8CDC4),
			theirs: rgb(0xFFFFFF), theirInk: rgb(0x0B0B0B), mine: rgb(0xDDFBC4), myInk: rgb(0x0B1404), muted: rgb(0x8B9096),
			theirTime: rgb(0xA0A6AB), myTime: rgb(0x5FAE4B), accent: rgb(0x3FA45B), field: rgb(0xFFFFFF), fieldLine: rgb(0xCFD4D8), bar: rgb(0xF7F8F9),
			chip: faint(0x4C6B3E, 120), chipInk: rgb(0xFFFFFF), pattern: faint(0x86A86A, 44),
		},
	},
	"chat-line": {
		avatar: 36, roundAvatar: true, timeBeside: true, tail: "head", radius: 17, font: 15.5, lead: 1.4, padX: 13, padY: 8,
		headerHeight: 48,
		light: palette{
			page: rgb(0x9DB7D9), header: rgb(0x9DB7D9), headerInk: rgb(0x10151C), headerLine: rgb(0x93ADCF),
			theirs: rgb(0xFFFFFF), theirInk: rgb(0x111111), mine: rgb(0xF7F3B5), myInk: rgb(0x111111), muted: rgb(0x54647A),
			name: rgb(0x3D4B5F), theirTime: rgb(0x54647A), myTime: rgb(0x54647A), accent: rgb(0x2B4C7E), field: rgb(0xF2F3F5), bar: rgb(0xFFFFFF),
			chip: faint(0x3B526F, 96), chipInk: rgb(0xFFFFFF),
		},
		dark: palette{
			page: rgb(0x1B1D22), header: rgb(0x1B1D22), headerInk: rgb(0xF0F0F0), headerLine: rgb(0x2A2D33),
			theirs: rgb(0x34373E), theirInk: rgb(0xF0F0F0), mine: rgb(0x48703A), myInk: rgb(0xF6FBF3), muted: rgb(0x8B919C),
			name: rgb(0xA2A8B3), theirTime: rgb(0x8B919C), myTime: rgb(0x8B919C), accent: rgb(0x5FBF6A), field: rgb(0x2C2F35), bar: rgb(0x15171B),
			chip: faint(0x000000, 110), chipInk: rgb(0xD5D8DD),
		},
		green: palette{
			page: rgb(0x8CABD8), header: rgb(0x8CABD8), headerInk: rgb(0x0E1218), headerLine: rgb(0x82A0CC),
			theirs: rgb(0xFFFFFF), theirInk: rgb(0x111111), mine: rgb(0x8DE055), myInk: rgb(0x0A1604), muted: rgb(0x44546A),
			name: rgb(0x36445A), theirTime: rgb(0x44546A), myTime: rgb(0x44546A), accent: rgb(0x06B34C), field: rgb(0xF2F3F5), bar: rgb(0xFFFFFF),
			chip: faint(0x2F4868, 96), chipInk: rgb(0xFFFFFF),
		},
	},
	"chat-tick": {
		nameInside: true, timeInside: true, ticks: true, tail: "head", radius: 9, font: 16, lead: 1.34, padX: 10, padY: 7, headerHeight: 56,
		light: palette{
			page: rgb(0xF3EEE7), header: rgb(0xF8F6F3), headerInk: rgb(0x111B21), headerLine: rgb(0xDDD8D0),
			theirs: rgb(0xFFFFFF), theirInk: rgb(0x111B21), mine: rgb(0xE9EDF3), myInk: rgb(0x111B21), muted: rgb(0x667781),
			theirTime: rgb(0x8696A0), myTime: rgb(0x8696A0), accent: rgb(0x34A6DB), field: rgb(0xFFFFFF), bar: rgb(0xF3EEE7),
			chip: rgb(0xFFFFFF), chipInk: rgb(0x54656F), pattern: faint(0xC9BCA8, 60),
		},
		dark: palette{
			page: rgb(0x0B141A), header: rgb(0x202C33), headerInk: rgb(0xE9EDEF), headerLine: rgb(0x202C33),
			theirs: rgb(0x202C33), theirInk: rgb(0xE9EDEF), mine: rgb(0x005C4B), myInk: rgb(0xEAF6F1), muted: rgb(0x8696A0),
			theirTime: rgb(0x8696A0), myTime: rgb(0x9CC5B8), accent: rgb(0x53BDEB), field: rgb(0x2A3942), bar: rgb(0x0B141A),
			chip: rgb(0x182229), chipInk: rgb(0xA6B3BB), pattern: faint(0x22313A, 90),
		},
		green: palette{
			page: rgb(0xEBE3DA), header: rgb(0x0B6B5B), headerInk: rgb(0xFFFFFF), headerLine: rgb(0x0B6B5B),
			theirs: rgb(0xFFFFFF), theirInk: rgb(0x111B21), mine: rgb(0xD9FDD3), myInk: rgb(0x0C1A10), muted: rgb(0x667781),
			theirTime: rgb(0x8696A0), myTime: rgb(0x6E9C7A), accent: rgb(0x34A6DB), field: rgb(0xFFFFFF), bar: rgb(0xEBE3DA),
			chip: rgb(0xFFFFFF), chipInk: rgb(0x54656F), pattern: faint(0xC4B7A4, 70),
		},
	},
	"chat-round": {
		avatar: 28, roundAvatar: true, avatarFoot: true, radius: 18, font: 15.5, lead: 1.36, padX: 13, padY: 8, headerHeight: 54,
		light: palette{
			page: rgb(0xFFFFFF), header: rgb(0xFFFFFF), headerInk: rgb(0x050505), headerLine: rgb(0xE2E3E6),
			theirs: rgb(0xF0F0F2), theirInk: rgb(0x080809), mine: rgb(0x0A66D6), myInk: rgb(0xFFFFFF), muted: rgb(0x8A8D91),
			name: rgb(0x75787D), accent: rgb(0x0A7CFF), field: rgb(0xF0F0F2), bar: rgb(0xFFFFFF), chipInk: rgb(0x8A8D91),
		},
		dark: palette{
			page: rgb(0x000000), header: rgb(0x0B0B0C), headerInk: rgb(0xF2F3F5), headerLine: rgb(0x1E1F21),
			theirs: rgb(0x303133), theirInk: rgb(0xEFF0F2), mine: rgb(0x6A38C9), myInk: rgb(0xFFFFFF), muted: rgb(0x8E9196),
			name: rgb(0x9A9DA2), accent: rgb(0x9A6BFF), field: rgb(0x2A2B2D), bar: rgb(0x000000), chipInk: rgb(0x8E9196),
		},
		green: palette{
			page: rgb(0xFFFFFF), header: rgb(0xFFFFFF), headerInk: rgb(0x050505), headerLine: rgb(0xE2E3E6),
			theirs: rgb(0xEEF1EC), theirInk: rgb(0x080908), mine: rgb(0x17733A), myInk: rgb(0xFFFFFF), muted: rgb(0x83897F),
			name: rgb(0x6E746B), accent: rgb(0x1E9A4C), field: rgb(0xEFF1EE), bar: rgb(0xFFFFFF), chipInk: rgb(0x83897F),
		},
	},
}

func (p program) palette(theme string) palette {
	switch theme {
	case "dark":
		return p.dark
	case "green":
		return p.green
	}
	return p.light
}
