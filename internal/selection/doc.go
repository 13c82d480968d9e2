// Package selection chooses a shortlist: of all candidates the best by total
// score that a total and the caps and floors of districts and industries
// allow. The answer is the true optimum, not a greedy one, and there is only
// one, whatever the order of the input.
//
// What is best, in this order:
//
//  1. every floor is kept, or there is an error that names what conflicts;
//  2. as many firms as the total and the caps let in;
//  3. the highest total score;
//  4. of choices with the same total, the one that holds the first firm, in the
//     order of candidates, which only one of them holds.
//
// The order of candidates is: higher score, earlier founding day, smaller USCC,
// smaller id.
//
// A choice is a flow over the cells of district and industry. The parts of its
// worth are compared one after the other, never added up, so that no weight can
// overflow and no rounding decides.
package selection
