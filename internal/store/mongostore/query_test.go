package mongostore

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/store/mongostore/mongotest"
)

// allowedScans are queries that read all of a collection on purpose.
var allowedScans = []string{
	everything.name, // a copy
	allSchema.name,  // a handful of documents, once at start
}

func TestEveryQueryIsServedByAnIndex(t *testing.T) {
	s := still(t, mongotest.Database(t))
	for _, q := range queries {
		for _, coll := range collectionsOf(q) {
			t.Run(q.name+" in "+coll, func(t *testing.T) {
				if slices.Contains(allowedScans, q.name) {
					return
				}
				if !servedBy(q, coll) {
					t.Errorf("no index of %s has %v first and then %s", coll, q.where, q.above)
				}
				explain(t, s, q, coll)
			})
		}
	}
}

func collectionsOf(q query) []string {
	if q.from != "" {
		return []string{q.from}
	}
	switch q.name {
	case numbersAfter.name, entryByKey.name:
		return []string{collOutbox, collAudit}
	case recordsAfter.name, everything.name, oneByID.name:
		return append([]string{collOutbox, collAudit, collMeta}, thingCollections...)
	}
	return thingCollections
}

// servedBy tells whether an index begins with the fields asked for by value
// and goes on with the one whose range or order is asked for.
func servedBy(q query, coll string) bool {
	want := slices.Clone(q.where)
	if q.above != "" { // the order is that of the range
		want = append(want, q.above)
	}
	return slices.ContainsFunc(indexesOf(coll), func(x index) bool {
		keys := x.keys()
		if len(keys) < len(want) || len(want) == 0 {
			return false
		}
		for i, field := range want {
			if keys[i].Key != field {
				return false
			}
		}
		return true // an index is read in either direction
	})
}

func indexesOf(coll string) []index {
	return append(byCollection(indexes)[coll], index{coll: coll, fields: []string{"_id"}})
}

// explain asks a server that tells its plans; one that is not MongoDB itself
// says so, and has been held to the table above.
func explain(t *testing.T, s *Store, q query, coll string) {
	t.Helper()
	find := bson.D{is("find", coll), is("filter", exampleOf(q))}
	if q.order != 0 {
		find = append(find, is("sort", q.sort()))
	}
	var answer bson.M
	err := s.db.RunCommand(context.Background(), bson.D{is("explain", find), is("verbosity", "queryPlanner")}).Decode(&answer)
	if err != nil {
		t.Fatal(err)
	}
	if server, ok := answer["serverInfo"].(bson.D); ok {
		for _, e := range server {
			if e.Key == "ferretdbVersion" {
				return
			}
		}
	}
	for _, stage := range stagesOf(answer["queryPlanner"], "winningPlan") {
		if stage == "COLLSCAN" || stage == "SORT" {
			t.Errorf("the server's plan has %s: %v", stage, answer["queryPlanner"])
		}
	}
}

// exampleOf is the filter with values: the first field by a single value, the
// others by several, which is the harder case for an order.
func exampleOf(q query) bson.D {
	var fields bson.D
	for _, f := range q.where {
		fields = append(fields, is(f, op("$in", bson.A{"a", "b"})))
	}
	if q.above != "" {
		fields = append(fields, is(q.above, op("$gt", "a")))
	}
	for _, f := range q.rest {
		fields = append(fields, is(f, "a"))
	}
	return q.filter(fields...)
}

// stagesOf collects the names of all stages below the key.
func stagesOf(v any, below string) []string {
	var all []string
	switch v := v.(type) {
	case bson.D:
		for _, e := range v {
			if text, ok := e.Value.(string); ok && e.Key == "stage" && below == "" {
				all = append(all, text)
			}
			if e.Key == below {
				all = append(all, stagesOf(e.Value, "")...)
			} else {
				all = append(all, stagesOf(e.Value, below)...)
			}
		}
	case bson.A:
		for _, e := range v {
			all = append(all, stagesOf(e, below)...)
		}
	}
	return all
}

func TestStagesAreFoundInAPlan(t *testing.T) {
	plan := bson.D{
		is("winningPlan", bson.D{is("stage", "SORT"), is("inputStage", bson.D{is("stage", "OR"), is("inputStages", bson.A{bson.D{is("stage", "COLLSCAN")}})})}),
		is("rejectedPlans", bson.A{bson.D{is("stage", "FETCH")}}),
	}
	if have := fmt.Sprint(stagesOf(plan, "winningPlan")); have != "[SORT OR COLLSCAN]" {
		t.Error(have)
	}
}

func TestAQueryThatIsNotInTheTablePanics(t *testing.T) {
	for name, ask := range map[string]func(){
		"another field":            func() { firmByUSCC.filter(is("name", "x")) },
		"a list by other columns":  func() { listFor(collNeeds, bson.D{is("purpose", "x")}) },
		"a list of another kind":   func() { listFor(collUsers, bson.D{is("email", "x")}) },
		"a list by too few fields": func() { listFor(collSessions, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("want a panic")
				}
			}()
			ask()
		})
	}
}
