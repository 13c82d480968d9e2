package arch

// row is what the files of one folder may import besides the standard library.
type row struct {
	anything bool
	ours     []string // folders of this project
	others   []string // import paths of others, and all below them
	inTests  []string // the same, for tests alone
}

// What several rows name.
const (
	domain     = "internal/domain"
	yaml       = "github.com/goccy/go-yaml"
	gin        = "github.com/gin-gonic/gin"
	kin        = "github.com/getkin/kin-openapi"
	apiRuntime = "github.com/oapi-codegen/runtime"
	prometheus = "github.com/prometheus/client_golang"
	logging    = "internal/logging"
	tracing    = "internal/tracing"
	metrics    = "internal/metrics"
)

// standardInItsRow are packages of the standard library that stay in the rows
// that name them: a technology has one adapter.
var standardInItsRow = []string{"database/sql", "database/sql/driver"}

// table has a row per folder with Go code. A row may stand before its folder:
// the plan of the whole is here, and a new folder or a new arrow is a line
// added on purpose.
var table = map[string]row{
	"cmd/rongqiao": {anything: true},
	"bench":        {anything: true},

	"api":           {},
	"config":        {ours: []string{domain}, others: []string{yaml}},
	"config/search": {}, // the trade's words as files; search/words reads them
	"web":           {},

	"search":                 {ours: []string{domain}},
	"search/words":           {others: []string{yaml, "github.com/mozillazg/go-pinyin"}},
	"search/marks":           {ours: []string{"search", "search/words"}},
	"search/bleve":           {ours: []string{domain, "search", "search/words", "search/marks"}, others: []string{"github.com/blevesearch", "go.etcd.io/bbolt"}},
	"search/meili":           {ours: []string{domain, "search", "search/words", "search/marks"}, others: []string{"github.com/meilisearch/meilisearch-go"}},
	"search/meili/meilitest": {},                                 // starts a real server for tests
	"search/failover":        {ours: []string{domain, "search"}}, // who of two engines answers
	"search/searchtest":      {ours: []string{domain, "search"}, others: []string{yaml}},

	// The business: the nouns, and what the rule data says of them.
	domain:                   {},
	"internal/cost":          {ours: []string{domain}},
	"internal/rules":         {ours: []string{domain}, others: []string{yaml}},
	"internal/scoring":       {ours: []string{domain, "internal/rules"}, others: []string{yaml}},
	"internal/matching":      {ours: []string{domain, "internal/rules", "internal/scoring", "internal/cost"}, inTests: []string{yaml}}, // the second evaluator reads the files itself
	"internal/preview":       {ours: []string{domain, "internal/rules", "internal/scoring"}},
	"internal/selection":     {ours: []string{domain, "internal/scoring"}},
	"internal/responseclock": {ours: []string{domain, "internal/rules"}, inTests: []string{"config", "github.com/6tail/lunar-go"}}, // the calendar is held to a library
	"internal/policy":        {ours: []string{domain}, others: []string{yaml}},
	"internal/exchange":      {ours: []string{domain}},
	"internal/overview":      {ours: []string{domain}},
	"internal/demo":          {ours: []string{domain, "internal/rules"}},
	"internal/demo/play":     {ours: []string{domain, "internal/demo", "internal/httpapi/apigen"}, others: []string{"golang.org/x/sync/errgroup"}}, // speaks the public API alone

	// Adapters, and what is asked of them.
	"internal/store":                      {ours: []string{domain}},
	"internal/store/hashed":               {ours: []string{domain, "internal/store", "internal/store/record"}}, // what the audit log says of things
	"internal/store/storetest":            {ours: []string{domain, "internal/store"}},
	"internal/store/record":               {ours: []string{domain, "internal/store"}}, // the shapes that both stores keep
	"internal/store/sqlitestore":          {ours: []string{domain, "internal/store", "internal/store/record"}, others: []string{"modernc.org/sqlite", "database/sql", "database/sql/driver"}},
	"internal/store/mongostore":           {ours: []string{domain, "internal/store", "internal/store/record"}, others: []string{"go.mongodb.org/mongo-driver/v2"}},
	"internal/store/mongostore/mongotest": {others: []string{"go.mongodb.org/mongo-driver/v2"}}, // a server for tests
	// Files of people: the only place that reads spreadsheets.
	"internal/tabular": {ours: []string{domain}, others: []string{yaml, "github.com/xuri/excelize/v2", "golang.org/x/text"}},

	"internal/archive":  {},                                                // the form of a backup
	"internal/workbook": {others: []string{"github.com/xuri/excelize/v2"}}, // tables as XLSX files
	"internal/transfer": {ours: []string{"internal/store"}},                // one store's records into another
	"internal/outbox":   {ours: []string{domain, "internal/store"}},
	"internal/auth":     {ours: []string{domain}, others: []string{"github.com/golang-jwt/jwt/v5", "golang.org/x/crypto", "golang.org/x/text/unicode/norm"}},

	// What an operator sees. Tracing alone knows OpenTelemetry, metrics alone Prometheus.
	logging: {},
	metrics: {others: []string{prometheus}, inTests: []string{yaml}}, // the rules for alerts
	tracing: {ours: []string{domain, "internal/store", "internal/outbox"}, others: []string{"go.opentelemetry.io/otel"}},

	// What people and systems ask of the platform.
	"internal/app": {ours: []string{
		"search", domain, "internal/cost", "internal/rules", "internal/scoring", "internal/matching",
		"internal/selection", "internal/preview", "internal/overview", "internal/exchange", "internal/responseclock", "internal/policy", "internal/store", "internal/store/hashed",
		"internal/outbox", "internal/auth", "internal/tabular", "internal/mail", tracing,
	}, others: []string{"github.com/gabriel-vasile/mimetype", "github.com/oklog/ulid/v2", "golang.org/x/sync/errgroup"}},
	"internal/mail":    {ours: []string{domain}, others: []string{yaml, "github.com/wneessen/go-mail"}},
	"internal/webhook": {ours: []string{domain}, others: []string{"github.com/standard-webhooks/standard-webhooks/libraries/go"}},
	"internal/httpapi": {
		ours: []string{domain, "internal/app", "internal/auth", "internal/exchange", "internal/overview", "internal/policy", "internal/workbook", "internal/tabular", "internal/httpapi/apigen", "api", logging, metrics, tracing},
		others: []string{
			gin, "github.com/gin-contrib/gzip", kin, apiRuntime, yaml, // yaml: the texts of error codes
		},
		inTests: []string{"go.opentelemetry.io/proto/otlp", "google.golang.org/protobuf", "github.com/xuri/excelize/v2", "github.com/standard-webhooks/standard-webhooks/libraries/go"}, // a collector of traces; a reader of workbooks; a receiver that verifies
	},
	"internal/httpapi/apigen": {others: []string{gin, kin, apiRuntime}},

	"internal/arch": {},
}
