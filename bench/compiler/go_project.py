#!/usr/bin/env python3
"""go_project.py OUT N: what project.py makes, written in Go: N packages that import each other, and a main package."""
import os
import random
import sys

PACKAGE = '''// Package mod@ holds accounts, ledgers and their reports.
package mod@

import (
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"
IMPORTS)

// Account is an account of kind @.
type Account struct {
	ID      int      `json:"id"`
	Owner   string   `json:"owner"`
	Balance int      `json:"balance"`
	Tags    []string `json:"tags"`
	Limit   *int     `json:"limit"`
}

// Box holds a value and those before it.
type Box[T any] struct {
	Label   string
	Value   T
	History []T
}

// Event is what happens to an account.
type Event interface {
	Price() int
	Label() string
}

// Deposit, Withdraw, Transfer, Rename and Close are the events.
type Deposit struct{ Amount int }
type Withdraw struct {
	Amount int
	Note   string
}
type Transfer struct {
	To, Amount int
	Tags       []string
}
type Rename struct{ Name string }
type Close struct{}

func (e Deposit) Price() int  { return e.Amount }
func (e Withdraw) Price() int { return e.Amount * 2 }
func (e Transfer) Price() int { return e.Amount + len(e.Tags) }
func (e Rename) Price() int   { return len(e.Name) }
func (e Close) Price() int    { return #1 }

func (e Deposit) Label() string  { return "event @" }
func (e Withdraw) Label() string { return "event @" }
func (e Transfer) Label() string { return "event @" }
func (e Rename) Label() string   { return "event @" }
func (e Close) Label() string    { return "event @" }

// Errors of Apply.
var (
	ErrPoor    = errors.New("too poor")
	ErrUnknown = errors.New("unknown")
	ErrFrozen  = errors.New("frozen")
)

// Tree is a sorted tree.
type Tree[T any] struct {
	Left, Right *Tree[T]
	Value       T
}

// Price is what an account costs.
func (a Account) Price() int { return a.Balance/#2 + len(a.Tags) }

// Label names it.
func (a Account) Label() string { return fmt.Sprintf("price %d", a.Price()) }

func (a Account) String() string { return fmt.Sprintf("<%s: %d>", a.Owner, a.Balance) }

// Encode and Decode are the way to JSON and back.
func (a Account) Encode() (string, error) {
	text, err := json.Marshal(a)
	return string(text), err
}

func Decode(text string) (Account, error) {
	var account Account
	err := json.Unmarshal([]byte(text), &account)
	return account, err
}

// Open opens an account.
func Open(id int, owner string) Account {
	limit := #3
	return Account{ID: id, Owner: owner, Tags: []string{"new", "kind@"}, Limit: &limit}
}

func within(account Account, amount int) bool {
	switch {
	case account.Limit == nil:
		return account.Balance >= amount
	case amount > *account.Limit:
		return false
	default:
		return account.Balance+*account.Limit >= amount
	}
}

// Apply gives the account after an event.
func Apply(account Account, event Event) (Account, error) {
	switch e := event.(type) {
	case Deposit:
		if e.Amount < 0 {
			return account, ErrPoor
		}
		account.Balance += e.Amount
		return account, nil
	case Withdraw:
		if !within(account, e.Amount) {
			return account, ErrPoor
		}
		account.Balance -= e.Amount
		account.Tags = append(account.Tags, e.Note)
		return account, nil
	case Transfer:
		if e.To == account.ID {
			return account, ErrFrozen
		}
		next, err := Apply(account, Withdraw{e.Amount, strings.Join(e.Tags, "+")})
		if err != nil {
			return account, err
		}
		kept := make([]string, 0, len(next.Tags))
		for _, tag := range next.Tags {
			if tag != "" {
				kept = append(kept, tag)
			}
		}
		next.Tags = kept
		return next, nil
	case Rename:
		if e.Name == "" {
			return account, ErrUnknown
		}
		account.Owner = e.Name
		return account, nil
	case Close:
		account.Balance, account.Tags = 0, nil
		return account, nil
	}
	return account, ErrUnknown
}

// ApplyAll leaves out what fails.
func ApplyAll(account Account, events []Event) Account {
	for _, event := range events {
		if next, err := Apply(account, event); err == nil {
			account = next
		}
	}
	return account
}

func insert[T any](tree *Tree[T], x T, less func(T, T) bool) *Tree[T] {
	switch {
	case tree == nil:
		return &Tree[T]{Value: x}
	case less(x, tree.Value):
		return &Tree[T]{insert(tree.Left, x, less), tree.Right, tree.Value}
	default:
		return &Tree[T]{tree.Left, insert(tree.Right, x, less), tree.Value}
	}
}

func walk[T any](tree *Tree[T], found []T) []T {
	if tree == nil {
		return found
	}
	return walk(tree.Right, append(walk(tree.Left, found), tree.Value))
}

// SortedBy sorts by a tree.
func SortedBy[T any](items []T, less func(T, T) bool) []T {
	var tree *Tree[T]
	for _, item := range items {
		tree = insert(tree, item, less)
	}
	return walk(tree, nil)
}

// Boxed puts a value into a box.
func Boxed[T any](label string, value T) Box[T] {
	return Box[T]{label, value, []T{value}}
}

// Rebox changes what is in a box.
func Rebox[A, B any](box Box[A], f func(A) B) Box[B] {
	history := make([]B, 0, len(box.History))
	for _, value := range box.History {
		history = append(history, f(value))
	}
	return Box[B]{box.Label + "'", f(box.Value), history}
}

func foldWhile[S, T any](items []T, state S, step func(S, T) (S, bool)) S {
	for _, item := range items {
		next, more := step(state, item)
		if !more {
			break
		}
		state = next
	}
	return state
}

// Totals counts by kind.
func Totals(numbers []int) map[string]int {
	totals := map[string]int{"even": 0, "odd": 0, "big": 0}
	for _, n := range numbers {
		key := "odd"
		if n > #4 {
			key = "big"
		} else if n%2 == 0 {
			key = "even"
		}
		totals[key] += n
	}
	return totals
}

// Report shows an account.
func Report(account Account, numbers []int) string {
	lines := []string{}
	for key, value := range Totals(numbers) {
		if line := fmt.Sprintf("%s=%d", key, value); len(line) > #5 {
			lines = append(lines, line)
		}
	}
	sort.Strings(lines)
	capped := foldWhile(numbers, 0, func(sum, n int) (int, bool) { return sum + n, sum+n <= 500 })
	squares := []int{}
	for _, n := range numbers {
		if n%3 == 0 {
			squares = append(squares, n*n+#6)
		}
	}
	head := fmt.Sprintf("%v (%d, %s)", account, account.Price(), account.Label())
	return fmt.Sprintf("%s: %s capped %d squares %v", head, strings.Join(lines, ", "), capped, squares)
}

func grade(n int) string {
	switch {
	case n < 0:
		return "negative"
	case n == 0:
		return "zero"
	case n > 100:
		return "many"
	default:
		return "some"
	}
}

type request struct {
	event Event
	reply chan int
}

func ledger(owner string, requests chan request) {
	account := Open(@, owner)
	for request := range requests {
		if next, err := Apply(account, request.event); err == nil {
			account = next
		}
		request.reply <- account.Balance
	}
}

func tally(events chan Event, done chan int) {
	sum := 0
	for event := range events {
		switch e := event.(type) {
		case Deposit:
			sum += e.Amount
		case Withdraw:
			sum -= e.Amount
		case Close:
			done <- sum
			return
		}
	}
}

// Run uses all of it.
func Run(n int) int {
	events := []Event{Deposit{n + #7}, Withdraw{n, "rent"}, Transfer{7, 3, []string{"a", "b"}}, Rename{"Z@"}, Deposit{-1}}
	account := ApplyAll(Open(n, "owner@"), events)
	numbers := make([]int, 0, n)
	for k := 0; k < n; k++ {
		numbers = append(numbers, k*#8)
	}
	text := Report(account, numbers)
	ordered := SortedBy(numbers, func(a, b int) bool { return a > b })
	names := SortedBy([]string{"x", "yy", "a"}, func(a, b string) bool { return a < b })
	box := Rebox(Rebox(Boxed("b", account.Balance), func(v int) string { return fmt.Sprint(v) }), func(v string) int { return len(v) })
	requests, done, reports := make(chan request), make(chan int), make(chan Event, 2)
	go ledger("L@", requests)
	reply := make(chan int)
	requests <- request{Deposit{n}, reply}
	balance := <-reply
	close(requests)
	go tally(reports, done)
	reports <- Deposit{1}
	reports <- Close{}
	<-done
	own := len(text) + len(ordered) + len(names) + box.Value + balance + len(grade(n))
	return ownSEEN
}
'''


def package(i, deps, r):
    """Package i, which uses those before it in `deps`."""
    text = PACKAGE.replace("@", str(i))
    for number, (low, high) in enumerate([(1, 100), (2, 9), (100, 999), (50, 90), (1, 4), (1, 9), (10, 90), (2, 9)], 1):
        text = text.replace(f"#{number}", str(r.randint(low, high)))
    seen = "".join(f' + mod{d}.ApplyAll(mod{d}.Open(n, "dep"), nil).Balance + mod{d}.Boxed("q", []int{{n}}).Value[0]' for d in deps)
    return text.replace("IMPORTS", "".join(f'\n\t"p/mod{d}"' for d in deps) + "\n").replace("SEEN", seen)


def gen(out, n, seed=1):
    """Writes the project; its number of lines."""
    r = random.Random(seed)
    lines = 0
    for i in range(n):
        pool = sorted(set(range(max(0, i - 12), i)) | set(range(min(i, 6))))
        deps = sorted(r.sample(pool, min(len(pool), r.randint(2, 6))))
        os.makedirs(f"{out}/mod{i}", exist_ok=True)
        text = package(i, deps, r)
        open(f"{out}/mod{i}/mod.go", "w").write(text)
        lines += text.count("\n")
    imports = "".join(f'\t"p/mod{i}"\n' for i in range(n))
    calls = "".join(f"\ttotal += mod{i}.Run({i % 9 + 1})\n" for i in range(n))
    main = f'package main\n\nimport (\n\t"fmt"\n{imports})\n\nfunc main() {{\n\ttotal := 0\n{calls}\tfmt.Println(total)\n}}\n'
    open(f"{out}/main.go", "w").write(main)
    open(f"{out}/go.mod", "w").write("module p\n\ngo 1.19\n")
    return lines + main.count("\n")


if __name__ == "__main__":
    print(gen(sys.argv[1], int(sys.argv[2])))
