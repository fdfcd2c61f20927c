/**
 * A rule names one way in which two sides can fail to understand each other. Rules speak of roles (client and server,
 * sender and receiver), never of old and new: the analysis compares every version pair that is in contact, so a change
 * is met once as "old client, new server" and once as "new client, old server", each time by the same rules.
 *
 * What must not be forgotten is the other *flow*: what can go wrong with a request can go wrong with a response.
 * `mirror` names the rule that sees the same disagreement in the opposite flow. A rule may be its own mirror where
 * roles are symmetrical (messages: exchange the two versions), or waive it with the reason why no such flow exists.
 * test: src/rule.test.ts holds mirrors against each other.
 */
export interface RuleInfo {
  /** "http/endpoint-missing": the medium's kind, then a kebab-case name equal to the file's name. */
  readonly id: string;
  readonly mirror: string | { readonly waived: string };
  /** A headline of a few words. */
  readonly title: string;
  /** What it means, when it happens, how to get round it: a short paragraph for the docs. */
  readonly explanation: string;
}

/** `Subject` is what the one shared walk hands to every rule: for http a paired operation, for events a paired type. */
export interface Rule<Subject, Result> extends RuleInfo {
  check(subject: Subject): readonly Result[];
}
