package web

func (s *Server) diaryRoutes(on route) {
}
