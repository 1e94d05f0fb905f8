package draw

import "sync"

// Pens keep their shaped fonts and glyph masks from picture to picture. A pen
// whose cache has grown large is thrown away.
var pens struct {
	sync.Mutex
	idle map[[2]string][]*Pen
}

const glyphsKept = 6000

func penFor(family, lang string) (*Pen, error) {
	key := [2]string{family, lang}
	pens.Lock()
	if idle := pens.idle[key]; len(idle) > 0 {
		p := idle[len(idle)-1]
		pens.idle[key] = idle[:len(idle)-1]
		pens.Unlock()
		return p, nil
	}
	pens.Unlock()
	return NewPen(family, lang)
}

func release(family, lang string, p *Pen) {
	if len(p.glyphs) > glyphsKept {
		clear(p.glyphs)
	}
	pens.Lock()
	defer pens.Unlock()
	if pens.idle == nil {
		pens.idle = map[[2]string][]*Pen{}
	}
	pens.idle[[2]string{family, lang}] = append(pens.idle[[2]string{family, lang}], p)
}
