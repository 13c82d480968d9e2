package domain

import (
	"path"
	"strings"
	"time"
	"unicode"
)

// DocumentID identifies an uploaded file, "doc_…".
type DocumentID string

// Document is a file that was uploaded to a need or to an application. Its
// content lies under its hash, in chunks.
type Document struct {
	ID           DocumentID
	Version      int64
	EnterpriseID EnterpriseID
	NeedID       NeedID
	Application  ApplicationID // empty: it belongs to the need
	Provider     ProviderID    // of the application
	Kind         Code          // of the rule data
	Name         string        // of the file
	Media        string        // by its content
	Size         int64         // bytes
	Hash         string        // SHA-256 of the content, in hexadecimal digits
	By           UserID
	ByName       string
	ByProvider   bool // the provider uploaded it, not the firm
	At           time.Time
	RemovedAt    *time.Time
}

// ChunkID is the hash of a content and the place of the chunk in it,
// "<hash>/0000".
type ChunkID string

// Chunk is a part of a content. It never changes: its id says what is in it.
type Chunk struct {
	ID      ChunkID
	Version int64
	Data    string // base64
}

// Bounds of documents.
const (
	MaxDocumentBytes = 20 << 20
	MaxDocuments     = 40 // of one need or application
	MaxFileName      = 120
	ChunkBytes       = 1 << 20
)

// FileName is a name that is safe to show and to save under: no folders, no
// control characters, not too long.
func FileName(given string) string {
	name := path.Base(strings.ReplaceAll(given, "\\", "/"))
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`<>:"/|?*`, r) {
			return -1
		}
		return r
	}, name))
	if runes := []rune(name); len(runes) > MaxFileName {
		end := []rune(path.Ext(name))
		if len(end) > 10 {
			end = nil
		}
		name = string(runes[:MaxFileName-len(end)]) + string(end)
	}
	if strings.Trim(name, ".") == "" {
		return "document"
	}
	return name
}

// Shut tells whether a provider may no longer look at what was handed to it:
// the consent was taken back or is over.
func (c Consent) Shut(day Date) bool {
	return c.RevokedAt != nil || len(c.Scopes) > 0 && day > c.Until
}
