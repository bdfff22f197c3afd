package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

func main() {
	count, _ := strconv.Atoi(os.Args[1])
	var text strings.Builder
	for i := 0; i < count; i++ {
		text.WriteString(strconv.Itoa(i * 7))
		text.WriteByte(',')
	}
	pieces := strings.Split(text.String(), ",")
	sum := 0
	changed := make([]string, 0, len(pieces))
	for _, piece := range pieces {
		value, _ := strconv.Atoi(piece)
		sum += value
	}
	for _, piece := range pieces {
		changed = append(changed, "<"+piece+">")
	}
	joined := strings.Join(changed, "; ")
	replaced := strings.ReplaceAll(joined, "; ", " and ")
	fmt.Println(text.Len(), len(pieces), sum, len(replaced))
}
