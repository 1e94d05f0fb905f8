package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

type rotaGroup struct {
	Show rotaShowCmd `cmd:"" help:"Show who is on duty at a desk, now and in the days to come."`
	Set  rotaSetCmd  `cmd:"" help:"Set the rota of a desk, or change it."`
}

func (rotaGroup) examples() string {
	return `lanna rota show --desk centre --as leader
lanna rota set rota.json --reason "rota of March" --as leader
lanna rota set --desk centre --stand-in "2026-03-14 night somchai malee" --reason "ill" --as leader`
}

// A rota as the command line has it names officers by their logins.
type (
	rotaByLogin    = desk.RotaFor[string]
	turnByLogin    = desk.Turn[string]
	holidayByLogin = desk.Holiday[string]
	standInByLogin = desk.StandIn[string]
)

type rotaShowCmd struct {
	officerFlags
	Desk *string `name:"desk" placeholder:"NAME" help:"Desk; your own if not given."`
	Days int     `name:"days" default:"7" help:"For how many days from now (${default})."`
}

func (rotaShowCmd) examples() string {
	return `lanna rota show --as leader
lanna rota show --desk centre --days 31 --as leader
lanna rota show --json --as leader | jq .rota > rota.json     a file that lanna rota set takes`
}

func rotaArgs(name *string, days int) node.RotaArgs {
	if name == nil {
		return node.RotaArgs{Days: days}
	}
	return node.RotaArgs{Desk: *name, Named: true, Days: days}
}

// Run shows a rota.
func (c rotaShowCmd) Run(p *program) error {
	if c.Days < 1 || c.Days > 366 {
		return failf(misused, "lanna rota show --help", "--days is between 1 and 366")
	}
	var shown node.RotaShown
	if err := c.ask(p, "rota.show", rotaArgs(c.Desk, c.Days), &shown); err != nil {
		return err
	}
	if p.json {
		return p.emit(shown)
	}
	zone, err := time.LoadLocation(shown.Zone)
	if err != nil {
		zone = time.UTC
	}
	rows := [][]string{{"FROM", "TO", "SHIFT", "OFFICERS", ""}}
	if y := shown.Now; y != nil {
		rows = append(rows, dutyLine(*y, zone, "now"))
	}
	for _, y := range shown.Duties {
		if shown.Now == nil || y.From > lanna.MillisOf(p.now()) {
			rows = append(rows, dutyLine(y, zone, ""))
		}
	}
	table(p.out, rows)
	if n := len(shown.Empty); n > 0 {
		p.say("%s", emptyShifts(n))
	}
	if shown.Rota == nil {
		p.say("No rota was set: lanna rota set --help")
	}
	return nil
}

func dutyLine(y node.DutyShown, zone *time.Location, word string) []string {
	at := func(m lanna.Millis) string { return m.Time().In(zone).Format("Mon 2006-01-02 15:04") }
	words := []string{}
	for _, w := range []string{word, y.Holiday} {
		if w != "" {
			words = append(words, w)
		}
	}
	if y.Taken {
		words = append(words, "handed over")
	}
	who := strings.Join(slices.Concat(y.Officers, y.OnCall), ", ")
	switch {
	case y.Closed:
		who = "(closed)"
	case y.Empty:
		words = append(words, "NOBODY")
	}
	return []string{at(y.From), at(y.To), strings.Join(y.Shifts, ", "), who, strings.Join(words, ", ")}
}

type rotaSetCmd struct {
	officerFlags
	File    string   `arg:"" optional:"" type:"path" help:"Rota, JSON as lanna rota show --json has it; - is standard input."`
	Desk    *string  `name:"desk" placeholder:"NAME" help:"Desk; your own, or that of the file, if not given."`
	Shift   []string `name:"shift" sep:"none" placeholder:"TEXT" help:"A shift of the week, in place of that of the name: NAME [DAYS] FROM-TO LOGIN,LOGIN,…; days as in mon,tue or mon-fri; none of them is every day; a LOGIN of 'closed' plans nobody on purpose."`
	Without []string `name:"without" sep:"none" placeholder:"NAME" help:"Take the shift of that name out of the week."`
	Holiday []string `name:"holiday" sep:"none" placeholder:"TEXT" help:"A date on which the week does not hold: DATE DAY [NAME]; DAY is whose shifts begin then (sun), or closed, or none to take the holiday out."`
	StandIn []string `name:"stand-in" sep:"none" placeholder:"TEXT" help:"DATE SHIFT LOGIN LOGIN: the second takes the place of the first; SHIFT - is all of the date; a second of 'nobody' is one who is away; 'none' takes the stand-in out."`
	OnCall  []string `name:"on-call" placeholder:"LOGIN,.." help:"Who is reached at any hour after those of the shift; 'none' for nobody."`
}

func (rotaSetCmd) examples() string {
	return `lanna rota set rota.json --reason "rota of March" --as leader
lanna rota set --shift "day 08:00-20:00 somchai,leader" --shift "night 20:00-08:00 malee,leader" --reason "first rota" --as leader
lanna rota set --shift "night fri,sat 22:00-06:00 malee" --holiday "2026-04-13 sun new year" --reason "as ordered" --as leader
lanna rota set --stand-in "2026-03-14 night malee somchai" --reason "ill" --as leader`
}

// Run sets a rota from a file, or changes the one that stands.
func (c rotaSetCmd) Run(p *program) error {
	changes := len(c.Shift) + len(c.Without) + len(c.Holiday) + len(c.StandIn) + len(c.OnCall)
	if (c.File == "") == (changes == 0) {
		return failf(misused, "lanna rota set --help", "name a file, or what is to change")
	}
	password, err := p.secret(c.PasswordFile, "Password of "+c.As+": ", "--password-file FILE")
	if err != nil {
		return err
	}
	var set node.RotaSetArgs
	if c.File != "" {
		set, err = c.read(p)
	} else {
		set, err = c.changed(p, password)
	}
	if err != nil {
		return err
	}
	if err := c.askAs(p, password, "rota.set", set, &node.Done{}); err != nil {
		return err
	}
	days := 7
	var shown node.RotaShown
	if err := c.askAs(p, password, "rota.show", rotaArgs(&set.Rota.Desk, days), &shown); err != nil {
		return err
	}
	if p.json {
		return p.emit(shown)
	}
	p.say("The rota was set. %s", emptyShifts(len(shown.Empty)))
	return nil
}

func (c rotaSetCmd) read(p *program) (set node.RotaSetArgs, err error) {
	from := p.in
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return set, err
		}
		defer f.Close()
		from = f
	}
	d := json.NewDecoder(from)
	d.DisallowUnknownFields()
	if err := d.Decode(&set.Rota); err != nil {
		return set, failf(misused, "lanna rota show --json", "%s is no rota: %w", c.File, err)
	}
	if c.Desk != nil {
		set.Rota.Desk = *c.Desk
	}
	return set, nil
}

// changed reads the rota that stands and changes it. If somebody else sets it
// meanwhile, the node refuses.
func (c rotaSetCmd) changed(p *program, password []byte) (set node.RotaSetArgs, err error) {
	var shown node.RotaShown
	if err := c.askAs(p, password, "rota.show", rotaArgs(c.Desk, 1), &shown); err != nil {
		return set, err
	}
	set.Rota, set.Base = rotaByLogin{Desk: shown.Desk}, shown.Base
	if shown.Rota != nil {
		set.Rota = *shown.Rota
	}
	r := &set.Rota
	for _, text := range c.Shift {
		if err := addTurn(r, text); err != nil {
			return set, err
		}
	}
	for _, name := range c.Without {
		before := len(r.Turns)
		if r.Turns = slices.DeleteFunc(r.Turns, func(t turnByLogin) bool { return t.Name == name }); len(r.Turns) == before {
			return set, failf(notFound, "lanna rota show", "no shift is called %q", name)
		}
	}
	for _, text := range c.Holiday {
		if err := addHoliday(r, text); err != nil {
			return set, err
		}
	}
	for _, text := range c.StandIn {
		if err := addStandIn(r, text); err != nil {
			return set, err
		}
	}
	switch {
	case slices.Equal(c.OnCall, []string{"none"}):
		r.OnCall = nil
	case len(c.OnCall) > 0:
		r.OnCall = c.OnCall
	}
	return set, nil
}

// addTurn reads NAME [DAYS] FROM-TO LOGIN,…
func addTurn(r *rotaByLogin, text string) error {
	bad := failf(misused, "lanna rota set --help", "--shift %q is not NAME [DAYS] FROM-TO LOGIN,…", text)
	f := strings.Fields(text)
	if len(f) < 3 || len(f) > 4 {
		return bad
	}
	t := turnByLogin{Name: f[0], Officers: strings.Split(f[len(f)-1], ",")}
	var two bool
	if t.From, t.To, two = strings.Cut(f[len(f)-2], "-"); !two {
		return bad
	}
	if len(f) == 4 {
		if t.Days = daysIn(f[1]); t.Days == nil {
			return bad
		}
	}
	if t.Closed = slices.Equal(t.Officers, []string{"closed"}); t.Closed {
		t.Officers = nil
	}
	if i := slices.IndexFunc(r.Turns, func(o turnByLogin) bool { return o.Name == t.Name }); i >= 0 {
		r.Turns[i] = t
		return nil
	}
	r.Turns = append(r.Turns, t)
	return nil
}

// daysIn reads mon,wed or fri-sun; nil where it is neither.
func daysIn(s string) (out []string) {
	for part := range strings.SplitSeq(s, ",") {
		first, last, span := strings.Cut(part, "-")
		if !span {
			last = first
		}
		i, j := slices.Index(desk.Weekdays, first), slices.Index(desk.Weekdays, last)
		if i < 0 || j < 0 {
			return nil
		}
		for ; ; i = (i + 1) % 7 {
			if out = append(out, desk.Weekdays[i]); i == j {
				break
			}
		}
	}
	return out
}

// addHoliday reads DATE DAY [NAME].
func addHoliday(r *rotaByLogin, text string) error {
	date, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	day, name, _ := strings.Cut(strings.TrimSpace(rest), " ")
	r.Days = slices.DeleteFunc(r.Days, func(h holidayByLogin) bool { return h.Date == date })
	h := holidayByLogin{Date: date, Name: strings.TrimSpace(name)}
	switch {
	case day == "none":
		return nil
	case day == "closed":
		h = r.ClosedOn(h.Date, h.Name)
	case slices.Contains(desk.Weekdays, day):
		h.Like = day
	default:
		return failf(misused, "lanna rota set --help", "--holiday %q is not DATE DAY [NAME]", text)
	}
	r.Days = append(r.Days, h)
	return nil
}

// addStandIn reads DATE SHIFT LOGIN LOGIN.
func addStandIn(r *rotaByLogin, text string) error {
	f := strings.Fields(text)
	if len(f) != 4 {
		return failf(misused, "lanna rota set --help", "--stand-in %q is not DATE SHIFT LOGIN LOGIN", text)
	}
	s := standInByLogin{Date: f[0], Shift: f[1], For: f[2], By: f[3]}
	if s.Shift == "-" {
		s.Shift = ""
	}
	r.StandIns = slices.DeleteFunc(r.StandIns, func(o standInByLogin) bool { return o.Date == s.Date && o.Shift == s.Shift && o.For == s.For })
	switch s.By {
	case "none":
		return nil
	case "nobody":
		s.By = ""
	}
	r.StandIns = append(r.StandIns, s)
	return nil
}

func emptyShifts(n int) string {
	if n == 1 {
		return "One shift of the next seven days has nobody."
	}
	return fmt.Sprintf("%d shifts of the next seven days have nobody.", n)
}
