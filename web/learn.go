package web

func (s *Server) learnRoutes(on route) {
}
