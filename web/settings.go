package web

func (s *Server) settingsRoutes(on route) {
}
