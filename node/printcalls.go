package node

import (
	"context"
	"fmt"
	"strings"

	"lanna"
	"lanna/desk"
	"lanna/web"
)

// printCalls are the verbs by which paper is handed out.
var printCalls = map[string]verb{
	"record.print": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a PrintArgs, id lanna.RecordID) (any, error) {
		run, err := n.print(ctx, by, why, a, id)
		if err != nil {
			return nil, err
		}
		out := Printed{Run: run}
		press, err := n.press()
		if err != nil {
			return nil, err
		}
		for i := range run.Copies {
			if err := n.copyOf(ctx, by, why, a, id, run, i+1, press, &out); err != nil {
				return nil, err
			}
		}
		return out, nil
	}),
	"record.prints": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ RecordArgs, id lanna.RecordID) (any, error) {
		return n.Desk.Prints(ctx, by, why, id)
	}),
}

// PrintArgs ask for copies of a record. With is who signs too.
type PrintArgs struct {
	RecordArgs
	Draft    desk.PrintDraft `json:"draft"`
	With     string          `json:"with,omitempty"`
	Password string          `json:"password,omitempty"`
	Langs    []string        `json:"langs,omitempty"` // of a bulletin; none: all. Of a dossier the first
	PDF      bool            `json:"pdf"`
}

// Printed is what was made of each copy. Missing says why there is no PDF.
type Printed struct {
	Run     desk.PrintRun `json:"run"`
	Files   []PaperFile   `json:"files"`
	Missing string        `json:"missing,omitempty"`
}

// A PaperFile is one file of a copy.
type PaperFile struct {
	Name string `json:"name"`
	Data []byte `json:"data"`
}

func (n *Node) print(ctx context.Context, by desk.Actor, why desk.Why, a PrintArgs, id lanna.RecordID) (desk.PrintRun, error) {
	second, err := n.second(ctx, a.With, a.Password)
	if err != nil {
		return desk.PrintRun{}, err
	}
	return n.Desk.Print(ctx, by, second, why, id, a.Draft)
}

// second is the officer who signs as well; nobody where none is named.
func (n *Node) second(ctx context.Context, login, password string) (desk.Actor, error) {
	if login == "" {
		return desk.Actor{}, nil
	}
	return n.Desk.CheckPassword(ctx, desk.Proof{Login: login, Password: password, Socket: true})
}

// press makes the papers of this node.
func (n *Node) press() (*web.Press, error) {
	return web.NewPress(web.PressConfig{Exercise: n.Settings.Exercise, Zone: n.Settings.zone(), Agency: n.Settings.called()})
}

func (n *Node) copyOf(ctx context.Context, by desk.Actor, why desk.Why, a PrintArgs, id lanna.RecordID, run desk.PrintRun, number int, press *web.Press, out *Printed) error {
	switch run.Form {
	case desk.PaperExtract:
		e, err := n.Desk.Extract(ctx, by, why, id, run.Statement, number)
		if err != nil {
			return err
		}
		paper, err := press.Extract(e)
		if err != nil {
			return err
		}
		return n.addPaper(ctx, paper, fmt.Sprintf("%s-extract-%d-copy-%d-of-%d", e.Label, run.No, number, run.Copies), a.PDF, out)
	case desk.PaperBulletin:
		b, err := n.Desk.Bulletin(ctx, by, why, id, run.Statement, number)
		if err != nil {
			return err
		}
		paper, err := press.Bulletin(a.Langs, b)
		if err != nil {
			return err
		}
		return n.addPaper(ctx, paper, fmt.Sprintf("%s-bulletin-%d-copy-%d-of-%d", b.Label, run.No, number, run.Copies), a.PDF, out)
	}
	d, err := n.Desk.Dossier(ctx, by, why, id, run.Statement, number)
	if err != nil {
		return err
	}
	paper, err := press.Dossier(strings.Join(a.Langs[:min(1, len(a.Langs))], ""), d)
	if err != nil {
		return err
	}
	name := web.DossierFile(d)
	out.Files = append(out.Files, PaperFile{name, d.File})
	return n.addPaper(ctx, paper, strings.TrimSuffix(name, ".json"), a.PDF, out)
}

// addPaper adds a paper as page and, where that can be made, as PDF. Without a
// browser the page is all there is, and the answer says so.
func (n *Node) addPaper(ctx context.Context, p *web.Paper, name string, pdf bool, out *Printed) error {
	out.Files = append(out.Files, PaperFile{name + ".html", p.HTML})
	if !pdf || out.Missing != "" {
		return nil
	}
	b, err := p.PDF(ctx, n.printer)
	if err != nil && lanna.KindOf(err) == lanna.Unavailable {
		out.Missing = lanna.CodeOf(err)
		return nil
	}
	if err == nil {
		out.Files = append(out.Files, PaperFile{name + ".pdf", b})
	}
	return err
}
