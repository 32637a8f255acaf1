// Package impersonate stands in for Google's impersonation of service accounts, which this server does not offer.
package impersonate

import (
	"context"
	"errors"

	"golang.org/x/oauth2"
)

type CredentialsConfig struct {
	TargetPrincipal, Subject string
	Scopes                   []string
}

func CredentialsTokenSource(context.Context, CredentialsConfig, ...any) (oauth2.TokenSource, error) {
	return nil, errors.New("this server is built without Google Workspace")
}
