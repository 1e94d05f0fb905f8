package web_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lanna/desk/desktest"
	"lanna/federate"
)

func TestAPartyIsAssignedPlacesEndedAndAcceptedAgain(t *testing.T) {
	p := newPair(t)
	national := p.centre.as(t, "national")
	if _, html := national.get("/parties"); !strings.Contains(html, "EXERCISE China") || !strings.Contains(html, "Takes part") {
		t.Fatalf("parties: %.600s", html)
	}
	if r, _ := national.send("/parties", "/parties", url.Values{"card": {"bm8="}, "words": {"one two"}}); r.StatusCode < 400 {
		t.Errorf("something that is no card was accepted: %s", r.Status)
	}
	list, err := p.centre.PartyList(t.Context(), p.centre.National, desktest.Rescue)
	must(t, err)
	one := "/parties/" + list[0].Record.String()
	if _, html := national.send("/parties", one+"/places", url.Values{"places": {"EXERCISE Silver Heron"}}); !strings.Contains(html, "EXERCISE Silver Heron</textarea>") {
		t.Errorf("places: %.600s", html)
	}
	if r, _ := national.send("/parties", one+"/revoke", url.Values{}); r.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("ended without a reason: %s", r.Status)
	}
	if _, html := national.send("/parties", one+"/revoke", url.Values{"reason": {"EXERCISE"}}); !strings.Contains(html, "<strong>Ended</strong>") {
		t.Errorf("ended: %.600s", html)
	}
	card, err := federate.ParseCard(p.china.Card())
	must(t, err)
	form := url.Values{"card": {base64.StdEncoding.EncodeToString(p.china.Card())}, "words": {"abandon abandon"}}
	if r, html := national.send("/parties", "/parties", form); r.StatusCode != http.StatusForbidden || !strings.Contains(html, "not this card") {
		t.Errorf("a card with other words: %s", r.Status)
	}
	form.Set("words", strings.Join(card.Words(), " "))
	if _, html := national.send("/parties", "/parties", form); !strings.Contains(html, "Accepted.") || !strings.Contains(html, "Takes part") {
		t.Errorf("accepted again: %.600s", html)
	}
	if r, _ := p.centre.as(t, "county").get("/parties"); r.StatusCode != http.StatusForbidden {
		t.Errorf("a county at the parties: %s", r.Status)
	}
}
