package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
)

type Address struct {
	City   string `json:"city"`
	Street string `json:"street"`
	Zip    string `json:"zip"`
}

type Person struct {
	Active  bool     `json:"active"`
	Address Address  `json:"address"`
	Email   string   `json:"email"`
	Id      int      `json:"id"`
	Name    string   `json:"name"`
	Note    *string  `json:"note"`
	Score   float64  `json:"score"`
	Tags    []string `json:"tags"`
}

func person(n int) Person {
	number := strconv.Itoa(n)
	var note *string
	if n%2 == 0 {
		text := "Note about " + number
		note = &text
	}
	address := Address{"City " + strconv.Itoa(n%100), strconv.Itoa(n%250) + " Main Street", strconv.Itoa(10000 + n%1000)}
	tags := []string{"red", "round", "tag " + strconv.Itoa(n%10)}
	return Person{n%3 == 0, address, "person" + number + "@example.com", n, "Person \"" + number + "\" Exämple", note,
		0.25 + float64(n%1000), tags}
}

func encode(people []Person) []byte {
	text, err := json.Marshal(people)
	if err != nil {
		panic(err)
	}
	return text
}

func main() {
	size, _ := strconv.Atoi(os.Args[1])
	people := make([]Person, size)
	for n := range people {
		people[n] = person(n)
	}
	text := encode(people)
	var all []Person
	if err := json.Unmarshal(text, &all); err != nil {
		panic(err)
	}
	sum := 0.0
	for i := range all {
		all[i].Id++
		all[i].Score *= 2
		sum += all[i].Score
	}
	written := encode(all)
	fmt.Println(len(text), len(written), int64(sum))
}
