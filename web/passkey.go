package web

import (
	"bytes"
	"encoding/json"
	"net"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"lanna"
	"lanna/desk"
)

// newPasskeys returns nil where the node's origin is not known or is an address: a
// passkey is bound to the name under which browsers reach the node.
func newPasskeys(origin string) (*webauthn.WebAuthn, error) {
	if origin == "" {
		return nil, nil
	}
	u, err := url.Parse(origin)
	if err != nil {
		return nil, err
	}
	if net.ParseIP(u.Hostname()) != nil {
		return nil, nil
	}
	return webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: "Lanna", RPOrigins: []string{u.Scheme + "://" + u.Host}})
}

// A passkeyUser is an officer as the passkey library asks for one.
type passkeyUser struct {
	actor       desk.Actor
	credentials []webauthn.Credential
}

func (u passkeyUser) WebAuthnID() []byte                         { return u.actor.Officer[:] }
func (u passkeyUser) WebAuthnName() string                       { return u.actor.Login }
func (u passkeyUser) WebAuthnDisplayName() string                { return u.actor.Name }
func (u passkeyUser) WebAuthnCredentials() []webauthn.Credential { return u.credentials }

func (s *Server) passkeyUser(v *visit, actor desk.Actor) (passkeyUser, error) {
	u := passkeyUser{actor: actor}
	stored, err := s.desk.Passkeys(v.Context(), actor.Officer)
	if err != nil {
		return u, err
	}
	for _, raw := range stored {
		var c webauthn.Credential
		if err := json.Unmarshal(raw, &c); err != nil {
			return u, &lanna.Error{Kind: lanna.Integrity, Code: "passkey-stored", ID: actor.Officer.String()}
		}
		u.credentials = append(u.credentials, c)
	}
	return u, nil
}

var errNoPasskeys = &lanna.Error{Kind: lanna.NotFound, Code: "not-found"}

// beginPasskeySignIn hands out a challenge; the passkey itself says whose it is.
func (s *Server) beginPasskeySignIn(v *visit) error {
	if s.passkeys == nil {
		return errNoPasskeys
	}
	options, challenge, err := s.passkeys.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return err
	}
	return v.challenge(options, challenge)
}

func (s *Server) passkeySignIn(v *visit) error {
	challenge, err := v.answered()
	if err != nil {
		return err
	}
	answer, err := protocol.ParseCredentialRequestResponseBytes([]byte(v.FormValue("answer")))
	if err != nil {
		return &lanna.Error{Kind: lanna.Invalid, Code: "passkey"}
	}
	var user passkeyUser
	found := func(_, handle []byte) (webauthn.User, error) {
		var id lanna.OfficerID
		if copy(id[:], handle) != len(id) || len(handle) != len(id) {
			return nil, errNoPasskeys
		}
		actor, err := s.desk.Actor(v.Context(), id)
		if err == nil {
			user, err = s.passkeyUser(v, actor)
		}
		return user, err
	}
	used, err := s.passkeys.ValidateDiscoverableLogin(found, challenge, answer)
	if err != nil || used.Authenticator.CloneWarning {
		return &lanna.Error{Kind: lanna.Denied, Code: "passkey"}
	}
	if err := s.keepPasskeys(v, user.actor, with(user.credentials, *used)); err != nil {
		return err
	}
	actor, err := s.desk.SignInPasskey(v.Context(), user.actor.Officer, v.remote())
	if err != nil {
		return err
	}
	return v.begin(actor)
}

// beginPasskey starts to add a passkey to the officer who has signed in.
func (s *Server) beginPasskey(v *visit) error {
	if s.passkeys == nil {
		return errNoPasskeys
	}
	user, err := s.passkeyUser(v, v.actor)
	if err != nil {
		return err
	}
	options, challenge, err := s.passkeys.BeginRegistration(user,
		webauthn.WithResidentKeyRequirement(protocol.ResidentKeyRequirementRequired),
		webauthn.WithExclusions(webauthn.Credentials(user.credentials).CredentialDescriptors()))
	if err != nil {
		return err
	}
	return v.challenge(options, challenge)
}

func (s *Server) addPasskey(v *visit) error {
	challenge, err := v.answered()
	if err != nil {
		return err
	}
	user, err := s.passkeyUser(v, v.actor)
	if err != nil {
		return err
	}
	answer, err := protocol.ParseCredentialCreationResponseBytes([]byte(v.FormValue("answer")))
	if err != nil {
		return &lanna.Error{Kind: lanna.Invalid, Code: "passkey"}
	}
	fresh, err := s.passkeys.CreateCredential(user, challenge, answer)
	if err != nil {
		return &lanna.Error{Kind: lanna.Denied, Code: "passkey"}
	}
	if err := s.keepPasskeys(v, v.actor, with(user.credentials, *fresh)); err != nil {
		return err
	}
	if err := s.book.ready(v.Context(), v.session, v.now); err != nil {
		return err
	}
	return v.done("/account", "passkey.added")
}

// challenge keeps a ceremony's challenge in the session and sends the options.
func (v *visit) challenge(options any, challenge *webauthn.SessionData) error {
	raw, err := json.Marshal(challenge)
	if err != nil {
		return err
	}
	v.s.sessions.Put(v.Context(), keyPasskey, raw)
	v.w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(v.w).Encode(options)
}

// answered takes the challenge out of the session: each is good once.
func (v *visit) answered() (webauthn.SessionData, error) {
	var challenge webauthn.SessionData
	if v.s.passkeys == nil {
		return challenge, errNoPasskeys
	}
	raw := v.s.sessions.PopBytes(v.Context(), keyPasskey)
	if err := json.NewDecoder(bytes.NewReader(raw)).Decode(&challenge); err != nil {
		return challenge, &lanna.Error{Kind: lanna.Invalid, Code: "passkey"}
	}
	return challenge, nil
}

// with puts a credential in the place of its older copy, or at the end.
func with(list []webauthn.Credential, c webauthn.Credential) []webauthn.Credential {
	for i := range list {
		if bytes.Equal(list[i].ID, c.ID) {
			list[i] = c
			return list
		}
	}
	return append(list, c)
}

func (s *Server) keepPasskeys(v *visit, actor desk.Actor, list []webauthn.Credential) error {
	stored := make([][]byte, len(list))
	for i := range list {
		raw, err := json.Marshal(list[i])
		if err != nil {
			return err
		}
		stored[i] = raw
	}
	return s.desk.SetPasskeys(v.Context(), actor, stored)
}
