package main

import (
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
)

var syllables = strings.Fields("ba ce di fo gu ha je ki lo mu na pe ri so tu va")

func word(n int) string {
	if n < 16 {
		return syllables[n]
	}
	return word(n/16) + syllables[n%16]
}

func next(seed int) int {
	return (seed*1103515245 + 12345) & 2147483647
}

func page() string {
	var text strings.Builder
	seed := 42
	for left := 20000; left > 0; left-- {
		second := next(seed)
		text.WriteString(word((seed / 64 % 8192) * (second / 64 % 8192) / 8192))
		if left%12 == 0 {
			text.WriteByte('\n')
		} else {
			text.WriteByte(' ')
		}
		seed = next(second)
	}
	return text.String()
}

func main() {
	times, _ := strconv.Atoi(os.Args[1])
	text := strings.Repeat(page(), times)
	counts := map[string]int{}
	for _, word := range strings.Fields(text) {
		counts[word]++
	}
	words := make([]string, 0, len(counts))
	for word := range counts {
		words = append(words, word)
	}
	sort.Slice(words, func(i, j int) bool {
		a, b := counts[words[i]], counts[words[j]]
		return a > b || a == b && words[i] < words[j]
	})
	fmt.Printf("%d bytes, %d words\n", len(text), len(counts))
	for _, word := range words[:10] {
		fmt.Println(counts[word], word)
	}
}
