package mongostore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
)

// leastWireVersion is that of MongoDB 5.0, the oldest whose answers this
// package was written for.
const leastWireVersion = 13

// The settings, as messages name them.
const (
	settingURI      = "setting store"
	settingDatabase = "setting store_database"
)

// databaseName is what every server takes: no path, no operator, no space.
var databaseName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,63}$`)

func (o Options) complete() (Options, error) {
	if o.URI == "" || o.Now == nil {
		return o, errors.New("mongostore: want a URI and a clock")
	}
	if o.Database == "" {
		o.Database = DefaultDatabase
	}
	if o.OnCommit == nil {
		o.OnCommit = func() {}
	}
	if o.Log == nil {
		o.Log = slog.Default() // what is left for the sweep must not go unheard
	}
	if o.PoolSize <= 0 {
		o.PoolSize = defaultPool
	}
	if o.ConnectTimeout <= 0 {
		o.ConnectTimeout = defaultConnect
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.SweepEvery == 0 {
		o.SweepEvery = defaultSweep
	}
	return o, CheckDatabase(o.Database)
}

// CheckDatabase answers an error for a name that a server would refuse, or
// that is the server's own.
func CheckDatabase(name string) error {
	if !databaseName.MatchString(name) || name == "admin" || name == "local" || name == "config" {
		return fmt.Errorf("%s: want 1 to 63 letters, digits, _ or -, and not admin, local or config, have %q", settingDatabase, name)
	}
	return nil
}

// preferences are where reads may go. Secondaries lag behind, and people read
// what they have just saved, so they are asked only while there is no primary.
var preferences = map[string]*readpref.ReadPref{
	"": readpref.Primary(), "primary": readpref.Primary(), "primaryPreferred": readpref.PrimaryPreferred(),
}

func (o Options) client() (*options.ClientOptions, error) {
	preference, ok := preferences[o.ReadPreference]
	if !ok {
		return nil, fmt.Errorf("setting store_read_preference: want primary or primaryPreferred, have %q", o.ReadPreference)
	}
	concern := writeconcern.Majority()
	if o.WriteConcern != "" && o.WriteConcern != "majority" {
		nodes, err := strconv.Atoi(o.WriteConcern)
		if err != nil || nodes < 1 {
			return nil, fmt.Errorf("setting store_write_concern: want majority or a number of nodes, have %q", o.WriteConcern)
		}
		concern = &writeconcern.WriteConcern{W: nodes}
	}
	c := options.Client().ApplyURI(o.URI).
		SetAppName("rongqiao").
		SetReadPreference(preference).
		SetReadConcern(readconcern.Local()). // with the primary: what was written last
		SetWriteConcern(concern).
		SetRetryWrites(true).
		SetRetryReads(true).
		SetMaxPoolSize(uint64(o.PoolSize)).
		SetConnectTimeout(o.ConnectTimeout).
		SetServerSelectionTimeout(o.ConnectTimeout).
		SetTimeout(o.Timeout).
		SetBSONOptions(&options.BSONOptions{UseJSONStructTags: true}) // one struct is the shape of both stores
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("%s: want mongodb://USER:PASSWORD@HOST:PORT/?OPTIONS, have %s: %s", settingURI, HidePassword(o.URI), o.hide(err))
	}
	return c, nil
}

// connect answers a client whose server is there, lets us in and is new enough.
func connect(ctx context.Context, o Options) (*mongo.Client, error) {
	c, err := o.client()
	if err != nil {
		return nil, err
	}
	client, err := mongo.Connect(c)
	if err != nil {
		return nil, fmt.Errorf("%s: %s", settingURI, o.hide(err))
	}
	if err := greet(ctx, client, o); err != nil {
		return nil, errors.Join(err, disconnect(client))
	}
	return client, nil
}

// Codes of a server that does not let someone in.
const (
	unauthorised         = 13
	authenticationFailed = 18
)

func greet(ctx context.Context, client *mongo.Client, o Options) error {
	ctx, cancel := context.WithTimeout(ctx, o.ConnectTimeout)
	defer cancel()
	var hello struct {
		Wire    int  `bson:"maxWireVersion"`
		Primary bool `bson:"isWritablePrimary"`
	}
	// On the store's own database, so that rights are asked for where they are needed.
	err := client.Database(o.Database).RunCommand(ctx, bson.D{is("hello", 1)}).Decode(&hello)
	if err == nil {
		err = client.Database(o.Database).Collection(collSchema).FindOne(ctx, oneByID.filter(is("_id", "")), options.FindOne()).Err()
		if errors.Is(err, mongo.ErrNoDocuments) {
			err = nil
		}
	}
	switch {
	case hasCode(err, authenticationFailed) || err != nil && strings.Contains(err.Error(), "auth error"):
		return fmt.Errorf("%s: the server at %s does not know this user and password: correct them, or authSource: %s", settingURI, o.hosts(), o.hide(err))
	case hasCode(err, unauthorised):
		return fmt.Errorf("%s: this user may not use the database %s: give it the role readWrite there: %s", settingURI, o.Database, o.hide(err))
	case err != nil && (strings.Contains(err.Error(), "wire version")):
		return fmt.Errorf("%s: the server at %s is too old; want MongoDB 5.0 or newer: %s", settingURI, o.hosts(), o.hide(err))
	case err != nil:
		return fmt.Errorf("%s: no server that can be written to answered at %s within %s: start it, or correct the address: %w", settingURI, o.hosts(), o.ConnectTimeout, fault(context.WithoutCancel(ctx), hidden{o.hide(err), err}))
	case hello.Wire < leastWireVersion:
		return fmt.Errorf("%s: the server at %s speaks wire version %d; want at least %d, which is MongoDB 5.0", settingURI, o.hosts(), hello.Wire, leastWireVersion)
	}
	return nil
}

// hidden is a driver's error in words without the password.
type hidden struct {
	text  string
	cause error
}

func (h hidden) Error() string { return h.text }
func (h hidden) Unwrap() error { return h.cause }

var (
	credentials = regexp.MustCompile(`(mongodb(?:\+srv)?://[^:/@]*):.*@`)
)

// HidePassword is the URI without its password, as far as it can be read.
func HidePassword(uri string) string { return credentials.ReplaceAllString(uri, "$1:[hidden]@") }

// hide is the error's text without the password, which the driver may quote.
func (o Options) hide(err error) string {
	text := HidePassword(strings.ReplaceAll(err.Error(), o.URI, HidePassword(o.URI)))
	if u, perr := url.Parse(o.URI); perr == nil && u.User != nil {
		if password, given := u.User.Password(); given && password != "" {
			text = strings.ReplaceAll(text, password, "[hidden]")
		}
	}
	return text
}

func (o Options) hosts() string {
	rest := o.URI
	if _, after, found := strings.Cut(rest, "://"); found {
		rest = after
	}
	rest = rest[strings.LastIndex(rest, "@")+1:]
	hosts, _, _ := strings.Cut(rest, "/")
	return hosts
}
