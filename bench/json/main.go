package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
)

type Item struct {
	Count int64    `json:"count"`
	Name  string   `json:"name"`
	Price float64  `json:"price"`
	Tags  []string `json:"tags"`
}

type Order struct {
	Customer string           `json:"customer"`
	Id       int64            `json:"id"`
	Items    []Item           `json:"items"`
	Note     *string          `json:"note"`
	Open     bool             `json:"open"`
	Totals   map[string]int64 `json:"totals"`
}

func item(n int64) Item {
	number := strconv.FormatInt(n, 10)
	return Item{n, "item \"" + number + "\" äöü", 0.25 + float64(n), []string{"red", "round", "tag " + number}}
}

func encode(order *Order) []byte {
	text, err := json.Marshal(order)
	if err != nil {
		panic(err)
	}
	return text
}

func main() {
	times, _ := strconv.Atoi(os.Args[1])
	order := Order{"Ana Example", 1, nil, nil, true, map[string]int64{"gross": 1200, "net": 1000, "tax": 200}}
	for n := int64(0); n < 12; n++ {
		order.Items = append(order.Items, item(n))
	}
	text := encode(&order)
	size := 0
	for ; times > 0; times-- {
		var order Order
		if err := json.Unmarshal(text, &order); err != nil {
			panic(err)
		}
		order.Id++
		text = encode(&order)
		size += len(text)
	}
	fmt.Println(string(text))
	fmt.Println(size)
}
