package web

// Known is the patterns of all pages and forms.
func (s *Server) Known() []string { return s.known }
