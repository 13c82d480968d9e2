package sqlitestore

import (
	"testing"

	"rongqiao/internal/store"
	"rongqiao/internal/store/storetest"
)

func TestTheWaitingNeedsAreCounted(t *testing.T) {
	storetest.Queue(t, func(t *testing.T) store.Store { return openIn(t, Options{Dir: t.TempDir()}) })
}
