package docs

import (
	"fmt"
	"regexp"
	"strings"
)

const end = "<!-- end -->"

// Replace puts content between "<!-- generated: NAME -->" and the next
// "<!-- end -->". A missing marker is an error, so that no table is lost
// without anybody noticing.
func Replace(text, name, content string) (string, error) {
	return between(text, "<!-- generated: "+name+" -->", content)
}

// SetOutput puts the output of a command into its block of a text: between
// "<!-- output: COMMAND -->" and the next "<!-- end -->", in a code fence.
func SetOutput(text, command, output string) (string, error) {
	return between(text, outputMarker(command), "```text\n"+strings.Trim(output, "\n")+"\n```\n")
}

func outputMarker(command string) string { return "<!-- output: " + command + " -->" }

var output = regexp.MustCompile(`<!-- output: (.+?) -->`)

// Commands lists the commands whose output a text shows, in its order.
func Commands(text string) []string {
	var out []string
	for _, m := range output.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

func between(text, start, content string) (string, error) {
	head, rest, ok := strings.Cut(text, start)
	if !ok {
		return text, fmt.Errorf("the text has no marker %q", start)
	}
	_, tail, ok := strings.Cut(rest, end)
	if !ok {
		return text, fmt.Errorf("nothing ends the marker %q: write %q", start, end)
	}
	return head + start + "\n" + strings.Trim(content, "\n") + "\n" + end + tail, nil
}

// cell makes a text fit into one cell of a table.
func cell(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "|", `\|`)
}
