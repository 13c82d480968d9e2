// Package cost works out the total cost of borrowing, to the fen: the schedule
// of repayments, interest, fees, a conditional subsidy, and one annualised
// figure by which unlike loans can be compared.
//
// # Money
//
// Money is whole fen and rates are whole millionths, so every interest amount
// is an exact fraction that is rounded once, half up, to the fen. Products are
// taken in 128 bits or in big integers. Floats occur in one file only, where
// the internal rate of return is solved; no amount of money comes from there.
//
// # Conventions
//
// A month's interest is the balance times a twelfth of the annual rate, as
// Chinese banks convert rates (annual / 12 = monthly). The instalment is
// rounded half up; the last payment takes up the difference, so that principal
// repaid always sums to the principal drawn. Due dates are the drawing day's
// day of the month, or the month's last day where that day does not exist.
//
// # Annualised cost
//
// The method is the internal rate of return of the borrower's cash flows, with
// all fees, on what was really received. The People's Bank of China's
// announcement 〔2021〕第3号 (31 March 2021) requires lenders to state an
// annualised rate (贷款年化利率): all cost of the loan against the principal
// really in use, instalments counted on the principal left; it may be stated
// by compounding, which is the internal rate of return, or simply, when it is
// then called simple. Both are given: compound is (1+i)^12-1 and simple 12×i,
// with i the monthly internal rate of return. The announcement itself (given
// at xining.pbc.gov.cn/goutongjiaoliu/113456/113469/2025092212551432728) was
// not readable at the time of writing, so its wording is unverified: the terms
// above come from two accounts of it. The example that one of them reports
// (100,000 yuan, 1,000 yuan of fee at the start, twelve payments of 8,833.30:
// 12.80 % simple, 13.58 % compound) comes out here to the digit, in a test.
package cost
