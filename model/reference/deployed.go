package reference

import (
	"context"
	"fmt"

	"expresso/model"
	"expresso/model/embedded"
	"expresso/model/local"
	"expresso/model/pull"
	"expresso/model/stepfn"
)

// Deployed reads deployed machines: on the named target, or where their ARNs say.
type Deployed struct {
	Resolver *Resolver

	targets map[string]Target // by region
}

// Named reads the machine that a person names: by an ARN, or by a name on the target that was
// named.
func (d *Deployed) Named(ctx context.Context, what string) (model.Description, model.ARN, error) {
	if arn, ok := byARN(what); ok {
		said, err := d.At(ctx, arn)
		return said, arn, err
	}
	if isFile(what) {
		return model.Description{}, "", model.WithHint(fmt.Errorf("%s is a file, not a deployed machine", what), "name a machine or its ARN")
	}
	if !d.Resolver.isRemote() {
		return model.Description{}, "", model.WithHint(fmt.Errorf("cannot tell where %s is deployed", what), "name its ARN, or its target with --profile, --region or --endpoint-url")
	}
	on, err := d.target(ctx, "")
	if err != nil {
		return model.Description{}, "", err
	}
	arn, err := d.Resolver.find(ctx, on.Bench.Target, nil, what)
	if err != nil {
		return model.Description{}, "", err
	}
	said, err := describe(ctx, on, arn)
	return said, arn, err
}

// At reads the machine that an ARN names.
func (d *Deployed) At(ctx context.Context, arn model.ARN) (model.Description, error) {
	switch {
	case arn.Machine() == "":
		return model.Description{}, fmt.Errorf("%s is not the ARN of a state machine", arn)
	case arn.Account() == embedded.Account && !d.Resolver.isRemote():
		return model.Description{}, model.WithHint(fmt.Errorf("%s is a machine of the embedded target: its definition is already here", arn.Machine()),
			"name one on AWS, or another endpoint with --endpoint-url")
	}
	on, err := d.target(ctx, arn.Region())
	if err != nil {
		return model.Description{}, err
	}
	if err := elsewhere(ctx, arn, on.Bench.Target.Info()); err != nil {
		return model.Description{}, err
	}
	return describe(ctx, on, arn)
}

func describe(ctx context.Context, on Target, arn model.ARN) (model.Description, error) {
	said, err := on.Bench.Target.Describe(ctx, arn)
	if err != nil {
		return said, &ServiceError{err}
	}
	return said, nil
}

// target opens the target that was named, in a region where none was.
func (d *Deployed) target(ctx context.Context, region string) (Target, error) {
	if on, ok := d.targets[region]; ok {
		return on, nil
	}
	r := *d.Resolver
	if r.Remote.Region == "" && r.Remote.Endpoint == "" {
		r.Remote.Region = region
	}
	target, err := stepfn.Connect(ctx, r.Remote)
	if err != nil {
		return Target{}, err
	}
	if d.targets == nil {
		d.targets = map[string]Target{}
	}
	d.targets[region] = r.target(target, nil, r.bench())
	return d.targets[region], nil
}

// Sources are the machines of a folder that a user names: one of the project file by its name or
// ARN, one that is deployed where the flags say, or with "" all of the project file.
func (d *Deployed) Sources(ctx context.Context, l *local.Local, what string) ([]pull.Source, error) {
	known := l.Sources()
	if what == "" {
		if len(known) == 0 {
			return nil, model.WithHint(fmt.Errorf("the project file names no deployed machine"), "pull one with: expresso pull ARN, or name it with: expresso project set --machine NAME source.arn ARN")
		}
		return known, nil
	}
	arn, isARN := byARN(what)
	for _, of := range known {
		if of.Machine == what || isARN && of.ARN == arn {
			return []pull.Source{of}, nil
		}
	}
	if isARN {
		return []pull.Source{{Machine: arn.Machine(), ARN: arn}}, nil
	}
	_, arn, err := d.Named(ctx, what)
	return []pull.Source{{Machine: what, ARN: arn}}, err
}
