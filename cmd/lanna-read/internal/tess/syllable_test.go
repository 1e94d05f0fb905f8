package tess

import "math/rand/v2"

// syllable is one that can be written in a language, whether or not it is in use.
func syllable(r *rand.Rand, lang string) string {
	b := spelling{r}
	switch lang {
	case "th":
		return b.thai()
	case "lo":
		return b.lao()
	}
	return b.burmese()
}

type spelling struct{ *rand.Rand }

func (b spelling) of(signs string) string {
	l := []rune(signs)
	return string(l[b.IntN(len(l))])
}

// maybe is one of the signs in one of n cases.
func (b spelling) maybe(n int, signs string) string {
	if b.IntN(n) == 0 {
		return b.of(signs)
	}
	return ""
}

func (b spelling) thai() string {
	first := b.of("กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ") + b.maybe(5, "รลวห")
	if b.IntN(6) == 0 {
		first = "ห" + b.of("นมลรยวง")
	}
	const ends = "กงดนบมยวรลตพศษสณทธชฐจญ"
	tone, end, dead := b.maybe(3, "่้่้๊๋"), b.maybe(2, ends), ""
	if end != "" {
		dead = b.maybe(7, "์")
	}
	switch b.IntN(9) {
	case 0:
		return first + b.of("ิีึื") + tone + b.of(ends) + dead
	case 1:
		return first + b.of("ุู") + tone + end + dead
	case 2:
		return first + "ั" + tone + b.of(ends) + dead
	case 3:
		return first + tone + "า" + end + dead
	case 4:
		return b.of("เแโไใ") + first + tone + end
	case 5:
		return first + tone + b.of("ะาำ")
	case 6:
		return "เ" + first + b.of("็ิีื") + tone + b.of("กงดนบมยวอ") + end
	case 7:
		return first + "ิ" + tone + b.of("ตทศนพ") + dead
	}
	return first + tone + "อ" + end
}

func (b spelling) lao() string {
	first := b.of("ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮ")
	if b.IntN(6) == 0 {
		first = "ຫ" + b.of("ນນມມລຍວງຼຼຼ")
	}
	first += b.maybe(12, "ຼວຣ")
	const ends = "ກງຍດນບມວ"
	tone, end := b.maybe(2, "່້່້໊໋"), b.maybe(2, ends)
	switch b.IntN(10) {
	case 0, 1:
		return first + b.of("ິີຶື") + tone + end
	case 2:
		return first + b.of("ຸູ") + tone + end
	case 3:
		return first + b.of("ັົ") + tone + b.of(ends)
	case 4:
		return first + tone + "າ" + end
	case 5:
		return b.of("ເແໂໄໃ") + first + tone + end
	case 6:
		return first + tone + b.of("ະາຳ")
	case 7:
		return "ເ" + first + b.of("ັິີື") + tone + b.of("ກງຍດນບມວອ")
	case 8:
		return first + "ໍ" + tone
	}
	return first + tone + b.of("ອຽວ") + b.of(ends)
}

func (b spelling) burmese() string {
	first := b.of("ကခဂဃငစဆဇဈညဋဌဏတထဒဓနပဖဗဘမယရလဝသဟအ")
	if b.IntN(2) == 0 {
		first = b.of("ကခဂငစဆဇတထဒဓနပဖဗဘမယရလသအ") + []string{"ျ", "ြ", "ွ", "ှ", "ျ", "ြ", "ွ", "ှ", "ျွ", "ြွ", "ွှ", "ြှ", "ျှ"}[b.IntN(13)]
	}
	tone := b.maybe(2, "့း")
	switch b.IntN(13) {
	case 0:
		return first + "ေ" + b.maybe(2, "ာ") + b.maybe(3, "့း")
	case 1:
		return first + "ေါင်" + tone
	case 2:
		return first + "ော" + b.of("ကင") + "်" + b.maybe(3, "့း")
	case 3:
		return first + b.of("ိီုူ") + b.maybe(3, "့း")
	case 4:
		return first + "ို" + b.of("ကငရယ") + "်"
	case 5:
		return first + b.of("ကငစညတနပမယဉဏလဒသ") + "်" + tone
	case 6:
		return first + b.of("ို") + b.of("တနပမ") + "်" + b.maybe(3, "့း")
	case 7:
		return first + "ို" + b.of("းး့") // no end
	case 8:
		return first + "ော်"
	case 9:
		return first + []string{"ံ", "ုံ", "ိံ"}[b.IntN(3)] + b.maybe(2, "့း")
	case 10:
		return []string{"ဦး", "ဥ", "ဥက္က", "ဉာဏ်", "ဧ", "ဤ", "ဥဏ္ဏ", "သ္မ", "န္တ", "မ္ဘ", "န္ဒ", "တ္တ", "အင်္ဂ", "ဿ"}[b.IntN(14)]
	case 11:
		return first + b.of("ကငနတမည") + "်" + b.of("းး့")
	}
	return first + b.maybe(2, "ာါံဲ") + b.maybe(3, "့း")
}
