package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// contentPolicy allows what the build itself carries and nothing else: no
// inline script or style, no other host, no frame around the portal.
const contentPolicy = "default-src 'self'; script-src 'self'; style-src 'self'; " +
	"img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// notBuilt is what a person sees who compiled the server before the portal.
const notBuilt = "The portal is not built into this binary. Run `make build` and start it again.\n"

// types are the media types of a build. A fixed list, because the mime package
// otherwise reads the host's own tables and may answer differently there.
var types = map[string]string{
	".html":  "text/html; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".css":   "text/css; charset=utf-8",
	".svg":   "image/svg+xml",
	".json":  "application/json",
	".txt":   "text/plain; charset=utf-8",
	".png":   "image/png",
	".ico":   "image/x-icon",
	".woff2": "font/woff2",
}

// file is one address of the build in the forms that it is kept in; raw is
// nil for a text file, which is kept compressed only.
type file struct {
	raw, br, gz []byte
	etag        string
}

type portal struct {
	files map[string]*file
}

// newPortal reads the whole build once: it lies in memory already, and serving
// from a map leaves no path for a request to climb out of.
func newPortal(root fs.FS) *portal {
	p := &portal{files: map[string]*file{}}
	// Reading an embedded tree cannot fail; a tree that does is served as far
	// as it was read, and without index.html that is the 503 above.
	_ = fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Base(name) == ".gitkeep" {
			return err
		}
		body, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		p.add(name, body)
		return nil
	})
	return p
}

func (p *portal) add(name string, body []byte) {
	address := strings.TrimSuffix(strings.TrimSuffix(name, ".br"), ".gz")
	f := p.files[address]
	if f == nil {
		f = &file{}
		p.files[address] = f
	}
	switch path.Ext(name) {
	case ".br":
		f.br = body
	case ".gz":
		f.gz = body
	default:
		f.raw = body
	}
	sum := sha256.Sum256(body)
	// One tag per address; it is weak because the forms differ byte by byte.
	f.etag = `W/"` + hex.EncodeToString(sum[:12]) + `"`
}

// ServeHTTP answers GET and HEAD; see Handler.
func (p *portal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "same-origin")
	address := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if address == "api" || strings.HasPrefix(address, "api/") {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	f, found := p.files[address]
	if !found {
		// A missing asset is an old page asking for a file of an older build:
		// it must learn so, and not be handed HTML in place of a script.
		if strings.HasPrefix(address, "assets/") {
			http.NotFound(w, r)
			return
		}
		address = "index.html"
		if f, found = p.files[address]; !found {
			http.Error(w, notBuilt, http.StatusServiceUnavailable)
			return
		}
	}
	p.serve(w, r, address, f)
}

func (p *portal) serve(w http.ResponseWriter, r *http.Request, address string, f *file) {
	header := w.Header()
	header.Set("Content-Type", mediaType(address))
	if address == "index.html" {
		header.Set("Content-Security-Policy", contentPolicy)
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
	}
	if strings.HasPrefix(address, "assets/") {
		// The name holds a hash of the content.
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		header.Set("Cache-Control", "no-cache")
	}
	header.Set("Vary", "Accept-Encoding")
	header.Set("ETag", f.etag)
	if r.Header.Get("If-None-Match") == f.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body, encoding, err := f.pick(r.Header.Get("Accept-Encoding"))
	if err != nil {
		http.Error(w, "the file could not be unpacked", http.StatusInternalServerError)
		return
	}
	if encoding != "" {
		header.Set("Content-Encoding", encoding)
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	// A write fails only when the client has gone; there is nobody to tell.
	_, _ = w.Write(body)
}

// pick chooses the smallest form that the client takes and names its content
// encoding, "" for plain bytes.
func (f *file) pick(accept string) (body []byte, encoding string, err error) {
	switch {
	case f.br != nil && accepts(accept, "br"):
		return f.br, "br", nil
	case f.gz != nil && accepts(accept, "gzip"):
		return f.gz, "gzip", nil
	case f.raw != nil:
		return f.raw, "", nil
	}
	unpacker, err := gzip.NewReader(bytes.NewReader(f.gz))
	if err != nil {
		return nil, "", err
	}
	body, err = io.ReadAll(unpacker)
	return body, "", err
}

// accepts reads an Accept-Encoding header (RFC 9110, section 12.5.3): a coding
// counts when it is named, or covered by *, with a weight above zero.
func accepts(header, coding string) bool {
	star := false
	for part := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(part, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name != coding && name != "*" {
			continue
		}
		wanted := weight(parameters) > 0
		if name == coding {
			return wanted
		}
		star = wanted
	}
	return star
}

// weight is the q parameter, 1 when it is absent and 0 when it makes no sense.
func weight(parameters string) float64 {
	key, value, found := strings.Cut(strings.TrimSpace(parameters), "=")
	if !found || !strings.EqualFold(strings.TrimSpace(key), "q") {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil {
		return 0
	}
	return q
}

func mediaType(address string) string {
	if known, ok := types[path.Ext(address)]; ok {
		return known
	}
	if guess := mime.TypeByExtension(path.Ext(address)); guess != "" {
		return guess
	}
	return "application/octet-stream"
}
