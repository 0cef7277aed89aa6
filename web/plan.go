package web

func (s *Server) planRoutes(on route) {
}

func (s *Server) canRoutes(on route) {
}

func (s *Server) appointmentRoutes(on route) {
}
