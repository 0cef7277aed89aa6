package web

func (s *Server) wayBackRoutes(on route) {
}
