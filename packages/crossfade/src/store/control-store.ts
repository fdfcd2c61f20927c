import type {
  ControlStore,
  EvidenceStore,
  FactStore,
  FlagRevisionStore,
  OutboxStore,
  RegistryStore,
  ReleaseStore,
  TokenStore,
} from "@crossfade/core";

/** The parts of a store, each with its own tables. */
export interface StoreParts {
  readonly releases: ReleaseStore;
  readonly facts: FactStore;
  readonly registry: RegistryStore;
  readonly evidence: EvidenceStore;
  readonly tokens: TokenStore;
  readonly outbox: OutboxStore;
  readonly flags: FlagRevisionStore;
}

/** One store of all parts. */
export function joined({
  releases,
  facts,
  registry,
  evidence,
  tokens,
  outbox,
  flags,
}: StoreParts): ControlStore {
  return {
    create: (spec, basis) => releases.create(spec, basis),
    basis: (id) => releases.basis(id),
    read: (id) => releases.read(id),
    journal: (id, afterSeq) => releases.journal(id, afterSeq),
    list: (environment) => releases.list(environment),
    claim: (holder, leaseMs) => releases.claim(holder, leaseMs),
    renew: (lease, leaseMs) => releases.renew(lease, leaseMs),
    release: (lease, seen) => releases.release(lease, seen),
    append: (entry) => releases.append(entry),
    onWake: (wake) => releases.onWake(wake),
    close: () => releases.close(),
    record: (environment, actor, all) => facts.record(environment, actor, all),
    facts: (environment, afterSeq) => facts.facts(environment, afterSeq),
    publish: (version) => registry.publish(version),
    version: (component, label) => registry.version(component, label),
    versions: (component) => registry.versions(component),
    snapshot: (digest) => registry.snapshot(digest),
    evidence: (key) => evidence.evidence(key),
    keepEvidence: (key, value) => evidence.keepEvidence(key, value),
    addToken: (token) => tokens.addToken(token),
    tokenByHash: (hash) => tokens.tokenByHash(hash),
    tokens: () => tokens.tokens(),
    revokeToken: (id, atMs) => tokens.revokeToken(id, atMs),
    enqueue: (messages) => outbox.enqueue(messages),
    due: (limit, leaseMs) => outbox.due(limit, leaseMs),
    settle: (id, outcome) => outbox.settle(id, outcome),
    resend: (id) => outbox.resend(id),
    deliveries: () => outbox.deliveries(),
    flagRevisions: (component, after) => flags.flagRevisions(component, after),
    addFlagRevision: (revision) => flags.addFlagRevision(revision),
  };
}
