// Command compose-check loads a Compose file as `docker compose` does, with the same loader: interpolation, the Compose
// specification's JSON schema, references between services, networks, volumes and secrets. It needs no Docker engine.
//
//	compose-check FILE [OVERRIDE ...]
//
// It prints the resolved project as JSON. What is wrong goes to stderr, with exit status 1.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/sirupsen/logrus"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: compose-check FILE [OVERRIDE ...]")
		os.Exit(2)
	}
	// A warning, such as for a variable that is not set, is a mistake here.
	warnings := &counter{}
	logrus.AddHook(warnings)
	text, err := load(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "compose-check:", err)
		os.Exit(1)
	}
	if warnings.count > 0 {
		os.Exit(1)
	}
	fmt.Println(string(text))
}

func load(paths []string) ([]byte, error) {
	options, err := cli.NewProjectOptions(paths, cli.WithOsEnv)
	if err != nil {
		return nil, err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return nil, err
	}
	return project.MarshalJSON()
}

type counter struct{ count int }

func (c *counter) Levels() []logrus.Level { return []logrus.Level{logrus.WarnLevel, logrus.ErrorLevel} }

func (c *counter) Fire(*logrus.Entry) error {
	c.count++
	return nil
}
