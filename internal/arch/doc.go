// Package arch holds the table of who may import whom and the test that keeps
// it. It has no code for others.
package arch
