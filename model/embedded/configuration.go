package embedded

import (
	"slices"
	"strings"
)

// configuration is what a revision has besides its definition and role. It is checked,
// kept and described: the service itself writes no logs, traces nothing and encrypts
// nothing.
type configuration struct {
	logging    logging
	tracing    tracing
	encryption encryption
}

type logging struct {
	Level                string        `json:"level"`
	IncludeExecutionData bool          `json:"includeExecutionData"`
	Destinations         []destination `json:"destinations,omitzero"`
}

type destination struct {
	CloudWatchLogsLogGroup struct {
		LogGroupArn string `json:"logGroupArn,omitempty"`
	} `json:"cloudWatchLogsLogGroup"`
}

type tracing struct {
	Enabled bool `json:"enabled"`
}

type encryption struct {
	Type                         string `json:"type"`
	KmsKeyID                     string `json:"kmsKeyId,omitempty"`
	KmsDataKeyReusePeriodSeconds int    `json:"kmsDataKeyReusePeriodSeconds,omitempty"`
}

const (
	loggingOff  = "OFF"
	ownedKey    = "AWS_OWNED_KEY"
	customerKey = "CUSTOMER_MANAGED_KMS_KEY"
	// usualReuse is for how many seconds a data key is used again unless a request says.
	usualReuse = 300
)

// usualConfiguration is that of a machine whose request says nothing.
var usualConfiguration = configuration{logging: logging{Level: loggingOff}, encryption: encryption{Type: ownedKey}}

func (c configuration) equal(other configuration) bool {
	a, b := c.logging, other.logging
	return a.Level == b.Level && a.IncludeExecutionData == b.IncludeExecutionData && slices.Equal(a.Destinations, b.Destinations) &&
		c.tracing == other.tracing && c.encryption == other.encryption
}

// configurationRequest is what requests say of it. Absent members change nothing.
type configurationRequest struct {
	LoggingConfiguration    *logging    `json:"loggingConfiguration"`
	TracingConfiguration    *tracing    `json:"tracingConfiguration"`
	EncryptionConfiguration *encryption `json:"encryptionConfiguration"`
}

// constrain reports what the model does not allow.
func (r *configurationRequest) constrain(c *constraints) {
	if l := r.LoggingConfiguration; l != nil {
		if l.Level != "" {
			c.oneOf(l.Level, "loggingConfiguration.level", "ALL", "ERROR", "FATAL", loggingOff)
		}
		for i, d := range l.Destinations {
			c.atMost(256, d.CloudWatchLogsLogGroup.LogGroupArn, member("loggingConfiguration.destinations", i, "cloudWatchLogsLogGroup.logGroupArn"))
		}
	}
	if e := r.EncryptionConfiguration; e != nil {
		if c.required(e.Type, "encryptionConfiguration.type"); e.Type != "" {
			c.oneOf(e.Type, "encryptionConfiguration.type", ownedKey, customerKey)
		}
		c.atMost(2048, e.KmsKeyID, "encryptionConfiguration.kmsKeyId")
		if e.KmsDataKeyReusePeriodSeconds != 0 {
			c.between(60, 900, e.KmsDataKeyReusePeriodSeconds, "encryptionConfiguration.kmsDataKeyReusePeriodSeconds")
		}
	}
}

// apply returns the configuration with what the request changes.
func (r *configurationRequest) apply(c configuration) (configuration, error) {
	if l := r.LoggingConfiguration; l != nil {
		if l.Level == "" {
			l.Level = loggingOff
		}
		if err := l.check(); err != nil {
			return c, err
		}
		c.logging = *l
	}
	if r.TracingConfiguration != nil {
		c.tracing = *r.TracingConfiguration
	}
	if e := r.EncryptionConfiguration; e != nil {
		switch {
		case e.Type == customerKey && e.KmsKeyID == "":
			return c, fault("InvalidEncryptionConfiguration", "Invalid Encryption Configuration: 'kmsKeyId must be specified with type %s'", customerKey)
		case e.Type == ownedKey && (e.KmsKeyID != "" || e.KmsDataKeyReusePeriodSeconds != 0):
			return c, fault("InvalidEncryptionConfiguration",
				"Invalid Encryption Configuration: 'kmsKeyId and kmsDataKeyReusePeriodSeconds cannot be specified with type %s'", ownedKey)
		}
		c.encryption = *e
		if e.Type == customerKey && e.KmsDataKeyReusePeriodSeconds == 0 {
			c.encryption.KmsDataKeyReusePeriodSeconds = usualReuse
		}
	}
	return c, nil
}

// check reports what AWS does not take though the model does. Whether there is such a log
// group nobody here knows.
func (l *logging) check() error {
	invalid := func(why string) error {
		return fault("InvalidLoggingConfiguration", "Invalid Logging Configuration: %s", why)
	}
	if len(l.Destinations) > 1 || len(l.Destinations) == 0 && l.Level != loggingOff {
		return invalid("Must specify exactly one Log Destination.")
	}
	for _, d := range l.Destinations {
		parts := strings.Split(d.CloudWatchLogsLogGroup.LogGroupArn, ":")
		if parts[0] == "" {
			return invalid("Must specify exactly one Log Destination.")
		}
		switch {
		case len(parts) < 7 || len(parts) > 8 || parts[0] != "arn" || parts[2] != "logs" || parts[5] != "log-group" || parts[6] == "":
			return invalid("Log Destination not found.")
		case len(parts) == 7 || parts[7] != "*":
			return invalid("Log Group ARN must be provided with '*' qualifier.")
		}
	}
	return nil
}

// checkRole reports what is no IAM role's ARN.
func checkRole(arn string) error {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) == 6 && parts[0] == "arn" && parts[2] == "iam" && isAccount(parts[4]) {
		if name, ok := strings.CutPrefix(parts[5], "role/"); ok && name != "" {
			return nil
		}
	}
	return fault("InvalidArn", "Invalid Role Arn: '%s'", arn)
}
