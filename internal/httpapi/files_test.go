package httpapi

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"rongqiao/internal/domain"
)

var pdf = []byte("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n")

func pdfWith(text string) []byte { return append(slices.Clone(pdf), text...) }

// fileStage has a need of firm A that was sent to the bank; with says what the
// consent opens.
func fileStage(t *testing.T, with ...string) (s *stage, need, application string) {
	t.Helper()
	s = newStage(t)
	offer := s.ownOffer("bank", "材料贷", 500_000_000)
	need = s.newNeed("firm A")
	s.do("firm A", "POST", "/api/v1/needs/"+need+"/submit", nil).want(http.StatusOK, "")
	body := request(offer)
	body["consent"] = map[string]any{"scopes": append([]string{"tax"}, with...), "until": "2026-12-31"}
	made := s.do("firm A", "POST", "/api/v1/needs/"+need+"/applications", body)
	made.want(http.StatusCreated, "")
	return s, need, made.at("items", 0, "id").(string)
}

func (s *stage) upload(who, of, kind, name string, content []byte) answer {
	s.t.Helper()
	return s.do(who, "POST", "/api/v1/"+of+"/documents?kind="+kind, upload(s.t, name, content))
}

func (s *stage) documents(who, of string) []string {
	s.t.Helper()
	a := s.do(who, "GET", "/api/v1/"+of+"/documents", nil)
	a.want(http.StatusOK, "")
	var out []string
	for i := range a.at("items").([]any) {
		out = append(out, a.at("items", i, "name").(string))
	}
	return out
}

func TestDocumentsGoToThoseWhoMaySeeThem(t *testing.T) {
	s, need, application := fileStage(t, "documents")
	ofNeed := s.upload("firm A", "needs/"+need, "audit_reports", "审计报告 2025.pdf", pdf)
	ofNeed.want(http.StatusCreated, "")
	handed := s.upload("firm A", "applications/"+application, "bank_statements", "流水.pdf", pdfWith("流水"))
	handed.want(http.StatusCreated, "")
	sum := sha256.Sum256(pdf)
	if ofNeed.at("sha256") != hex.EncodeToString(sum[:]) || ofNeed.at("media") != "application/pdf" || ofNeed.at("application_id") != nil || ofNeed.at("mine") != true {
		t.Errorf("have %s", ofNeed.body)
	}
	content := "/api/v1/documents/" + ofNeed.at("id").(string) + "/content"
	handedContent := "/api/v1/documents/" + handed.at("id").(string) + "/content"

	for who, want := range map[string]int{"firm A": 200, "bank": 200, "agency": 200, "regulator": 200, "firm B": 404, "other bank": 404, "agency B": 404} {
		for _, path := range []string{content, handedContent} {
			a := s.do(who, "GET", path, nil)
			if a.status != want {
				t.Errorf("%s reads %s: have %d, want %d", who, path, a.status, want)
			}
		}
	}
	a := s.do("bank", "GET", content, nil)
	if !bytes.Equal(a.body, pdf) || a.header.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment;") ||
		a.header.Get("Cache-Control") != "no-store" || a.header.Get("Content-Type") != "application/pdf" {
		t.Errorf("have %v", a.header)
	}
	// The firm sees who read; the audit log has each read.
	x := s.do("firm A", "GET", "/api/v1/applications/"+application, nil)
	if x.at("accesses", 0, "by_name") != "bank" || x.at("accesses", 0, "times") != 3.0 {
		t.Errorf("accesses %v", x.at("accesses"))
	}
	reads := 0
	for _, e := range must(s.store.AuditEntries(t.Context(), 0, 10_000))(t) {
		if e.Action == "document.read" && e.Target == ofNeed.at("id") && e.Outcome == "ok" {
			reads++
		}
	}
	if reads != 5 {
		t.Errorf("%d reads in the audit log, want 5", reads)
	}
	if have := s.documents("bank", "applications/"+application); !slices.Equal(have, []string{"流水.pdf", "审计报告 2025.pdf"}) {
		t.Errorf("the bank is shown %v", have)
	}
	s.do("bank", "GET", "/api/v1/needs/"+need+"/documents", nil).want(http.StatusNotFound, "need_not_found")

	// What the bank gives the firm: it can take it away itself, the firm cannot.
	paper := s.upload("bank", "applications/"+application, "quote_or_contract", "报价函.pdf", pdfWith("报价"))
	paper.want(http.StatusCreated, "")
	own := "/api/v1/documents/" + paper.at("id").(string)
	s.do("firm A", "GET", own+"/content", nil).want(http.StatusOK, "")
	s.do("firm A", "DELETE", own, nil).want(http.StatusConflict, "document_not_yours")
	s.do("bank", "DELETE", "/api/v1/documents/"+handed.at("id").(string), nil).want(http.StatusConflict, "document_not_yours")
	s.do("agency", "DELETE", own, nil).want(http.StatusForbidden, "denied")
	s.upload("bank", "needs/"+need, "other", "x.pdf", pdf).want(http.StatusNotFound, "need_not_found")

	// The consent is taken back: what was handed in and what it opened is shut.
	s.do("firm A", "POST", "/api/v1/applications/"+application+"/revoke-consent", nil).want(http.StatusOK, "")
	s.do("bank", "GET", content, nil).want(http.StatusNotFound, "document_not_found")
	s.do("bank", "GET", handedContent, nil).want(http.StatusNotFound, "document_not_found")
	if have := s.documents("bank", "applications/"+application); !slices.Equal(have, []string{"报价函.pdf"}) {
		t.Errorf("without consent the bank is shown %v", have)
	}
	s.do("firm A", "DELETE", "/api/v1/documents/"+handed.at("id").(string), nil).want(http.StatusNoContent, "")
	s.do("firm A", "GET", handedContent, nil).want(http.StatusNotFound, "document_not_found")
	if have := s.documents("firm A", "applications/"+application); !slices.Equal(have, []string{"报价函.pdf", "审计报告 2025.pdf"}) {
		t.Errorf("the firm is shown %v", have)
	}
}

func TestDocumentsOfTheNeedNeedTheScope(t *testing.T) {
	s, need, application := fileStage(t)
	d := s.upload("firm A", "needs/"+need, "audit_reports", "报告.pdf", pdf)
	s.do("bank", "GET", "/api/v1/documents/"+d.at("id").(string)+"/content", nil).want(http.StatusNotFound, "document_not_found")
	if have := s.documents("bank", "applications/"+application); len(have) != 0 {
		t.Errorf("the bank is shown %v", have)
	}
	handed := s.upload("firm A", "applications/"+application, "audit_reports", "报告.pdf", pdf)
	s.do("bank", "GET", "/api/v1/documents/"+handed.at("id").(string)+"/content", nil).want(http.StatusOK, "")
	list := s.do("bank", "GET", "/api/v1/applications/"+application+"/documents", nil)
	var required, have int
	for i := range list.at("checklist").([]any) {
		if list.at("checklist", i, "required").(bool) {
			required++
		}
		have += int(list.at("checklist", i, "have").(float64))
	}
	if required != 5 || have != 1 { // of a loan
		t.Errorf("the checklist asks for %d and has %d", required, have)
	}
	s.forward(40 * 24 * time.Hour) // the consent is over
	s.login("bank", "bank@example.com")
	s.do("bank", "GET", "/api/v1/documents/"+handed.at("id").(string)+"/content", nil).want(http.StatusNotFound, "document_not_found")
}

func TestAFileIsTakenByItsContent(t *testing.T) {
	s, need, _ := fileStage(t)
	of := "needs/" + need
	var book bytes.Buffer
	f := excelize.NewFile()
	if err := f.Write(&book); err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	w := must(z.Create("a.exe"))(t)
	must(w.Write([]byte("MZ")))(t)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	png := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00")
	was := len(s.documents("firm A", of))
	for name, row := range map[string]struct {
		file, kind string
		content    []byte
		code       string
	}{
		"a page called PDF":          {"报告.pdf", "other", []byte("<!DOCTYPE html><html><script>alert(1)</script></html>"), "document_type_refused"},
		"a program":                  {"报告.pdf", "other", []byte("MZ\x90\x00\x03\x00\x00\x00"), "document_type_refused"},
		"any archive called XLSX":    {"表.xlsx", "other", archive.Bytes(), "document_type_refused"},
		"a text":                     {"说明.txt", "other", []byte("说明"), "document_type_refused"},
		"an SVG, which can run code": {"图.png", "other", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), "document_type_refused"},
		"a PDF called XLSX":          {"表.xlsx", "other", pdf, "document_name_differs"},
		"an image called PDF":        {"报告.PDF", "other", png, "document_name_differs"},
		"nothing":                    {"空.pdf", "other", nil, "document_empty"},
		"of no kind":                 {"报告.pdf", "secret", pdf, "unknown_code"},
		"too large":                  {"大.pdf", "other", append(slices.Clone(pdf), make([]byte, domain.MaxDocumentBytes)...), "file_too_large"},
	} {
		a := s.upload("firm A", of, row.kind, row.file, row.content)
		if a.status != http.StatusUnprocessableEntity || a.at("code") != row.code {
			t.Errorf("%s: have %d %v, want %s", name, a.status, a.at("code"), row.code)
		}
	}
	if have := len(s.documents("firm A", of)); have != was {
		t.Errorf("%d documents are left of what was refused", have-was)
	}
	for file, content := range map[string][]byte{"表.xlsx": book.Bytes(), "图.PNG": png, "没有扩展名": pdf, `C:\用户\..\报告?.pdf`: pdfWith("2"), "大.pdf": append(slices.Clone(pdf), make([]byte, 3<<20)...)} {
		a := s.upload("firm A", of, "other", file, content)
		a.want(http.StatusCreated, "")
		if strings.ContainsAny(a.at("name").(string), `\/:?`) {
			t.Errorf("the name %q is not safe", a.at("name"))
		}
		back := s.do("firm A", "GET", "/api/v1/documents/"+a.at("id").(string)+"/content", nil)
		if !bytes.Equal(back.body, content) {
			t.Errorf("%s comes back changed: %d bytes of %d", file, len(back.body), len(content))
		}
		again := s.upload("firm A", of, "other", "又一次", content)
		if again.at("id") != a.at("id") && again.status == http.StatusCreated {
			t.Errorf("%s: the same content is there twice", file)
		}
	}
}

func TestADocumentThatIsDamagedIsNotHandedOut(t *testing.T) {
	s, need, _ := fileStage(t)
	d := s.upload("firm A", "needs/"+need, "other", "报告.pdf", pdf)
	id := domain.ChunkID(d.at("sha256").(string) + "/0000")
	c := must(s.store.Chunk(t.Context(), id))(t)
	c.Data = "JVBERi0="
	must(s.store.SaveChunk(t.Context(), c))(t)
	s.do("firm A", "GET", "/api/v1/documents/"+d.at("id").(string)+"/content", nil).want(http.StatusInternalServerError, "internal")
}
