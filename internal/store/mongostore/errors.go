package mongostore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"rongqiao/internal/domain"
)

// ErrClosed is answered after Close.
var ErrClosed = errors.New("the store is closed")

var errLimit = errors.New("want a limit of at least 1")

// unavailableCodes are the server's words for: not now, perhaps another node.
var unavailableCodes = []int{
	6, 7, 89, // host unreachable, host not found, network timeout
	91, 189, 11600, 11602, // shutting down, stepped down, interrupted
	10107, 13435, 13436, // not primary
	50, 64, // time limit exceeded, write concern timed out
	9001, // socket exception
}

// fault is what an error of the driver means to the caller. The end of the
// caller's own context comes first, since it explains all else. A server that
// cannot be reached is told apart from a fault: the caller may try again.
func fault(ctx context.Context, err error) error {
	var known *domain.Error
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("%w (%v)", ctx.Err(), err) //nolint:errorlint // what failed because of it is for the log alone
	case errors.As(err, &known):
		return err
	case errors.Is(err, mongo.ErrClientDisconnected):
		return fmt.Errorf("%w: %w", ErrClosed, err)
	case isUnavailable(err):
		return fmt.Errorf("%w: %w", domain.NewError(domain.KindUnavailable, "store_unavailable", nil), err)
	}
	return err
}

func isUnavailable(err error) bool {
	var selection topology.ServerSelectionError
	var waiting topology.WaitQueueTimeoutError
	var cleared driver.RetryablePoolError // no connection could be had, as another call found the server gone
	return mongo.IsNetworkError(err) || mongo.IsTimeout(err) ||
		errors.As(err, &selection) || errors.As(err, &waiting) || errors.As(err, &cleared) ||
		slices.ContainsFunc(unavailableCodes, func(code int) bool { return hasCode(err, code) })
}

func hasCode(err error, code int) bool {
	var server mongo.ServerError
	return errors.As(err, &server) && server.HasErrorCode(code)
}

// notIfOver ends a call whose context is over before it does anything.
func notIfOver(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("ask the database: %w", err)
	}
	return nil
}
