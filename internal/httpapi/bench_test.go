package httpapi

import (
	"net/http/httptest"
	"testing"
)

// BenchmarkSimpleRequest is what every request pays before its use case: the
// chain of middleware around an answer from memory.
func BenchmarkSimpleRequest(b *testing.B) {
	s := newStage(b)
	b.ReportAllocs()
	for b.Loop() {
		req := httptest.NewRequest("GET", "/api/v1/fields", nil)
		rec := httptest.NewRecorder()
		s.handler.ServeHTTP(rec, req)
		if rec.Code != 200 {
			b.Fatal(rec.Code)
		}
	}
}
