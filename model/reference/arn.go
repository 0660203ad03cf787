package reference

import (
	"context"
	"fmt"
	"strings"

	"expresso/model"
	"expresso/model/child"
	"expresso/model/stepfn"
)

// byARN is the machine that a text names by an ARN: its own, that of an execution, or a URL of the
// console. ok is false for a name or a file.
func byARN(what string) (model.ARN, bool) {
	if !strings.HasPrefix(what, "arn:") && !strings.Contains(what, "://") {
		return "", false
	}
	if arn, ok := model.FindARN(what); ok {
		return arn, true
	}
	return model.ARN(what), model.ARN(what).IsARN() // of an emulator, say
}

// elsewhere is the error of a machine that is not where requests go, nil if it is there as far
// as its ARN says.
func elsewhere(ctx context.Context, arn model.ARN, on model.Info) error {
	region := child.Flag("--region", arn.Region())
	account := on.Account
	if account == "" {
		account = accountOf(ctx, on)
	}
	switch {
	case on.Local && on.Account != arn.Account():
		return model.WithHint(fmt.Errorf("%s is on AWS, in account %s, but this is the embedded target", arn, arn.Account()), giving(ctx, arn))
	case on.Name == "aws" && account != "" && account != arn.Account(): // an emulator may take any
		return model.WithHint(fmt.Errorf("%s is in account %s, but requests go to %s", arn, arn.Account(), account), giving(ctx, arn))
	case arn.Region() != on.Region && on.Profile != "":
		return model.WithHint(fmt.Errorf("%s is in %s, but requests go to %s", arn, arn.Region(), on.Region), "give "+child.Flag("--profile", on.Profile)+" "+region)
	case arn.Region() != on.Region:
		return model.WithHint(fmt.Errorf("%s is in %s, but requests go to %s", arn, arn.Region(), on.Region), "give "+region)
	}
	return nil
}

// accountOf is the account of a target's profile, "" if the configuration does not say.
func accountOf(ctx context.Context, on model.Info) string {
	if on.Name != "aws" || on.Profile == "" {
		return ""
	}
	p, err := stepfn.ReadProfile(ctx, on.Profile)
	if err != nil {
		return ""
	}
	return p.Account
}

// giving says which flags reach a machine: those of profiles of its account, as far as the
// configuration says.
func giving(ctx context.Context, arn model.ARN) string {
	var all []string
	for _, place := range (Directory{}).Fitting(ctx, arn) {
		if given := flags(place.With); given != "" {
			all = append(all, given)
		}
	}
	if len(all) == 0 {
		return "give --profile NAME " + child.Flag("--region", arn.Region()) + ", with a profile of account " + arn.Account()
	}
	more := ""
	if n := len(all) - maxGiving; n > 0 {
		more = fmt.Sprintf(", or %d others of this account", n)
	}
	return "give " + strings.Join(all[:min(len(all), maxGiving)], ", or ") + more
}

// maxGiving is how many ways to reach a machine a hint names.
const maxGiving = 3
