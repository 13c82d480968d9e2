package record

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// The documents in testdata are as version 1 of the schema wrote them. A field
// that is renamed makes data on disk unreadable without any error: then this
// test fails, and a migration is needed.
func TestStoredDocumentsAreStillRead(t *testing.T) {
	t.Run("enterprise", func(t *testing.T) { storedForm(t, NewEnterprise, Enterprise.Enterprise) })
	t.Run("need", func(t *testing.T) { storedForm(t, NewNeed, Need.Need) })
	t.Run("offer", func(t *testing.T) { storedForm(t, NewOffer, Offer.Offer) })
	t.Run("organisation", func(t *testing.T) { storedForm(t, NewOrganisation, Organisation.Organisation) })
	t.Run("user", func(t *testing.T) { storedForm(t, NewUser, User.User) })
	t.Run("session", func(t *testing.T) { storedForm(t, NewSession, Session.Session) })
	t.Run("roster_entry", func(t *testing.T) { storedForm(t, NewRosterEntry, RosterEntry.Entry) })
	t.Run("application", func(t *testing.T) { storedForm(t, NewApplication, Application.Application) })
	t.Run("bridge", func(t *testing.T) { storedForm(t, NewBridge, Bridge.Bridge) })
	t.Run("bridge_fund", func(t *testing.T) { storedForm(t, NewBridgeFund, BridgeFund.BridgeFund) })
	t.Run("notice", func(t *testing.T) { storedForm(t, NewNotice, Notice.Notice) })
	t.Run("webhook", func(t *testing.T) { storedForm(t, NewWebhook, Webhook.Webhook) })
	t.Run("delivery", func(t *testing.T) { storedForm(t, NewDelivery, Delivery.Delivery) })
	t.Run("kept_answer", func(t *testing.T) { storedForm(t, NewKeptAnswer, KeptAnswer.KeptAnswer) })
	t.Run("api_key", func(t *testing.T) { storedForm(t, NewAPIKey, APIKey.APIKey) })
	t.Run("document", func(t *testing.T) { storedForm(t, NewDocument, Document.Document) })
	t.Run("chunk", func(t *testing.T) { storedForm(t, NewChunk, Chunk.Chunk) })
	t.Run("appeal", func(t *testing.T) { storedForm(t, NewAppeal, Appeal.Appeal) })
	t.Run("liaison", func(t *testing.T) { storedForm(t, NewLiaison, Liaison.Liaison) })
	t.Run("receivable", func(t *testing.T) { storedForm(t, NewReceivable, Receivable.Receivable) })
	t.Run("mortgage_terms", func(t *testing.T) { storedForm(t, NewMortgageTerms, MortgageTerms.MortgageTerms) })
	t.Run("mail", func(t *testing.T) { storedForm(t, NewMail, Mail.Mail) })
	t.Run("received", func(t *testing.T) { storedForm(t, NewReceived, Received.Received) })
	t.Run("monitoring", func(t *testing.T) { storedForm(t, NewMonitoring, Monitoring.Monitoring) })
	t.Run("credit_assessment", func(t *testing.T) { storedForm(t, NewCreditAssessment, CreditAssessment.CreditAssessment) })
	t.Run("audit", func(t *testing.T) { storedForm(t, NewAuditEntry, AuditEntry.Entry) })
}

// storedForm reads testdata/documents/<test's name>.json and writes it again.
func storedForm[D, T any](t *testing.T, toDoc func(T) D, fromDoc func(D, int64) T) {
	text, err := os.ReadFile(filepath.Join("testdata", "documents", filepath.Base(t.Name())+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var doc D
	strict := json.NewDecoder(bytes.NewReader(text))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	for v, i := reflect.ValueOf(doc), 0; i < v.NumField(); i++ {
		if v.Field(i).IsZero() {
			t.Errorf("the stored document has no %s: add it, for a later change to be noticed", v.Type().Field(i).Tag.Get("json"))
		}
	}
	again, err := json.Marshal(toDoc(fromDoc(doc, 1)))
	if err != nil {
		t.Fatal(err)
	}
	var have, want any
	if err := json.Unmarshal(again, &have); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(have, want) {
		t.Errorf("read and written again it differs:\n%s\nwas\n%s", again, text)
	}
}
