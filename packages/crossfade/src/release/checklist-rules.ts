import type { ApprovalRule, ChecklistRule } from "@crossfade/core";
import type { ConfigEnvironment } from "../config/environment-config.ts";

/** What every release is asked; a machine answers, with what it saw. */
const alwaysAsked: readonly ChecklistRule[] = [
  { id: "cf-healthy", text: "It runs in production, and is healthy there.", kind: "automatic" },
  { id: "cf-evidence", text: "Errors and what users notice are as before.", kind: "automatic" },
  { id: "cf-way-back", text: "There is a way back, and it was tried.", kind: "automatic" },
  { id: "cf-off-switch", text: "It can be taken from users without a deployment.", kind: "automatic" },
  { id: "cf-users", text: "It is known which users see it.", kind: "automatic" },
  { id: "cf-window", text: "The moment is a good one.", kind: "automatic" },
  { id: "cf-contacts", text: "It is known whom to call.", kind: "automatic" },
];

const productRole = "product";
const askedOfPeople: readonly ChecklistRule[] = [
  { id: "told", text: "Who needs to know has been told.", kind: "human" },
  { id: "product", text: "Product has confirmed it.", kind: "human" },
];

/**
 * The checklist of a release. What a machine cannot tell is asked of people where the environment asks people at all: its
 * own items, else the usual two. An approval of the role "product" is product's confirmation.
 */
export function checklistRules({
  approvals,
  checklist,
}: Pick<ConfigEnvironment, "approvals" | "checklist">): readonly ChecklistRule[] {
  const confirms = approvals.some(isProduct);
  const byApproval: readonly ChecklistRule[] = confirms
    ? [{ id: "cf-product", text: "Product has confirmed it.", kind: "automatic" }]
    : [];
  const usual =
    approvals.length === 0 ? [] : askedOfPeople.filter(({ id }) => id !== productRole || !confirms);
  const own = checklist?.map(({ id, text }): ChecklistRule => ({ id, text, kind: "human" }));
  return [...alwaysAsked, ...byApproval, ...(own ?? usual)];
}

export function isProduct({ role }: Pick<ApprovalRule, "role">): boolean {
  return role === productRole;
}
