package web

func (s *Server) summaryRoutes(on route) {
}
