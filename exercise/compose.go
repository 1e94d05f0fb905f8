package exercise

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"lanna/exercise/draw"
	"lanna/exercise/wording"
)

// A scene is what one picture tells, before it is drawn.
type scene struct {
	spec
	texts    []*wording.Text // bounties and chatter, in order
	portrait uint64          // a face that must be shown; 0: any or none
	faces    []uint64        // beside each text; 0, or none at all: any
	group    bool            // must be a group
	at       time.Time       // when the first message was posted, local time; zero: any
}

// templates sorts the wordings of a language by what they are good for.
type templates struct{ single, list, chatter []wording.Template }

func templatesFor(language string, split wording.Split, onPage bool) (templates, error) {
	var out templates
	for _, s := range []wording.Split{wording.Dev, wording.Held} {
		if split != "" && s != split {
			continue
		}
		list, err := wording.Templates(language, s)
		if err != nil {
			return out, err
		}
		for _, t := range list {
			switch {
			case onPage && !t.OnPage() || !onPage && !t.InChat():
			case t.IsChatter():
				out.chatter = append(out.chatter, t)
			case t.IsList():
				out.list = append(out.list, t)
			default:
				out.single = append(out.single, t)
			}
		}
	}
	if len(out.single) == 0 || len(out.list) == 0 || len(out.chatter) == 0 {
		return out, fmt.Errorf("exercise: too few wordings for %s", language)
	}
	return out, nil
}

// compose chooses and fills the texts of one picture.
func compose(s spec, split wording.Split) (*scene, error) {
	r := rand.New(rand.NewPCG(s.seed, 2))
	t, err := templatesFor(s.language, split, !draw.IsChat(s.layout))
	if err != nil {
		return nil, err
	}
	out := &scene{spec: s}
	used := map[string]bool{} // nobody says the same thing twice
	put := func(list []wording.Template, n int) error {
		at := r.IntN(len(list))
		for i := 0; used[list[at].ID] && i < len(list); i++ {
			at = (at + 1) % len(list)
		}
		used[list[at].ID] = true
		text, err := wording.Fill(list[at], r, n)
		out.texts = append(out.texts, text)
		return err
	}
	chat := draw.IsChat(s.layout)
	if chat && r.IntN(2) == 0 && s.kind != nobody {
		if err := put(t.chatter, 0); err != nil {
			return nil, err
		}
	}
	switch s.kind {
	case one:
		err = put(t.single, 1)
	case several:
		err = put(t.list, 2+r.IntN(5))
	case long:
		err = put(t.list, 8+r.IntN(13))
	case nobody:
		for range 1 + r.IntN(2) {
			err = put(t.chatter, 0)
		}
	case two:
		err = out.twoBounties(r, t)
	}
	if err != nil {
		return nil, err
	}
	if chat && r.IntN(3) == 0 {
		err = put(t.chatter, 0)
	}
	return out, err
}

// twoBounties takes two texts that each say in one message whom to call, so
// that nobody could take a contact for the other person's.
func (s *scene) twoBounties(r *rand.Rand, t templates) error {
	var fit []wording.Template
	for _, w := range t.single {
		if len(w.Messages) == 1 {
			fit = append(fit, w)
		}
	}
	if len(fit) < 2 {
		fit = t.single
	}
	i := r.IntN(len(fit))
	j := (i + 1 + r.IntN(len(fit)-1)) % len(fit)
	for _, k := range []int{i, j} {
		text, err := wording.Fill(fit[k], r, 1)
		if err != nil {
			return err
		}
		s.texts = append(s.texts, text)
	}
	return nil
}

// truth is what is to be found in the scene.
func (s *scene) truth() Truth {
	t := Truth{
		Version: 1, Language: s.language, Theme: s.theme, Scale: s.scale, Font: s.font, Layout: s.layout,
		Quality: s.quality, Watermark: draw.Watermark, Notices: []wording.Notice{}, Warnings: []string{},
		Split: string(wording.Dev), Contacts: wording.Contacts{Phones: []string{}, Handles: []wording.Handle{}},
	}
	var text []string
	for _, x := range s.texts {
		t.Notices = append(t.Notices, x.Notices...)
		t.Contacts.Phones = append(t.Contacts.Phones, x.Contacts.Phones...)
		t.Contacts.Handles = append(t.Contacts.Handles, x.Contacts.Handles...)
		t.Wordings = append(t.Wordings, x.Template.ID)
		if x.Template.Split == wording.Held {
			t.Split = string(wording.Held)
		}
		text = append(text, x.Plain())
	}
	t.Text = strings.Join(text, "\n")
	return t
}
