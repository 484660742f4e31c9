package draw_test

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/graph/draw"
)

func ExampleSVG() {
	sum := arithmetic(4)
	var picture bytes.Buffer
	if err := draw.SVG(&picture, sum, draw.Title("Sum of a symmetric matrix")); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.HasPrefix(picture.String(), "<svg "), strings.Count(picture.String(), `<g id="layer`), "layers")
	// Output: true 4 layers
}

func ExamplePNG() {
	var picture bytes.Buffer
	err := draw.PNG(&picture, arithmetic(2), draw.Tasks(), draw.ColorBy(draw.Order))
	fmt.Println(err, strings.HasPrefix(picture.String(), "\x89PNG"))
	// Output: <nil> true
}

func ExampleDOT() {
	var picture bytes.Buffer
	if err := draw.DOT(&picture, arithmetic(2), draw.Raw()); err != nil {
		fmt.Println(err)
		return
	}
	for _, line := range strings.Split(picture.String(), "\n") {
		if strings.Contains(line, "->") {
			fmt.Println(strings.TrimSpace(line))
		}
	}
	// Output:
	// layer0 -> layer1 [label="×8"];
	// layer1 -> layer2 [label="×4"];
	// layer2 -> layer3 [label="×4"];
	// layer3 -> layer4 [label="×2"];
}

func ExampleOf() {
	perPosition, perScan := udfRun(4)
	var picture bytes.Buffer
	if err := draw.Of(perPosition, perScan).SVG(&picture, draw.Tasks()); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	fmt.Println(strings.Count(picture.String(), ">part<"), "parts, shared by two results")
	// Output: 4 parts, shared by two results
}

func ExampleExpanded() {
	run, _ := udfRun(40)
	for _, opts := range [][]draw.Option{{draw.Tasks()}, {draw.Tasks(), draw.Expanded()}} {
		var dot strings.Builder
		if err := draw.DOT(&dot, run, opts...); err != nil {
			log.Fatal(err)
		}
		fmt.Println(strings.Count(dot.String(), "shape=circle"), "circles")
	}
	// Output:
	// 1 circles
	// 40 circles
}

func ExampleOrigins() {
	run, _ := udfRun(4)
	var dot strings.Builder
	err := draw.DOT(&dot, run, draw.Origins(func(l *graph.Layer) string { return "made for hits" }))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Contains(dot.String(), "made for hits"))
	// Output: true
}
