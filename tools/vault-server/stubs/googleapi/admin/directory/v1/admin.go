// Package admin stands in for Google Workspace's directory, which the JWT method can ask for a person's groups. This server
// offers it not: a service cannot be made, so nothing else here is ever called.
package admin

import (
	"context"
	"errors"
)

const (
	AdminDirectoryGroupReadonlyScope = "https://www.googleapis.com/auth/admin.directory.group.readonly"
	AdminDirectoryUserReadonlyScope  = "https://www.googleapis.com/auth/admin.directory.user.readonly"
)

var errLeftOut = errors.New("this server is built without Google Workspace")

type Service struct {
	Groups GroupsService
	Users  UsersService
}

func NewService(context.Context, ...any) (*Service, error) { return nil, errLeftOut }

type (
	GroupsService struct{}
	GroupsCall    struct{}
	Group         struct{ Email string }
	Groups        struct{ Groups []*Group }
)

func (GroupsService) List() GroupsCall                              { return GroupsCall{} }
func (c GroupsCall) UserKey(string) GroupsCall                      { return c }
func (c GroupsCall) Domain(string) GroupsCall                       { return c }
func (c GroupsCall) Fields(...string) GroupsCall                    { return c }
func (GroupsCall) Pages(context.Context, func(*Groups) error) error { return errLeftOut }

type (
	UsersService struct{}
	UsersCall    struct{}
	User         struct{ CustomSchemas map[string][]byte }
)

func (UsersService) Get(string) UsersCall             { return UsersCall{} }
func (c UsersCall) Context(context.Context) UsersCall { return c }
func (c UsersCall) Projection(string) UsersCall       { return c }
func (c UsersCall) CustomFieldMask(string) UsersCall  { return c }
func (c UsersCall) Fields(...string) UsersCall        { return c }
func (UsersCall) Do() (*User, error)                  { return nil, errLeftOut }
