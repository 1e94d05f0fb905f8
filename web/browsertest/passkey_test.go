package browsertest

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// An officer adds a passkey and signs in with it, without a password.
func TestPasskey(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.open(t, "duty", "en", 1440)
	b.run(webauthn.Enable(), chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := webauthn.AddVirtualAuthenticator(&webauthn.VirtualAuthenticatorOptions{Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
			HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}).Do(ctx)
		return err
	}))
	b.visit("/account")
	b.run(chromedp.Click("#passkey button", chromedp.NodeVisible))
	b.until("the passkey to be kept", `document.querySelector(".message")?.textContent.includes("passkey was added")`)
	b.visit("/more")
	b.run(chromedp.Click(`form[action="/sign-out"] button`))
	b.until("the sign-in page", `location.pathname === "/sign-in"`)
	b.run(chromedp.Click("#passkey button", chromedp.NodeVisible))
	b.until("to be signed in", `document.querySelector(".who")?.textContent === "Duty officer 14"`)
}
