// Package meili is the search engine on a Meilisearch server. The server holds
// documents, finds, filters, counts and ranks; how a text is cut into what is
// looked for is ours (search/words), so that both engines find by the same
// words: Meilisearch's own segmentation of Chinese cuts a query otherwise than
// the name that it is part of, and then hides the offer.
package meili

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"sync"
	"sync/atomic"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"rongqiao/search"
	"rongqiao/search/words"
)

// What the options stand at where nothing was said.
const (
	defaultTimeout      = 2 * time.Second
	defaultWriteTimeout = time.Minute
	defaultTaskTimeout  = 10 * time.Minute
)

// Options say which server to use, and how.
type Options struct {
	URL   string // http://HOST:PORT
	Key   string // the master key, or an admin key
	Index string // what the names of our indexes on the server begin with
	Words *words.Words
	Log   *slog.Logger // nil: the default one

	Timeout      time.Duration // of a search or another short call; 0: 2 s
	WriteTimeout time.Duration // of handing over a batch; 0: 1 min
	TaskTimeout  time.Duration // of what the server does with it; 0: 10 min
}

// indexName keeps a name within what the server takes, with room for ours.
var indexName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,100}$`)

func (o Options) complete() (Options, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.RawQuery != "" {
		return o, fmt.Errorf("setting search_url (RONGQIAO_SEARCH_URL): want http://HOST:PORT of a Meilisearch server, have %q", o.URL)
	}
	if o.Key == "" {
		return o, errors.New("setting search_key (RONGQIAO_SEARCH_KEY): want the server's master key or an admin key, have none")
	}
	if !indexName.MatchString(o.Index) {
		return o, fmt.Errorf("setting search_index (RONGQIAO_SEARCH_INDEX): want letters, digits, _ and -, have %q", o.Index)
	}
	if o.Words == nil {
		return o, errors.New("search on Meilisearch: no words given")
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	o.Timeout = cmp.Or(o.Timeout, defaultTimeout)
	o.WriteTimeout = cmp.Or(o.WriteTimeout, defaultWriteTimeout)
	o.TaskTimeout = cmp.Or(o.TaskTimeout, defaultTaskTimeout)
	return o, nil
}

// Index is a search.Index on a server. It may be used by any number of
// goroutines, and by any number of processes of which one writes.
type Index struct {
	o       Options
	http    *http.Client
	admin   meilisearch.ServiceManager // with the operator's key
	version string                     // what our index is built with
	live    string                     // the name of our index
	synonym map[string][]string        // of terms, for the settings

	write   sync.Mutex // one change at a time
	connect sync.Mutex // one attempt to connect at a time
	finder  atomic.Pointer[meilisearch.ServiceManager]
	foreign atomic.Bool // the live index has other settings than ours
}

var _ search.Index = (*Index)(nil)

// New takes the options, and finds out nothing of the server yet: the first
// call that needs it does, and each again until one has succeeded, so that a
// process can start before its server.
func New(o Options) (*Index, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	x := &Index{o: o, http: &http.Client{Transport: transport()}, version: versionOf(o.Words)}
	x.live = o.Index + "_" + x.version
	x.synonym = synonyms(o.Words)
	x.admin = x.client(o.Key)
	return x, nil
}

// Open is New and Connect.
func Open(ctx context.Context, o Options) (*Index, error) {
	x, err := New(o)
	if err != nil {
		return nil, err
	}
	if err := x.Connect(ctx); err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

// transport keeps enough connections for the searches of a busy server. It
// asks for no compression: the server takes longer to compress facets than
// the whole search.
func transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.Proxy = nil // the server is one of ours
	t.MaxIdleConnsPerHost, t.MaxIdleConns = 64, 64
	t.DisableCompression = true
	return t
}

// client speaks to the server with a key. Nothing is tried twice here: who
// calls knows better.
func (x *Index) client(key string) meilisearch.ServiceManager {
	return meilisearch.New(x.o.URL, meilisearch.WithAPIKey(key), meilisearch.WithCustomClient(x.http), meilisearch.DisableRetries())
}

// Close gives up the connections; what Apply wrote is on the server's disk.
func (x *Index) Close() error {
	x.http.CloseIdleConnections()
	return nil
}

// short bounds a short call.
func (x *Index) short(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, x.o.Timeout)
}
