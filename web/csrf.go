package web

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"net/http"

	"lanna"
)

// Forms carry a token of the session, besides http.CrossOriginProtection: a
// browser too old to send Sec-Fetch-Site and Origin is still held off. The
// token is masked anew on each page, so that compression does not give it away
// (BREACH).

const csrfField = "_token"

// csrfToken returns the session's token, masked.
func (s *Server) csrfToken(r *http.Request) string {
	secret := s.sessions.GetBytes(r.Context(), keyCSRF)
	if len(secret) != 32 {
		secret = make([]byte, 32)
		rand.Read(secret)
		s.sessions.Put(r.Context(), keyCSRF, secret)
	}
	masked := make([]byte, 64)
	rand.Read(masked[:32])
	subtle.XORBytes(masked[32:], masked[:32], secret)
	return base64.RawURLEncoding.EncodeToString(masked)
}

// checkCSRF refuses a form that does not carry the session's token.
func (s *Server) checkCSRF(r *http.Request) error {
	refused := &lanna.Error{Kind: lanna.Denied, Code: "form-expired"}
	secret := s.sessions.GetBytes(r.Context(), keyCSRF)
	given := r.Header.Get("X-Lanna-Token")
	if given == "" {
		given = r.FormValue(csrfField)
	}
	masked, err := base64.RawURLEncoding.DecodeString(given)
	if err != nil || len(masked) != 64 || len(secret) != 32 {
		return refused
	}
	plain := make([]byte, 32)
	subtle.XORBytes(plain, masked[:32], masked[32:])
	if subtle.ConstantTimeCompare(plain, secret) != 1 {
		return refused
	}
	return nil
}
