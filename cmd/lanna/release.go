package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

type releaseGroup struct {
	Show    releaseShowCmd    `cmd:"" help:"Show who holds what of a record, or what a release would carry."`
	Send    releaseSendCmd    `cmd:"" help:"Let another agency hold facts of a record."`
	Overdue releaseOverdueCmd `cmd:"" help:"List releases and recalls whose receipts are overdue."`
}

func (releaseGroup) examples() string {
	return `lanna release show B-0021 --as desk1                       who holds what, and what became of it
lanna release show B-0021 --to CN --as desk1               what would go, what stays and why
lanna release send B-0021 --to CN --property name,alias,id.cn --reason "asked for help" --as desk1`
}

// releaseFlags say what is to go to whom, on what terms.
type releaseFlags struct {
	Property []lanna.Property     `name:"property" placeholder:"NAME,..." help:"Facts of these properties, as far as they may go."`
	Claim    []lanna.Digest       `name:"claim" placeholder:"ID,..." help:"Single claims (release show --json lists them)."`
	Picture  string               `name:"picture" enum:"none,redrawn,whole" default:"none" help:"none, redrawn (what was confirmed for this notice, all else blank) or whole (all that is on it) (${default})."`
	Code     []lanna.HandlingCode `name:"code" placeholder:"H1,..." help:"Restrictions to add: H0, H1 (not in proceedings), H2 (not passed on), H3 (in words)."`
	Words    string               `name:"words" placeholder:"TEXT" help:"Words of H3."`
	For      []lanna.Purpose      `name:"for" placeholder:"PURPOSE,..." help:"Purposes for which the other may use it, if not all that the markings allow."`
	Review   string               `name:"review" placeholder:"DATE" help:"Day after which the other erases it unless it is renewed."`
}

func (f releaseFlags) args(record, to string) node.ReleaseArgs {
	a := node.ReleaseArgs{RecordArgs: node.RecordArgs{ID: record}, To: to, Properties: f.Property, Claims: f.Claim, Picture: f.Picture,
		Terms: desk.Terms{Codes: f.Code, Words: f.Words, Purposes: f.For, Review: f.Review}}
	if a.Picture == "none" {
		a.Picture = ""
	}
	return a
}

type releaseShowCmd struct {
	officerFlags
	releaseFlags
	Record string `arg:"" help:"Label (B-0021) or id."`
	To     string `name:"to" placeholder:"PARTY" help:"Show what a release to this party would carry: label (N-0002), code or id."`
}

func (releaseShowCmd) examples() string {
	return `lanna release show B-0021 --as desk1
lanna release show B-0021 --to CN --as desk1                              claim by claim, and what they will see
lanna release show B-0021 --to CN --property alias,amount --as desk1      the same of these facts alone
lanna release show B-0021 --as desk1 --json`
}

// releaseLine is a release or recall as --json prints it.
type releaseLine struct {
	Record    lanna.RecordID    `json:"record,omitzero"`
	Label     string            `json:"label,omitempty"`
	Statement lanna.Digest      `json:"statement"`
	What      string            `json:"what"` // release, recall
	To        string            `json:"to"`
	Node      lanna.WriterID    `json:"node"`
	Time      string            `json:"time"`
	Officer   string            `json:"officer,omitempty"`
	Rule      string            `json:"rule,omitempty"`
	Reason    string            `json:"reason,omitempty"`
	Claims    []factLine        `json:"claims"`
	Receipts  map[string]string `json:"receipts"`
	Overdue   string            `json:"overdue,omitempty"` // the receipt that is
}

func releaseLineOf(r desk.ReleaseRow) releaseLine {
	line := releaseLine{Statement: r.Statement, What: "release", To: r.To.Name("en"), Node: r.To.Writer, Time: stamp(r.Time), Officer: r.Name,
		Rule: r.Rule, Reason: r.Reason, Claims: factLines(r.Claims), Receipts: map[string]string{}, Overdue: r.Missing}
	if r.Recall {
		line.What = "recall"
	}
	for what, at := range r.Receipts {
		line.Receipts[what] = stamp(at)
	}
	return line
}

// receipts are in the order in which they come.
var receipts = []string{desk.ReceiptStored, desk.ReceiptOpened, desk.ReceiptActed, desk.ReceiptRecalled, desk.ReceiptExpired}

func (l *releaseLine) row() []string {
	var said, facts []string
	for _, what := range receipts {
		if at := l.Receipts[what]; at != "" {
			said = append(said, what+" "+at)
		}
	}
	if l.Overdue != "" {
		said = append(said, l.Overdue+" OVERDUE")
	}
	for _, f := range l.Claims {
		facts = append(facts, string(f.Property))
	}
	slices.Sort(facts)
	return []string{l.Time, l.What, l.To, strings.Join(slices.Compact(facts), " "), strings.Join(said, ", ")}
}

// Run shows what was released of a record, or a preview.
func (c releaseShowCmd) Run(p *program) error {
	args := c.args(c.Record, c.To)
	if c.To != "" {
		return c.preview(p, args)
	}
	var list []desk.ReleaseRow
	if err := c.ask(p, "release.show", args, &list); err != nil {
		return err
	}
	return p.releases(list, "Nothing of it was released.")
}

func (p *program) releases(list []desk.ReleaseRow, none string) error {
	rows := [][]string{{"TIME", "WHAT", "TO", "FACTS", "RECEIPTS"}}
	for _, r := range list {
		line := releaseLineOf(r)
		if p.json {
			if err := p.emit(line); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, line.row())
	}
	if !p.json && len(list) == 0 {
		p.say("%s", none)
	} else if !p.json {
		table(p.out, rows)
	}
	return nil
}

// previewLine is one claim of a preview, as --json prints it.
type previewLine struct {
	factLine
	Withheld string `json:"withheld,omitempty"` // why; "" where it may go
	Held     bool   `json:"held"`               // the other holds it already
	Widen    bool   `json:"widen,omitempty"`    // its marking has to be widened
}

func (c releaseShowCmd) preview(p *program, args node.ReleaseArgs) error {
	var v node.Previewed
	if err := c.ask(p, "release.preview", args, &v); err != nil {
		return err
	}
	lines := []previewLine{}
	for _, l := range v.Lines {
		if l.Code != desk.WithheldInternal {
			lines = append(lines, previewLine{factLineOf(l.Fact), l.Code, l.Held, l.Widen})
		}
	}
	holders := []string{}
	for i := range v.Holders {
		holders = append(holders, v.Holders[i].Name("en"))
	}
	if p.json {
		return p.emit(map[string]any{"to": v.To.Name("en"), "node": v.To.Writer, "holders": holders, "lines": lines, "marking": v.Marking.String(), "second_officer": v.Second, "sees": seesLineOf(&v.Sees)})
	}
	rows := [][]string{{"", "PROPERTY", "VALUE", "WHY NOT"}}
	for _, l := range lines {
		does := "goes"
		if l.Withheld != "" {
			does = "stays"
		} else if l.Held {
			does = "held"
		}
		rows = append(rows, []string{does, string(l.Property), l.Value, l.Withheld})
	}
	table(p.out, rows)
	fmt.Fprintf(p.out, "\nmarking  %s\n", v.Marking)
	if len(holders) > 0 {
		fmt.Fprintf(p.out, "held by  %s\n", strings.Join(holders, ", "))
	}
	seesLineOf(&v.Sees).tell(p.out)
	if v.Second {
		p.say("A second officer has to sign: --with LOGIN")
	}
	return nil
}

// seesLine is what the other will see, as --json prints it.
type seesLine struct {
	Kind     lanna.RecordKind `json:"kind,omitempty"`
	Severity lanna.Severity   `json:"severity,omitempty"` // that its own node will give it
	Presumed bool             `json:"presumed_victim"`
	Minor    bool             `json:"minor"`
	Facts    []lanna.Property `json:"facts"`
	Inside   []lanna.Property `json:"in_compartments,omitempty"` // seen only by its officers in the marking's compartments
	Pictures int              `json:"pictures"`
}

func seesLineOf(v *desk.PartnerView) seesLine {
	of := func(list []desk.ReleaseLine) []lanna.Property {
		out := []lanna.Property{}
		for _, l := range list {
			out = append(out, l.Property)
		}
		return out
	}
	return seesLine{v.Kind, v.Severity, v.Presumed, v.Minor, of(v.Facts), of(v.Inside), len(v.Pictures)}
}

func (l seesLine) tell(w io.Writer) {
	said := []string{cmp.Or(string(l.Severity), "no alert")}
	if l.Presumed {
		said = append(said, "presumed victim")
	}
	if l.Minor {
		said = append(said, "minor")
	}
	fmt.Fprintf(w, "they see %s: %s\n", strings.Join(said, ", "), propertyList(l.Facts))
	if len(l.Inside) > 0 {
		fmt.Fprintf(w, "         in a compartment alone: %s\n", propertyList(l.Inside))
	}
}

func propertyList(list []lanna.Property) string {
	if len(list) == 0 {
		return "nothing"
	}
	var out []string
	for _, p := range list {
		out = append(out, string(p))
	}
	return strings.Join(slices.Compact(out), " ")
}

type releaseSendCmd struct {
	officerFlags
	releaseFlags
	Record string   `arg:"" help:"Label (B-0021) or id."`
	To     []string `name:"to" required:"" placeholder:"PARTY,..." help:"Who will hold it: labels (N-0002), codes or ids."`
	With   string   `name:"with" placeholder:"LOGIN" help:"Second officer who signs, where a marking asks for two."`
	secondPassword
}

func (releaseSendCmd) examples() string {
	return `lanna release send B-0021 --to CN --property name,alias,id.cn --reason "asked for help" --as desk1
lanna release send B-0021 --to CENTRE --property alias,amount --picture redrawn --review 2026-12-31 --reason "joint operation" --as desk1
lanna release send B-0021 --to CN,LA,MM --property alias,compound --reason "joint operation" --as desk1   all or none`
}

// Run releases.
func (c releaseSendCmd) Run(p *program) error {
	if len(c.Property)+len(c.Claim) == 0 && c.Picture == "none" {
		return failf(misused, "lanna release show "+c.Record+" --to "+c.To[0], "nothing is chosen: give --property, --claim or --picture")
	}
	args := c.args(c.Record, c.To[0])
	args.And = c.To[1:]
	if args.With = c.With; c.With != "" {
		password, err := c.signature(p, c.With)
		if err != nil {
			return err
		}
		args.Password = string(password)
	}
	return c.send(p, "release.send", "released", args)
}

type releaseOverdueCmd struct{ officerFlags }

func (releaseOverdueCmd) examples() string { return "lanna release overdue --as desk1" }

// Run lists what is overdue.
func (c releaseOverdueCmd) Run(p *program) error {
	var list []desk.Late
	if err := c.ask(p, "release.overdue", struct{}{}, &list); err != nil {
		return err
	}
	rows := [][]string{{"RECORD", "TIME", "WHAT", "TO", "FACTS", "RECEIPTS"}}
	for _, late := range list {
		for _, r := range late.Releases {
			line := releaseLineOf(r)
			line.Record, line.Label = late.Link.Record, late.Link.Label
			if p.json {
				if err := p.emit(line); err != nil {
					return err
				}
				continue
			}
			rows = append(rows, append([]string{line.Label}, line.row()...))
		}
	}
	if !p.json && len(rows) == 1 {
		p.say("No receipt is overdue.")
	} else if !p.json {
		table(p.out, rows)
	}
	return nil
}
