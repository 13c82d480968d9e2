package app

import "rongqiao/internal/store"

// readAll reads a list to its end, page by page.
func readAll[T any](read func(store.Page) (items []T, next string, err error)) ([]T, error) {
	var all []T
	for page := (store.Page{Limit: pageOfFirms}); ; {
		items, next, err := read(page)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
		if page.After = next; next == "" {
			return all, nil
		}
	}
}
