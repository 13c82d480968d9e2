package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/store"
)

const (
	documentKinds                  = "document_kinds"
	scopeDocuments     domain.Code = "documents"
	checklistRequired              = "required"
	checklistBoth                  = "both"
	unknownContent                 = "application/octet-stream"
	spreadsheetContent             = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// documentEnds are the types of content that are taken, with the endings that
// their files have.
var documentEnds = map[string][]string{
	"application/pdf": {".pdf"}, "image/png": {".png"}, "image/jpeg": {".jpg", ".jpeg"}, spreadsheetContent: {".xlsx"},
}

// File is what is uploaded.
type File struct {
	Kind    domain.Code
	Name    string
	Content []byte
}

// ChecklistItem is a kind of document that is asked for.
type ChecklistItem struct {
	Kind     domain.Code
	Name     domain.Text
	Required bool
	Have     int
}

// ListedDocument is a document as somebody sees it.
type ListedDocument struct {
	domain.Document
	Mine bool // their side has uploaded it
}

// AddNeedDocument keeps a file with a need. Errors: those of checkFile;
// document_too_many; need_not_found.
func (a *App) AddNeedDocument(ctx context.Context, actor domain.Actor, id domain.NeedID, f File) (ListedDocument, error) {
	n, _, err := a.needFor(ctx, actor, id, policy.DocumentAdd)
	if err != nil {
		return ListedDocument{}, err
	}
	return a.addDocument(ctx, actor, domain.Document{EnterpriseID: n.EnterpriseID, NeedID: id}, f)
}

// AddApplicationDocument keeps a file with an application, for both sides. What
// the firm hands in is open to the provider until the consent is taken back or
// over.
func (a *App) AddApplicationDocument(ctx context.Context, actor domain.Actor, id domain.ApplicationID, f File) (ListedDocument, error) {
	x, _, err := a.applicationFor(ctx, actor, id, policy.DocumentAdd)
	if err != nil {
		return ListedDocument{}, err
	}
	return a.addDocument(ctx, actor, domain.Document{EnterpriseID: x.EnterpriseID, NeedID: x.NeedID, Application: id, Provider: x.Provider}, f)
}

func (a *App) addDocument(ctx context.Context, actor domain.Actor, d domain.Document, f File) (ListedDocument, error) {
	target := string(d.NeedID)
	if d.Application != "" {
		target = string(d.Application)
	}
	media, err := a.checkFile(f)
	if err != nil {
		a.note(ctx, actor, policy.DocumentAdd, target, err)
		return ListedDocument{}, err
	}
	have, err := a.documentsOf(ctx, d.NeedID, d.Application)
	if err != nil {
		return ListedDocument{}, err
	}
	sum := sha256.Sum256(f.Content)
	d.Kind, d.Media, d.Size, d.Hash, d.Name = f.Kind, media, int64(len(f.Content)), hex.EncodeToString(sum[:]), domain.FileName(f.Name)
	d.ByProvider = domain.PartyOf(actor.Role) == domain.PartyProvider
	if i := slices.IndexFunc(have, func(o domain.Document) bool {
		return o.Hash == d.Hash && o.Kind == d.Kind && o.ByProvider == d.ByProvider
	}); i >= 0 {
		return ListedDocument{have[i], true}, nil // it is there already
	}
	if len(have) >= domain.MaxDocuments {
		return ListedDocument{}, domain.NewError(domain.KindConflict, "document_too_many", domain.Facts{"max": domain.MaxDocuments})
	}
	person, err := a.Store.User(ctx, actor.User)
	if err != nil {
		return ListedDocument{}, err
	}
	if err := a.keepContent(ctx, d.Hash, f.Content); err != nil {
		return ListedDocument{}, err
	}
	d.ID, d.By, d.ByName, d.At = domain.DocumentID(a.NewID("doc_")), actor.User, person.Name, a.now()
	saved, err := a.Store.SaveDocument(ctx, d, domain.Event{Type: domain.DocumentSaved, ID: string(d.ID), At: d.At})
	if err != nil {
		return ListedDocument{}, err
	}
	a.note(ctx, actor, policy.DocumentAdd, string(d.ID), nil)
	return ListedDocument{saved, true}, nil
}

// checkFile tells the type of a file by its content. Errors: unknown_code;
// document_empty; document_type_refused; document_name_differs where the name's
// ending says something else.
func (a *App) checkFile(f File) (media string, err error) {
	if !a.Rules.Has(documentKinds, f.Kind) {
		return "", domain.Invalid("unknown_code", "kind", domain.Facts{"vocabulary": documentKinds, "have": f.Kind})
	}
	if len(f.Content) == 0 {
		return "", domain.Invalid("document_empty", "file", nil)
	}
	found := mimetype.Detect(f.Content)
	media, _, _ = strings.Cut(found.String(), ";")
	ends, ok := documentEnds[media]
	if !ok {
		if media == unknownContent {
			media = "?"
		}
		return "", domain.Invalid("document_type_refused", "file", domain.Facts{"have": media})
	}
	if end := strings.ToLower(path.Ext(f.Name)); end != "" && !slices.Contains(ends, end) {
		return "", domain.Invalid("document_name_differs", "file", domain.Facts{"name": end, "have": media})
	}
	return media, nil
}

func chunkID(hash string, n int) domain.ChunkID {
	return domain.ChunkID(fmt.Sprintf("%s/%04d", hash, n))
}

// keepContent writes a content under its hash; what is there already stays.
func (a *App) keepContent(ctx context.Context, hash string, content []byte) error {
	n := 0
	for part := range slices.Chunk(content, domain.ChunkBytes) {
		_, err := a.Store.SaveChunk(ctx, domain.Chunk{ID: chunkID(hash, n), Data: base64.StdEncoding.EncodeToString(part)})
		if err != nil && !domain.IsKind(err, domain.KindConflict) {
			return err
		}
		n++
	}
	return nil
}

// content reads what lies under a hash, and holds it against the hash.
func (a *App) content(ctx context.Context, d domain.Document) ([]byte, error) {
	var out bytes.Buffer
	for n := 0; int64(out.Len()) < d.Size; n++ {
		c, err := a.Store.Chunk(ctx, chunkID(d.Hash, n))
		if domain.IsKind(err, domain.KindNotFound) { // no fault of the one who asks
			return nil, fmt.Errorf("content of %s: chunk %d is lost", d.ID, n)
		}
		if err != nil {
			return nil, fmt.Errorf("content of %s: %w", d.ID, err)
		}
		part, err := base64.StdEncoding.DecodeString(c.Data)
		if err != nil || len(part) == 0 {
			return nil, fmt.Errorf("content of %s: chunk %d is damaged", d.ID, n)
		}
		out.Write(part)
	}
	if sum := sha256.Sum256(out.Bytes()); hex.EncodeToString(sum[:]) != d.Hash {
		return nil, fmt.Errorf("content of %s does not have its hash", d.ID)
	}
	return out.Bytes(), nil
}

// documentsOf are those of an application, or with none those of the need alone.
func (a *App) documentsOf(ctx context.Context, need domain.NeedID, application domain.ApplicationID) ([]domain.Document, error) {
	filter := store.DocumentFilter{Application: application}
	if application == "" {
		filter.Need = need
	}
	all, err := readAll(func(page store.Page) ([]domain.Document, string, error) { return a.Store.Documents(ctx, filter, page) })
	return slices.DeleteFunc(all, func(d domain.Document) bool { return d.RemovedAt != nil || d.Application != application }), err
}

// NeedDocuments lists those of a need, the newest first.
func (a *App) NeedDocuments(ctx context.Context, actor domain.Actor, id domain.NeedID) ([]ListedDocument, []ChecklistItem, error) {
	if _, _, err := a.needFor(ctx, actor, id, policy.DocumentRead); err != nil {
		return nil, nil, err
	}
	all, err := a.documentsOf(ctx, id, "")
	return a.listed(actor, all), a.checklist(domain.OfferLoan, all), err
}

// ApplicationDocuments lists those of an application that the actor may read,
// the newest first, then those of its need where the consent opens them.
func (a *App) ApplicationDocuments(ctx context.Context, actor domain.Actor, id domain.ApplicationID) ([]ListedDocument, []ChecklistItem, error) {
	x, _, err := a.applicationFor(ctx, actor, id, policy.DocumentRead)
	if err != nil {
		return nil, nil, err
	}
	o, err := a.Store.Offer(ctx, x.OfferID)
	if err != nil {
		return nil, nil, err
	}
	all, err := a.documentsOf(ctx, x.NeedID, id)
	if err != nil {
		return nil, nil, err
	}
	ofNeed, err := a.documentsOf(ctx, x.NeedID, "")
	if err != nil {
		return nil, nil, err
	}
	all = append(all, ofNeed...)
	if domain.PartyOf(actor.Role) == domain.PartyProvider {
		all = slices.DeleteFunc(all, func(d domain.Document) bool { return !a.openTo(x, d) })
	}
	return a.listed(actor, all), a.checklist(o.Kind, all), nil
}

// openTo tells whether the provider of the application may read the document:
// its own; what was handed in, until the consent is taken back or over; what
// belongs to the need where the consent says so.
func (a *App) openTo(x domain.Application, d domain.Document) bool {
	today := a.today()
	switch {
	case d.Application == x.ID && d.ByProvider:
		return true
	case d.Application == x.ID:
		return !x.Consent.Shut(today)
	}
	return d.Application == "" && d.NeedID == x.NeedID && x.Consent.StandsOn(today) && slices.Contains(x.Consent.Scopes, scopeDocuments)
}

func (a *App) listed(actor domain.Actor, all []domain.Document) []ListedDocument {
	var out []ListedDocument
	for _, d := range all {
		out = append(out, ListedDocument{d, mineToRemove(actor, d)})
	}
	return out
}

func mineToRemove(actor domain.Actor, d domain.Document) bool {
	if d.ByProvider {
		return actor.Provider != "" && actor.Provider == d.Provider
	}
	return actor.Enterprise != "" && actor.Enterprise == d.EnterpriseID
}

// checklist are the kinds that an offer of the kind asks for, with what is there.
func (a *App) checklist(kind domain.OfferKind, have []domain.Document) []ChecklistItem {
	var out []ChecklistItem
	for _, e := range a.Rules.Vocabularies[documentKinds].Entries {
		words := strings.Fields(e.Kind)
		if len(words) == 0 || words[0] != checklistBoth && words[0] != string(kind) {
			continue
		}
		item := ChecklistItem{Kind: e.Code, Name: e.Name, Required: slices.Contains(words, checklistRequired)}
		for _, d := range have {
			if d.Kind == e.Code {
				item.Have++
			}
		}
		out = append(out, item)
	}
	return out
}

// document loads one and asks whether the actor may do the action to it. One
// that is removed is not there.
func (a *App) document(ctx context.Context, actor domain.Actor, id domain.DocumentID, action policy.Action) (domain.Document, *domain.Application, error) {
	hidden := domain.NotFound("document", string(id))
	d, err := a.Store.Document(ctx, id)
	if err == nil && d.RemovedAt != nil {
		err = hidden
	}
	if err != nil {
		return domain.Document{}, nil, err
	}
	if domain.PartyOf(actor.Role) != domain.PartyProvider {
		_, _, err := a.needFor(ctx, actor, d.NeedID, action)
		if domain.IsKind(err, domain.KindNotFound) {
			err = hidden
		}
		return d, nil, err
	}
	x, err := a.applicationOfProvider(ctx, actor, d)
	if err == nil && x == nil {
		err = hidden
	}
	if err != nil {
		a.note(ctx, actor, action, string(id), err)
		return domain.Document{}, nil, err
	}
	return d, x, a.Policy.Allow(actor, action, policy.OfferTarget(x.Provider))
}

// applicationOfProvider is the application through which the actor's house may
// read the document; nil for none.
func (a *App) applicationOfProvider(ctx context.Context, actor domain.Actor, d domain.Document) (*domain.Application, error) {
	all, err := a.applicationsOf(ctx, d.NeedID)
	for _, x := range all {
		if x.Provider == actor.Provider && actor.Provider != "" && x.State != domain.ApplicationDraft && a.openTo(x, d) {
			return &x, err
		}
	}
	return nil, err
}

// OpenDocument answers a document with its content. A read by a provider is
// written down where the firm sees it, before it is answered. Errors:
// document_not_found, also where the actor may not see it.
func (a *App) OpenDocument(ctx context.Context, actor domain.Actor, id domain.DocumentID) (domain.Document, []byte, error) {
	d, x, err := a.document(ctx, actor, id, policy.DocumentRead)
	if err != nil {
		return domain.Document{}, nil, err
	}
	if x != nil && !d.ByProvider {
		if err := a.writeAccess(ctx, actor, x.ID); err != nil {
			return domain.Document{}, nil, err
		}
	}
	content, err := a.content(ctx, d)
	if err != nil {
		return domain.Document{}, nil, err
	}
	a.note(ctx, actor, policy.DocumentRead, string(id), nil)
	return d, content, nil
}

// writeAccess notes on the application that the actor read what it opens.
func (a *App) writeAccess(ctx context.Context, actor domain.Actor, id domain.ApplicationID) error {
	person, err := a.Store.User(ctx, actor.User)
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		x, err := a.Store.Application(ctx, id)
		if err != nil {
			return err
		}
		now := a.now()
		x.Read(actor.User, person.Name, a.today(), now)
		x.UpdatedAt = now
		_, err = a.Store.SaveApplication(ctx, x, domain.Event{Type: domain.ApplicationSaved, ID: string(id), At: now})
		if !domain.IsKind(err, domain.KindConflict) || try == saveTries {
			return err
		}
	}
}

// RemoveDocument takes a document away that the actor's side has uploaded. What
// was read of it stays written down. Errors: document_not_found,
// document_not_yours.
func (a *App) RemoveDocument(ctx context.Context, actor domain.Actor, id domain.DocumentID) error {
	d, _, err := a.document(ctx, actor, id, policy.DocumentRemove)
	if err != nil {
		return err
	}
	if !mineToRemove(actor, d) {
		err := domain.NewError(domain.KindConflict, "document_not_yours", nil)
		a.note(ctx, actor, policy.DocumentRemove, string(id), err)
		return err
	}
	now := a.now()
	d.RemovedAt = &now
	_, err = a.Store.SaveDocument(ctx, d, domain.Event{Type: domain.DocumentSaved, ID: string(id), At: now})
	a.note(ctx, actor, policy.DocumentRemove, string(id), err)
	return err
}
