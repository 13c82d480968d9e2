package record

import (
	"time"

	"rongqiao/internal/domain"
)

// Document is a document as stored.
type Document struct {
	ID           domain.DocumentID    `json:"id"`
	EnterpriseID domain.EnterpriseID  `json:"enterprise_id,omitzero"`
	NeedID       domain.NeedID        `json:"need_id,omitzero"`
	Application  domain.ApplicationID `json:"application_id,omitzero"`
	Provider     domain.ProviderID    `json:"provider_id,omitzero"`
	Kind         domain.Code          `json:"kind,omitzero"`
	Name         string               `json:"name,omitzero"`
	Media        string               `json:"media,omitzero"`
	Size         int64                `json:"size,omitzero"`
	Hash         string               `json:"hash,omitzero"`
	By           domain.UserID        `json:"by,omitzero"`
	ByName       string               `json:"by_name,omitzero"`
	ByProvider   bool                 `json:"by_provider,omitzero"`
	At           time.Time            `json:"at"`
	RemovedAt    *time.Time           `json:"removed_at,omitzero"`
}

// NewDocument is the shape of a document.
func NewDocument(d domain.Document) Document {
	return Document{
		ID: d.ID, EnterpriseID: d.EnterpriseID, NeedID: d.NeedID, Application: d.Application, Provider: d.Provider, Kind: d.Kind, Name: d.Name, Media: d.Media, Size: d.Size, Hash: d.Hash, By: d.By, ByName: d.ByName, ByProvider: d.ByProvider, At: at(d.At), RemovedAt: atOrNil(d.RemovedAt),
	}
}

// Document is the document with the version that it is stored at.
func (d Document) Document(version int64) domain.Document {
	return domain.Document{
		Version: version, ID: d.ID, EnterpriseID: d.EnterpriseID, NeedID: d.NeedID, Application: d.Application, Provider: d.Provider, Kind: d.Kind, Name: d.Name, Media: d.Media, Size: d.Size, Hash: d.Hash, By: d.By, ByName: d.ByName, ByProvider: d.ByProvider, At: d.At, RemovedAt: d.RemovedAt,
	}
}
