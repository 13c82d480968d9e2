// Package web carries the built portal inside the binary and serves it, so
// that one file is the whole product and no path on disk can go missing.
package web

import (
	"embed"
	"io/fs"
	"net/http"
)

// The build leaves every text file of dist as .br and .gz only; .gitkeep lets
// Go compile before Node has run.
//
//go:embed all:dist
var dist embed.FS

// Handler serves the portal: built files under their names, and index.html for
// every other page address, which the portal's own router reads. It answers
// 404 below /api, so a mistyped API path is never mistaken for a page, and 503
// with what to do when the binary was built without the portal.
func Handler() http.Handler {
	root, err := fs.Sub(dist, "dist")
	if err != nil {
		// Unreachable: "dist" is a valid path, the only thing Sub checks.
		return http.NotFoundHandler()
	}
	return newPortal(root)
}
