// A database (DATABASE_URL; a file of SQLite without it): single-row inserts in one transaction, point reads by 1, 16 and 64 goroutines,
// one insert of many rows. What each took goes to standard error, in ms. Argument: how many rows; a tenth of that is read.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v4"
	"github.com/jackc/pgx/v4/stdlib"
	_ "github.com/mattn/go-sqlite3"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func timed(label string, work func()) {
	start := time.Now()
	work()
	fmt.Fprintln(os.Stderr, label, time.Since(start).Milliseconds())
}

func insertAll(db *sql.DB, insert string, rows int) {
	tx, err := db.Begin()
	must(err)
	statement, err := tx.Prepare(insert)
	must(err)
	for n := 0; n < rows; n++ {
		_, err := statement.Exec(n, fmt.Sprintf("item %d", n), float64(n)/2)
		must(err)
	}
	must(tx.Commit())
}

func readAll(db *sql.DB, query string, from, to, rows int) int {
	good := 0
	for n := from; n < to; n++ {
		var id int
		var name string
		var size float64
		wanted := n * 7919 % rows
		must(db.QueryRow(query, wanted).Scan(&id, &name, &size))
		if id == wanted && name == fmt.Sprintf("item %d", wanted) {
			good++
		}
	}
	return good
}

func read(db *sql.DB, query string, reads, actors, rows int) int {
	var group sync.WaitGroup
	results := make([]int, actors)
	share := reads / actors
	for k := 0; k < actors; k++ {
		group.Add(1)
		go func(k int) {
			defer group.Done()
			results[k] = readAll(db, query, k*share, (k+1)*share, rows)
		}(k)
	}
	group.Wait()
	sum := 0
	for _, good := range results {
		sum += good
	}
	return sum
}

// COPY on PostgreSQL, statements of several hundred rows on SQLite.
func bulk(db *sql.DB, postgres bool, rows int) {
	if postgres {
		connection, err := db.Conn(context.Background())
		must(err)
		defer connection.Close()
		must(connection.Raw(func(driver any) error {
			source := pgx.CopyFromSlice(rows, func(n int) ([]interface{}, error) {
				return []interface{}{int64(n), fmt.Sprintf("item %d", n), float64(n) / 2}, nil
			})
			_, err := driver.(*stdlib.Conn).Conn().CopyFrom(context.Background(), pgx.Identifier{"items"}, []string{"id", "name", "size"}, source)
			return err
		}))
		return
	}
	tx, err := db.Begin()
	must(err)
	for from := 0; from < rows; from += 300 {
		to := min(from+300, rows)
		values := make([]any, 0, 900)
		for n := from; n < to; n++ {
			values = append(values, n, fmt.Sprintf("item %d", n), float64(n)/2)
		}
		places := strings.TrimSuffix(strings.Repeat("(?,?,?),", to-from), ",")
		_, err := tx.Exec("insert into items (id, name, size) values "+places, values...)
		must(err)
	}
	must(tx.Commit())
}

func min(a, b int) int {
	if a < b {
		return a
	}
	return b
}

func main() {
	rows := 1000
	if len(os.Args) > 1 {
		rows, _ = strconv.Atoi(os.Args[1])
	}
	url := os.Getenv("DATABASE_URL")
	postgres := strings.HasPrefix(url, "postgres")
	insert, query := "insert into items (id, name, size) values (?, ?, ?)", "select id, name, size from items where id = ?"
	var db *sql.DB
	var err error
	if postgres {
		insert, query = "insert into items (id, name, size) values ($1, $2, $3)", "select id, name, size from items where id = $1"
		db, err = sql.Open("pgx", url)
	} else {
		path := fmt.Sprintf("/tmp/mesh-bench-go-%d.db", os.Getpid())
		defer func() {
			for _, suffix := range []string{"", "-wal", "-shm"} {
				os.Remove(path + suffix)
			}
		}()
		db, err = sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000")
	}
	must(err)
	db.SetMaxOpenConns(10)
	db.SetMaxIdleConns(10)
	_, err = db.Exec("drop table if exists items")
	must(err)
	_, err = db.Exec("create table items (id bigint primary key, name text not null, size double precision not null)")
	must(err)
	timed("inserts", func() { insertAll(db, insert, rows) })
	fmt.Printf("Ok(%d)\n", rows)
	reads := rows / 10 / 64 * 64
	for _, actors := range []int{1, 16, 64} {
		good := 0
		timed(fmt.Sprintf("reads/%d", actors), func() { good = read(db, query, reads, actors, rows) })
		fmt.Println(good == reads)
	}
	_, err = db.Exec("delete from items")
	must(err)
	timed("bulk", func() { bulk(db, postgres, rows) })
	fmt.Printf("Ok(%d)\n", rows)
	must(db.Close())
}
