// Package idp asks an agency's own identity provider who somebody is, by OpenID
// Connect with the code flow, PKCE, state and nonce. It answers with issuer and
// subject and nothing else: no claim of a provider opens an account or gives a
// right, which the desk does by what administrators said.
package idp

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"lanna"
)

const (
	// attemptHolds is how long somebody has to sign in at the provider.
	attemptHolds = 10 * time.Minute
	// answerWithin is how long the provider is waited for.
	answerWithin = 10 * time.Second
	// maxAnswer bounds what is read of a provider's answer, in bytes.
	maxAnswer = 1 << 20
)

// A Provider is one identity provider. It is asked for its endpoints and keys
// when it is needed first, so that a node starts while it is away.
type Provider struct {
	names  map[string]string
	issuer string
	client string
	secret string
	acr    []string
	http   *http.Client

	mu    sync.Mutex
	found *oidc.Provider
}

// An Attempt is a sign-in under way. It belongs into the session of the browser
// that began it, and is good once.
type Attempt struct {
	State, Nonce, Verifier string
	Next                   string // where the officer wanted to go
	Until                  time.Time
}

// Name is what the button calls the provider in a language.
func (p *Provider) Name(lang string) string {
	if n := p.names[lang]; n != "" {
		return n
	}
	return p.names["en"]
}

// Begin returns where the browser has to go, and the attempt to keep. Error
// Unavailable "provider-away".
func (p *Provider) Begin(ctx context.Context, now time.Time, back, next string) (string, Attempt, error) {
	c, _, err := p.config(ctx, back)
	if err != nil {
		return "", Attempt{}, err
	}
	a := Attempt{State: random(), Nonce: random(), Verifier: oauth2.GenerateVerifier(), Next: next, Until: now.Add(attemptHolds)}
	options := []oauth2.AuthCodeOption{oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)}
	if len(p.acr) > 0 {
		options = append(options, oauth2.SetAuthURLParam("acr_values", p.acr[0]))
	}
	return c.AuthCodeURL(a.State, options...), a, nil
}

// Finish says who came back with an answer: issuer and subject, as the provider
// signed them for this attempt. Whatever is wrong with it is Denied "sign-in";
// the error's cause says more and names nobody.
func (p *Provider) Finish(ctx context.Context, now time.Time, back string, a Attempt, answer url.Values) (issuer, subject string, err error) {
	switch {
	case a.State == "" || subtle.ConstantTimeCompare([]byte(a.State), []byte(answer.Get("state"))) != 1:
		return "", "", refused("state")
	case !now.Before(a.Until):
		return "", "", refused("late")
	case answer.Get("error") != "" || answer.Get("code") == "":
		return "", "", refused("provider said no")
	case answer.Has("iss") && answer.Get("iss") != p.issuer: // RFC 9207
		return "", "", refused("issuer")
	}
	c, found, err := p.config(ctx, back)
	if err != nil {
		return "", "", err
	}
	ctx, cancel := p.within(ctx)
	defer cancel()
	token, err := c.Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(a.Verifier))
	if err != nil {
		if _, said := errors.AsType[*oauth2.RetrieveError](err); said {
			return "", "", refused("code")
		}
		return "", "", away(err)
	}
	return p.check(ctx, found, now, a, token)
}

// check verifies the signed answer: signature, issuer, audience, time, nonce.
func (p *Provider) check(ctx context.Context, found *oidc.Provider, now time.Time, a Attempt, token *oauth2.Token) (issuer, subject string, err error) {
	raw, _ := token.Extra("id_token").(string)
	v := found.VerifierContext(p.keeping(), &oidc.Config{ClientID: p.client, Now: func() time.Time { return now }})
	id, err := v.Verify(ctx, raw)
	if err != nil {
		return "", "", refused("token")
	}
	var more struct {
		ACR string `json:"acr"`
	}
	switch {
	case subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(a.Nonce)) != 1:
		return "", "", refused("nonce")
	case id.Subject == "":
		return "", "", refused("subject")
	case len(p.acr) > 0 && (id.Claims(&more) != nil || !slices.Contains(p.acr, more.ACR)):
		return "", "", refused("acr")
	}
	return id.Issuer, id.Subject, nil
}

// config asks the provider for its endpoints, once.
func (p *Provider) config(ctx context.Context, back string) (*oauth2.Config, *oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found == nil {
		ctx, cancel := p.within(ctx)
		defer cancel()
		found, err := oidc.NewProvider(ctx, p.issuer)
		if err != nil {
			return nil, nil, away(err)
		}
		p.found = found
	}
	return &oauth2.Config{ClientID: p.client, ClientSecret: p.secret, Endpoint: p.found.Endpoint(), RedirectURL: back, Scopes: []string{oidc.ScopeOpenID}}, p.found, nil
}

// keeping is a context whose client is the provider's and that does not end with
// a request: keys are kept from one sign-in to the next.
func (p *Provider) keeping() context.Context {
	return oidc.ClientContext(context.Background(), p.http)
}

func (p *Provider) within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(oidc.ClientContext(ctx, p.http), answerWithin)
}

func random() string {
	b := make([]byte, 16)
	rand.Read(b)
	return hex.EncodeToString(b)
}

func refused(why string) error {
	return &lanna.Error{Kind: lanna.Denied, Code: "sign-in", Err: errors.New("identity provider: " + why)}
}

func away(err error) error {
	return &lanna.Error{Kind: lanna.Unavailable, Code: "provider-away", Err: err}
}
