package meili

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"rongqiao/search"
)

// leastVersion can swap an index to a name that is still free (rename). Tests
// run against 1.21.
var leastVersion = [2]int{1, 18}

// Connect sees to it that the server is there, new enough and takes the key,
// has the key that searches run with, and whether its index is ours. It does
// nothing once it has succeeded, until the server no longer knows us.
func (x *Index) Connect(ctx context.Context) error {
	_, err := x.searcher(ctx)
	return err
}

// searcher is the client that searches run with.
func (x *Index) searcher(ctx context.Context) (meilisearch.ServiceManager, error) {
	if s := x.finder.Load(); s != nil {
		return *s, nil
	}
	x.connect.Lock()
	defer x.connect.Unlock()
	if s := x.finder.Load(); s != nil {
		return *s, nil
	}
	ctx, cancel := x.short(ctx)
	defer cancel()
	if err := x.checkVersion(ctx); err != nil {
		return nil, err
	}
	key, err := x.searchKey(ctx)
	if err != nil {
		return nil, err
	}
	if err := x.checkSettings(ctx); err != nil {
		return nil, err
	}
	s := x.client(key)
	x.finder.Store(&s)
	return s, nil
}

// forget makes the next call connect again: the server lost our key, and with
// it most likely everything.
func (x *Index) forget() { x.finder.Store(nil) }

func (x *Index) checkVersion(ctx context.Context) error {
	v, err := x.admin.Version(ctx)
	if err != nil {
		return x.explain(err)
	}
	parts := append(strings.SplitN(v.PkgVersion, ".", 3), "", "")
	major, err1 := strconv.Atoi(parts[0])
	minor, err2 := strconv.Atoi(parts[1])
	if err := errors.Join(err1, err2); err != nil {
		return fmt.Errorf("setting search_url (RONGQIAO_SEARCH_URL): %s answers, but not as a Meilisearch server does; want the address of one", x.o.URL)
	}
	if slices.Compare([]int{major, minor}, leastVersion[:]) < 0 {
		return fmt.Errorf("setting search_url (RONGQIAO_SEARCH_URL): want Meilisearch %d.%d or newer at %s, have %s; update the server",
			leastVersion[0], leastVersion[1], x.o.URL, v.PkgVersion)
	}
	return nil
}

// searchKey finds or makes the key that may do nothing but search in our live
// index. Its number follows from the index's name, so that all processes share
// one and no start leaves another behind.
func (x *Index) searchKey(ctx context.Context) (string, error) {
	uid := keyUID(x.live)
	k, err := x.admin.GetKey(ctx, uid)
	if isCode(err, "api_key_not_found") {
		k, err = x.admin.CreateKey(ctx, &meilisearch.Key{
			UID: uid, Name: x.live, Description: "Rongqiao searches with it.", Actions: []string{"search"}, Indexes: []string{x.live},
			ExpiresAt: time.Time{},
		})
		if isCode(err, "api_key_already_exists") { // another process was faster
			k, err = x.admin.GetKey(ctx, uid)
		}
	}
	if err != nil {
		return "", x.explain(err)
	}
	return k.Key, nil
}

// keyUID makes a version 4 UUID of a name.
func keyUID(name string) string {
	h := sha256.Sum256([]byte("rongqiao search key " + name))
	h[6], h[8] = h[6]&0x0f|0x40, h[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

// checkSettings compares the live index's settings with ours. The name of the
// index holds their hash, so that others come only from other hands.
func (x *Index) checkSettings(ctx context.Context) error {
	have, err := x.admin.Index(x.live).GetSettings(ctx)
	if isCode(err, codeNoIndex) {
		x.foreign.Store(false)
		return nil
	}
	if err != nil {
		return x.explain(err)
	}
	foreign := !sameSettings(have, x.settings())
	if foreign {
		x.o.Log.WarnContext(ctx, "the search index has other settings than ours: it is built anew", "index", x.live)
	}
	x.foreign.Store(foreign)
	return nil
}

// sameSettings compares what we set; what the server adds is its own.
func sameSettings(have, want *meilisearch.Settings) bool {
	sorted := func(s []string) []string { return slices.Sorted(slices.Values(s)) }
	return slices.Equal(have.SearchableAttributes, want.SearchableAttributes) && slices.Equal(have.RankingRules, want.RankingRules) &&
		slices.Equal(sorted(have.FilterableAttributes), sorted(want.FilterableAttributes)) &&
		slices.Equal(sorted(have.SortableAttributes), sorted(want.SortableAttributes)) &&
		slices.Equal(sorted(have.DisplayedAttributes), sorted(want.DisplayedAttributes)) &&
		have.ProximityPrecision == want.ProximityPrecision && have.TypoTolerance != nil &&
		have.TypoTolerance.Enabled && have.TypoTolerance.MinWordSizeForTypos == want.TypoTolerance.MinWordSizeForTypos &&
		slices.Equal(sorted(have.TypoTolerance.DisableOnAttributes), sorted(want.TypoTolerance.DisableOnAttributes)) &&
		have.Faceting != nil && have.Faceting.MaxValuesPerFacet == want.Faceting.MaxValuesPerFacet &&
		have.Pagination != nil && have.Pagination.MaxTotalHits == want.Pagination.MaxTotalHits &&
		sameSynonyms(have.Synonyms, want.Synonyms) && reflect.DeepEqual(have.LocalizedAttributes, want.LocalizedAttributes) &&
		len(have.StopWords)+len(have.SeparatorTokens)+len(have.NonSeparatorTokens)+len(have.Dictionary) == 0
}

func sameSynonyms(a, b map[string][]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if !slices.Equal(slices.Sorted(slices.Values(v)), slices.Sorted(slices.Values(b[k]))) {
			return false
		}
	}
	return true
}

// Codes of the server's errors.
const codeNoIndex = "index_not_found"

func isCode(err error, codes ...meilisearch.APIErrCode) bool {
	var e *meilisearch.Error
	return errors.As(err, &e) && slices.Contains(codes, e.APIError.Code)
}

// explain turns what the client answers into what to do about it. The
// client's own text holds whole requests, which no log needs.
func (x *Index) explain(err error) error {
	var e *meilisearch.Error
	cause := err
	if errors.As(err, &e) && e.OriginError != nil {
		cause = e.OriginError
	}
	switch {
	case err == nil || errors.Is(err, search.ErrUnavailable):
		return err
	case errors.Is(cause, context.Canceled):
		return fmt.Errorf("search on Meilisearch: %w", context.Canceled)
	case errors.Is(cause, context.DeadlineExceeded):
		return fmt.Errorf("%w: %s did not answer in time: %w", search.ErrUnavailable, x.o.URL, context.DeadlineExceeded)
	case e == nil: // the answer was cut off
		return fmt.Errorf("%w: %s: %w", search.ErrUnavailable, x.o.URL, err)
	case e.ErrCode == meilisearch.CommunicationError:
		return fmt.Errorf("%w: no Meilisearch server answers at the setting search_url (RONGQIAO_SEARCH_URL): %w", search.ErrUnavailable, e.OriginError)
	case isCode(err, codeNoIndex):
		return search.ErrNotBuilt
	case isCode(err, "invalid_search_filter", "invalid_search_sort", "invalid_search_facets", "invalid_multi_search_facets", "invalid_search_attributes_to_search_on"):
		return fmt.Errorf("%w: %s", search.ErrNotBuilt, e.APIError.Message) // an index that is not ours
	case e.StatusCode == http.StatusForbidden || e.StatusCode == http.StatusUnauthorized || isCode(err, "missing_master_key"):
		return fmt.Errorf("setting search_key (RONGQIAO_SEARCH_KEY): the server at %s does not take it: %s; want its master key, or an admin key that may manage keys, and a server started with a master key",
			x.o.URL, e.APIError.Message)
	case e.APIError.Code == "" || e.ErrCode == meilisearch.ErrCodeResponseUnmarshalBody:
		return fmt.Errorf("setting search_url (RONGQIAO_SEARCH_URL): %s answers with status %d, and not as a Meilisearch server does", x.o.URL, e.StatusCode)
	case e.StatusCode >= http.StatusInternalServerError:
		return fmt.Errorf("%w: the server answers %d: %s", search.ErrUnavailable, e.StatusCode, e.APIError.Message)
	}
	return fmt.Errorf("search on Meilisearch: %s (%s)", e.APIError.Message, e.APIError.Code)
}
