package exercise

import (
	"fmt"
	"math/rand/v2"
	"time"

	"lanna/exercise/draw"
	"lanna/exercise/wording"
)

// page lays the texts out as messages of one page.
func (s *scene) page() draw.Page {
	r := rand.New(rand.NewPCG(s.seed, 3))
	cast := casts[s.language]
	first := r.IntN(len(cast.nicks))
	people := []string{cast.nicks[first], cast.nicks[(first+1)%len(cast.nicks)]}
	p := draw.Page{
		Layout: s.layout, Theme: s.theme, Language: s.language, Font: s.font, Scale: s.scale,
		Width: float64(360 + 10*r.IntN(8)), Seed: s.seed, Group: r.IntN(4) > 0 || s.crowd(), Photo: s.photo(r),
		Zoom: pick(r, []float64{0.92, 1, 1, 1, 1.12, 1.3}),
	}
	p.Bare = r.IntN(9) == 0 && s.at.IsZero()
	if r.IntN(5) < 2 {
		p.Height = p.Width * (1.9 + 0.25*r.Float64()) // a whole screen; the others are cut
	}
	switch {
	case !draw.IsChat(s.layout):
		p.Title = pick(r, cast.sites)
	case p.Group:
		p.Title = fmt.Sprintf("%s (%d)", pick(r, cast.groups), 8+r.IntN(480))
	default:
		p.Title = people[0]
	}
	s.talk(&p, people, r)
	return p
}

// talk puts the messages on the page, with the times that they show.
func (s *scene) talk(p *draw.Page, people []string, r *rand.Rand) {
	chat := draw.IsChat(s.layout)
	turned := chat && r.IntN(4) == 0 // the owner of the phone posted it
	day := pick(r, casts[s.language].days)
	at := time.Date(2026, 11, 2, 6+r.IntN(15), r.IntN(50), 0, 0, time.UTC)
	if !s.at.IsZero() {
		at, day = s.at, dateLabel(s.language, s.at)
	}
	if chat {
		p.Messages = append(p.Messages, draw.Message{Side: draw.Notice, Text: day + " " + at.Format("15:04")})
	}
	for post, text := range s.texts {
		if chat && post > 0 && r.IntN(2) == 0 {
			at = at.Add(time.Duration(4+r.IntN(9)) * time.Minute)
			p.Messages = append(p.Messages, draw.Message{Side: draw.Notice, Text: at.Format("15:04")})
		}
		shown := chat && !text.Template.IsList() && !text.Template.IsChatter() && (r.IntN(3) == 0 || !s.at.IsZero())
		for i, m := range text.Messages {
			out := s.say(m, people, turned)
			out.Time, out.Post = at.Format("15:04"), post
			if shown && i == 0 {
				picture := out
				picture.Text, picture.Photo = "", r.Uint64()|1
				if post < len(s.faces) {
					picture.Photo = s.faces[post]
				}
				p.Messages = append(p.Messages, picture)
			}
			p.Messages = append(p.Messages, out)
			at = at.Add(time.Duration(r.IntN(3)) * time.Minute)
		}
	}
	p.Clock = at.Add(time.Duration(r.IntN(20)) * time.Minute).Format("15:04")
}

// say turns a message of a text into one of the page. turned means that the
// owner of the phone is who offers the bounty.
func (s *scene) say(m wording.Message, people []string, turned bool) draw.Message {
	chat := draw.IsChat(s.layout)
	switch {
	case m.Speaker < 0:
		return draw.Message{Side: draw.Notice, Text: m.Text}
	case chat && (m.Speaker == 0 && !turned || m.Speaker == 1 && turned):
		return draw.Message{Side: draw.Mine, Text: m.Text, Face: s.seed + 9}
	}
	i := max(m.Speaker-1, 0)
	return draw.Message{Text: m.Text, Name: people[i], Face: s.seed + uint64(i)}
}

// dateLabel is a date as the chat programs write it.
func dateLabel(language string, t time.Time) string {
	d, m := t.Day(), int(t.Month())
	switch language {
	case "zh":
		return fmt.Sprintf("%d月%d日", m, d)
	case "th":
		return fmt.Sprintf("%d/%d", d, m)
	case "my", "lo":
		return fmt.Sprintf("%02d/%02d", d, m)
	}
	return t.Format("2 Jan")
}

// crowd tells whether somebody beside the poster speaks on the other side.
func (s *scene) crowd() bool {
	for _, x := range s.texts {
		for _, m := range x.Messages {
			if m.Speaker > 1 {
				return true
			}
		}
	}
	return s.group
}

// poster is who says the text added last.
func (s *scene) poster() string {
	for _, m := range s.page().Messages {
		if m.Side == draw.Theirs && m.Post == len(s.texts)-1 {
			return m.Name
		}
	}
	return ""
}

// photo is the seed of a portrait beside one or two people, on most pages.
func (s *scene) photo(r *rand.Rand) uint64 {
	if s.portrait != 0 {
		return s.portrait
	}
	if s.kind == nobody || s.kind == long || r.IntN(4) == 0 {
		return 0
	}
	return s.seed | 1
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }
