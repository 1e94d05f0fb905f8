package extract

import (
	"strings"

	"lanna"
)

// Intake is the object that `lanna intake --json` prints for one file. Fields
// are added, never renamed; lists are never null.
type Intake struct {
	Version  int            `json:"version"`
	File     string         `json:"file"`
	SHA256   string         `json:"sha256"`
	Text     string         `json:"text"`
	Contacts IntakeContacts `json:"contacts"`
	Notices  []IntakeNotice `json:"notices"`
	Warnings []string       `json:"warnings"`
}

// IntakeContacts are printed once for several notices.
type IntakeContacts struct {
	Phones  []string       `json:"phones"`
	Handles []IntakeHandle `json:"handles"`
}

// IntakeHandle is a chat name.
type IntakeHandle struct {
	Service string `json:"service"`
	Value   string `json:"value"`
}

// IntakeID is a number that identifies a person.
type IntakeID struct {
	Type      string `json:"type"` // cn_resident, th_national, mm_nrc, la_identity, passport
	Value     string `json:"value"`
	Valid     bool   `json:"valid"`
	County    string `json:"county,omitempty"`
	Birth     string `json:"birth,omitempty"`
	Sex       string `json:"sex,omitempty"`
	Canonical string `json:"canonical,omitempty"`
}

// IntakeAmount is money: a decimal string and ISO 4217 or USDT.
type IntakeAmount struct {
	Value    string `json:"value"`
	Currency string `json:"currency"`
	Low      string `json:"low,omitempty"` // lesser end of a range
}

// IntakeNotice is one bounty.
type IntakeNotice struct {
	Names       []string       `json:"names"`
	Aliases     []string       `json:"aliases"`
	IDs         []IntakeID     `json:"ids"`
	Phones      []string       `json:"phones"`
	Handles     []IntakeHandle `json:"handles"`
	Amount      *IntakeAmount  `json:"amount"`
	TipAmount   *IntakeAmount  `json:"tip_amount"`
	Places      []string       `json:"places"`
	Compounds   []string       `json:"compounds"`
	Threats     []string       `json:"threats"`      // in words
	ThreatCodes []string       `json:"threat_codes"` // of ThreatCodes
	Accusations []string       `json:"accusations"`  // in words: a poster's claim

	Cards   []string `json:"cards"`
	Wallets []string `json:"wallets"`
	URLs    []string `json:"urls"`
	Emails  []string `json:"emails"`
	Speaker string   `json:"speaker,omitempty"`
	Sent    string   `json:"sent,omitempty"`
}

// ForIntake puts a result in the shape of the command line.
func ForIntake(file, sha256 string, r Result) Intake {
	in := Intake{Version: 1, File: file, SHA256: sha256, Text: r.Text, Notices: []IntakeNotice{}, Warnings: []string{},
		Contacts: IntakeContacts{Phones: []string{}, Handles: []IntakeHandle{}}}
	for _, w := range r.Warnings {
		in.Warnings = append(in.Warnings, w.Code)
	}
	for _, c := range r.Contacts {
		switch c.Property {
		case lanna.Phone:
			in.Contacts.Phones = addNew(in.Contacts.Phones, c.Value)
		case lanna.Handle:
			in.Contacts.Handles = addNew(in.Contacts.Handles, handleOf(c))
		}
	}
	for _, n := range r.Notices {
		in.Notices = append(in.Notices, intakeNotice(n))
	}
	return in
}

func addNew[T comparable](list []T, v T) []T {
	for _, x := range list {
		if x == v {
			return list
		}
	}
	return append(list, v)
}

func handleOf(p Proposal) IntakeHandle {
	service, value, _ := strings.Cut(p.Value, ":")
	return IntakeHandle{service, value}
}

func intakeNotice(n Notice) IntakeNotice {
	out := IntakeNotice{Names: []string{}, Aliases: []string{}, IDs: []IntakeID{}, Phones: []string{}, Handles: []IntakeHandle{}, Places: []string{}, Compounds: []string{},
		Threats: []string{}, ThreatCodes: []string{}, Accusations: []string{}, Cards: []string{}, Wallets: []string{}, URLs: []string{}, Emails: []string{}, Speaker: n.Speaker, Sent: n.Sent}
	for _, f := range n.Fields {
		switch f.Property {
		case lanna.Name:
			out.Names = addNew(out.Names, f.Value)
		case lanna.Alias:
			out.Aliases = addNew(out.Aliases, f.Value)
		case lanna.IDResident, lanna.IDThai, lanna.IDMyanmar, lanna.Passport, lanna.IDLao, lanna.IDOther:
			out.IDs = addNew(out.IDs, idOf(f))
		case lanna.Phone:
			out.Phones = addNew(out.Phones, f.Value)
		case lanna.Handle:
			out.Handles = addNew(out.Handles, handleOf(f))
		case lanna.Amount:
			out.Amount = amountOf(f)
		case lanna.TipAmount:
			out.TipAmount = amountOf(f)
		case lanna.Place:
			out.Places = addNew(out.Places, f.Value)
		case lanna.Compound:
			out.Compounds = addNew(out.Compounds, f.Value)
			out.Places = addNew(out.Places, f.Value)
		case lanna.ThreatCode:
			out.Threats = addNew(out.Threats, f.Written)
			out.ThreatCodes = addNew(out.ThreatCodes, f.Value)
		case lanna.Accusation:
			out.Accusations = addNew(out.Accusations, f.Written)
		case lanna.BankCard:
			out.Cards = addNew(out.Cards, f.Value)
		case lanna.Wallet:
			out.Wallets = addNew(out.Wallets, f.Value)
		case lanna.URL:
			out.URLs = addNew(out.URLs, f.Value)
		case lanna.Email:
			out.Emails = addNew(out.Emails, f.Value)
		}
	}
	return out
}

func idOf(f Proposal) IntakeID {
	id := IntakeID{Type: f.Detail["type"], Value: f.Value, Valid: f.Detail["valid"] == "true", County: f.Detail["county"], Birth: f.Detail["birth"], Sex: f.Detail["sex"]}
	if id.Type == "mm_nrc" {
		id.Canonical, id.Value = f.Value, f.Detail["written"]
	}
	return id
}

func amountOf(f Proposal) *IntakeAmount {
	return &IntakeAmount{Value: f.Detail["value"], Currency: f.Detail["currency"], Low: f.Detail["low"]}
}
