package clinical

import "log/slog"

// What a person answered never reaches a log: each type that holds answers
// writes itself there as one word. A map of answers is no such type; it is
// never logged by itself.
const redacted = "[redacted]"

// LogValue hides the answer.
func (Answer) LogValue() slog.Value { return slog.StringValue(redacted) }

// LogValue hides who agreed to what, and the answers then.
func (GoAhead) LogValue() slog.Value { return slog.StringValue(redacted) }

// LogValue hides what happened.
func (Event) LogValue() slog.Value { return slog.StringValue(redacted) }

// LogValue hides the person.
func (Case) LogValue() slog.Value { return slog.StringValue(redacted) }
