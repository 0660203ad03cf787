package embedded

import (
	"fmt"
	"net/http"
	"slices"

	"expresso/model/limit"
)

type tag struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// tagBytes is what tags take of the account of memory.
func tagBytes(tags []tag) (bytes int64) {
	for _, t := range tags {
		bytes += int64(len(t.Key)+len(t.Value)) + 32
	}
	return bytes
}

// maxTagged is how many tags a request may name: what is wrong with each of them is reported.
const maxTagged = 200

// tags reports tags that the model does not allow.
func (c *constraints) tags(tags []tag) {
	if len(tags) > maxTagged {
		c.violated(fmt.Sprintf("of %d elements", len(tags)), "tags", fmt.Sprintf("have length less than or equal to %d", maxTagged))
		return
	}
	for i, t := range tags {
		c.required(t.Key, member("tags", i, "key"))
		c.atMost(limit.TagKey, t.Key, member("tags", i, "key"))
		c.atMost(limit.TagValue, t.Value, member("tags", i, "value"))
	}
}

// member is how constraints name a member of a list's element.
func member(list string, i int, name string) string {
	return fmt.Sprintf("%s.%d.member.%s", list, i+1, name)
}

// merge returns tags with more, in the place of those with the same keys or behind them.
func merge(tags, more []tag, arn string) ([]tag, error) {
	tags = slices.Clone(tags)
	for _, t := range more {
		if i := slices.IndexFunc(tags, func(old tag) bool { return old.Key == t.Key }); i >= 0 {
			tags[i] = t
			continue
		}
		if tags = append(tags, t); len(tags) > limit.Tags {
			e := fault("TooManyTags", "Too many tags: '%s' can have at most %d", arn, limit.Tags)
			e.resource = arn
			return nil, e
		}
	}
	return tags, nil
}

type tagRequest struct {
	ResourceArn string `json:"resourceArn"`
	Tags        []tag  `json:"tags"`
}

func (s *Service) tagResource(from caller, in *tagRequest) (*empty, error) {
	var c constraints
	if in.Tags == nil {
		c.violated("null", "tags", "not be null")
	}
	c.tags(in.Tags)
	return retag(s, from, in.ResourceArn, &c, func(tags []tag) ([]tag, error) { return merge(tags, in.Tags, in.ResourceArn) })
}

type untagRequest struct {
	ResourceArn string   `json:"resourceArn"`
	TagKeys     []string `json:"tagKeys"`
}

func (s *Service) untagResource(from caller, in *untagRequest) (*empty, error) {
	var c constraints
	if in.TagKeys == nil {
		c.violated("null", "tagKeys", "not be null")
	}
	return retag(s, from, in.ResourceArn, &c, func(tags []tag) ([]tag, error) {
		return slices.DeleteFunc(slices.Clone(tags), func(t tag) bool { return slices.Contains(in.TagKeys, t.Key) }), nil
	})
}

type listTagsRequest struct {
	ResourceArn string `json:"resourceArn"`
}

type listTagsResponse struct {
	Tags []tag `json:"tags"`
}

func (s *Service) listTagsForResource(from caller, in *listTagsRequest) (*listTagsResponse, error) {
	out := &listTagsResponse{Tags: []tag{}}
	_, err := retag(s, from, in.ResourceArn, new(constraints), func(tags []tag) ([]tag, error) {
		out.Tags = append(out.Tags, tags...)
		return tags, nil
	})
	return out, err
}

// retag gives a resource the tags that change makes of those that it has, unless c has
// something against the request. State machines have tags, their versions and aliases have
// none (recorded), and there are no activities.
func retag(s *Service, from caller, resource string, c *constraints, change func([]tag) ([]tag, error)) (*empty, error) {
	c.arn(resource, "resourceArn")
	if err := c.err(); err != nil {
		return nil, err
	}
	parts, err := splitARN(resource, "stateMachine", "activity")
	if err != nil {
		return nil, err
	}
	notFound := fault("ResourceNotFound", "Resource not found: '%s'", resource).withStatus(http.StatusNotFound)
	notFound.resource = resource
	if parts[5] != "stateMachine" {
		return nil, notFound
	}
	arn, err := parseMachineARN(resource)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.unqualified(from, arn)
	if err != nil {
		return nil, notFound
	}
	tags, err := change(m.tags)
	if err != nil {
		return nil, err
	}
	if more := tagBytes(tags) - tagBytes(m.tags); more > 0 && !s.memory.Take(more) {
		return nil, noMemory()
	} else if more < 0 {
		s.memory.Give(-more)
	}
	m.tags = tags
	return &empty{}, nil
}
