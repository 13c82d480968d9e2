package web

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

const page = "<!doctype html><title>portal</title>"

func packed(t *testing.T, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// build looks as scripts/compress.mjs leaves it; the br bytes only need to be
// told apart from the rest.
func build(t *testing.T) fstest.MapFS {
	return fstest.MapFS{
		".gitkeep":            {},
		"index.html.br":       {Data: []byte("br page")},
		"index.html.gz":       {Data: packed(t, page)},
		"assets/app-1a.js.br": {Data: []byte("br script")},
		"assets/app-1a.js.gz": {Data: packed(t, "let a")},
		"assets/photo-2b.png": {Data: []byte("png bytes")},
		"favicon.svg.br":      {Data: []byte("br icon")},
		"favicon.svg.gz":      {Data: packed(t, "<svg/>")},
	}
}

func ask(h http.Handler, method, target, accept string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	if accept != "" {
		r.Header.Set("Accept-Encoding", accept)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestPortal(t *testing.T) {
	const lasting, checked = "public, max-age=31536000, immutable", "no-cache"
	tests := map[string]struct {
		method, target, accept         string
		status                         int
		body, encoding, media, caching string
	}{
		"a browser gets the page as brotli":             {"GET", "/", "gzip, deflate, br", 200, "br page", "br", "text/html; charset=utf-8", checked},
		"a client without brotli gets gzip":             {"GET", "/", "gzip", 200, string(packed(t, page)), "gzip", "text/html; charset=utf-8", checked},
		"a client without either gets plain text":       {"GET", "/", "", 200, page, "", "text/html; charset=utf-8", checked},
		"a coding of weight zero is not sent":           {"GET", "/", "br;q=0, gzip;q=0", 200, page, "", "text/html; charset=utf-8", checked},
		"a star covers brotli":                          {"GET", "/", "*", 200, "br page", "br", "text/html; charset=utf-8", checked},
		"a star does not cover what is refused by name": {"GET", "/", "*, br;q=0", 200, string(packed(t, page)), "gzip", "text/html; charset=utf-8", checked},
		"a page address of the router gets the page":    {"GET", "/needs/need_1/matches", "br", 200, "br page", "br", "text/html; charset=utf-8", checked},
		"an asset may be kept for ever":                 {"GET", "/assets/app-1a.js", "br", 200, "br script", "br", "text/javascript; charset=utf-8", lasting},
		"an asset unpacks for a plain client":           {"GET", "/assets/app-1a.js", "", 200, "let a", "", "text/javascript; charset=utf-8", lasting},
		"an image is sent as it is":                     {"GET", "/assets/photo-2b.png", "br", 200, "png bytes", "", "image/png", lasting},
		"a file outside assets is asked for again":      {"GET", "/favicon.svg", "", 200, "<svg/>", "", "image/svg+xml", checked},
		"HEAD has the headers and no body":              {"HEAD", "/", "br", 200, "", "br", "text/html; charset=utf-8", checked},
		"an asset of an older build is not found":       {"GET", "/assets/app-0z.js", "br", 404, "404 page not found\n", "", "text/plain; charset=utf-8", ""},
		"a mistyped API path is not a page":             {"GET", "/api/v1/ofers", "br", 404, "404 page not found\n", "", "text/plain; charset=utf-8", ""},
		"an API path hidden by dots is not a page":      {"GET", "/x/../api/v1", "br", 404, "404 page not found\n", "", "text/plain; charset=utf-8", ""},
		"a POST to a page is not allowed":               {"POST", "/", "br", 405, "method not allowed\n", "", "text/plain; charset=utf-8", ""},
		"the placeholder is not served":                 {"GET", "/.gitkeep", "br", 200, "br page", "br", "text/html; charset=utf-8", checked},
	}
	h := newPortal(build(t))
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := ask(h, tt.method, tt.target, tt.accept)
			got := w.Header()
			if w.Code != tt.status || w.Body.String() != tt.body {
				t.Errorf("got %d %q, want %d %q", w.Code, w.Body.String(), tt.status, tt.body)
			}
			for key, want := range map[string]string{
				"Content-Encoding": tt.encoding, "Content-Type": tt.media, "Cache-Control": tt.caching,
			} {
				if got.Get(key) != want {
					t.Errorf("%s is %q, want %q", key, got.Get(key), want)
				}
			}
			if got.Get("X-Content-Type-Options") != "nosniff" {
				t.Error("nosniff is missing")
			}
		})
	}
}

func TestPageCarriesTheStrictPolicy(t *testing.T) {
	policy := ask(newPortal(build(t)), "GET", "/offers/x", "br").Header().Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'self'") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy is %q", policy)
	}
}

func TestKnownPageIsNotSentAgain(t *testing.T) {
	h := newPortal(build(t))
	tag := ask(h, "GET", "/", "br").Header().Get("ETag")
	if tag == "" {
		t.Fatal("the page has no ETag")
	}
	again := ask(h, "GET", "/needs", "br", "If-None-Match", tag)
	if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("got %d with %d bytes, want 304 and none", again.Code, again.Body.Len())
	}
}

func TestBinaryWithoutPortalSaysWhatToDo(t *testing.T) {
	w := ask(newPortal(fstest.MapFS{".gitkeep": {}}), "GET", "/", "br")
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "make build") {
		t.Errorf("got %d %q", w.Code, w.Body.String())
	}
}

func TestDamagedFileIsAnError(t *testing.T) {
	h := newPortal(fstest.MapFS{"index.html.gz": {Data: []byte("not gzip")}})
	if w := ask(h, "GET", "/", ""); w.Code != http.StatusInternalServerError {
		t.Errorf("got %d, want 500", w.Code)
	}
}
