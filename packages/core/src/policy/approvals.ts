/** So many people of a role have to say yes. */
export interface ApprovalRule {
  readonly role: string;
  readonly count: number;
}

export interface Approval {
  readonly role: string;
  /** Who: one person counts once, whatever the roles. */
  readonly by: string;
  /** What was shown. */
  readonly planHash: string;
  readonly atMs: number;
  /** It counts up to, and without, this moment. */
  readonly expiresMs: number;
}

export interface MissingApproval {
  readonly role: string;
  readonly missing: number;
}

/**
 * Whose yes is still missing. An approval counts for the plan that was shown and until it expires. A person counts once,
 * and for the role in which it helps most: whoever has two roles does not fill both.
 */
export function missingApprovals(
  rules: readonly ApprovalRule[],
  approvals: readonly Approval[],
  { planHash, nowMs }: { readonly planHash: string; readonly nowMs: number },
): readonly MissingApproval[] {
  const valid = approvals.filter((each) => each.planHash === planHash && nowMs < each.expiresMs);
  const seats = rules.flatMap(({ role, count }) => new Array<string>(count).fill(role));
  const taken = seated(seats, rolesByPerson(valid));
  return rules.flatMap(({ role }) => {
    const missing = seats.filter((seat, index) => seat === role && taken[index] === undefined).length;
    return missing === 0 ? [] : [{ role, missing }];
  });
}

function rolesByPerson(approvals: readonly Approval[]): ReadonlyMap<string, ReadonlySet<string>> {
  const people = new Map<string, Set<string>>();
  for (const { by, role } of approvals) people.set(by, (people.get(by) ?? new Set()).add(role));
  return people;
}

/** Who sits where: a largest matching of people and seats (augmenting paths, Kuhn 1955). */
function seated(
  seats: readonly string[],
  people: ReadonlyMap<string, ReadonlySet<string>>,
): readonly (string | undefined)[] {
  const taken = new Array<string | undefined>(seats.length).fill(undefined);
  const seat = (person: string, tried: Set<number>): boolean => {
    for (const [index, role] of seats.entries()) {
      if (tried.has(index) || people.get(person)?.has(role) !== true) continue;
      tried.add(index);
      const sitting = taken[index];
      if (sitting !== undefined && !seat(sitting, tried)) continue;
      taken[index] = person;
      return true;
    }
    return false;
  };
  for (const person of people.keys()) seat(person, new Set());
  return taken;
}
