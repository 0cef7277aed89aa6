package web

func (s *Server) sessionRoutes(on route) {
}
