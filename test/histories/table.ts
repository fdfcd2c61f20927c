import type { JudgedFinding, JudgedMeeting } from "./judged.ts";

/** One line for each meeting: who met, how much was sent, and what came of it by rule. */
export function lineOf({ meeting, findings }: JudgedMeeting): string {
  const { history, pair, way, operations } = meeting;
  const counts = (["breaking", "unknown", "notice"] as const)
    .map((outcome) => [outcome, byRule(findings.filter((each) => each.outcome === outcome))] as const)
    .filter(([, rules]) => rules !== "")
    .map(([outcome, rules]) => `${outcome} ${rules}`);
  const said = counts.length === 0 ? "nothing" : counts.join("; ");
  return `${history} ${pair} ${way}, ${operations} sent: ${said}`;
}

/** Every meeting, then what was not decided: its share of all that was sent, and the reasons without their particulars. */
export function tableOf(all: readonly JudgedMeeting[]): string {
  const histories = [...new Set(all.map(({ meeting }) => meeting.history))];
  const parts = histories.flatMap((history) => {
    const own = all.filter(({ meeting }) => meeting.history === history);
    return [...own.map(lineOf), ...undecidedLines(history, own), ""];
  });
  return `${parts.join("\n")}`;
}

function undecidedLines(history: string, own: readonly JudgedMeeting[]): readonly string[] {
  const sent = own.reduce((sum, { meeting }) => sum + meeting.operations, 0);
  const open = own.flatMap(({ findings }) => findings.filter(({ outcome }) => outcome === "unknown"));
  const touched = own.reduce((sum, { findings }) => {
    const unknown = findings.filter(({ outcome }) => outcome === "unknown");
    return sum + new Set(unknown.map(({ observation }) => observation.operation)).size;
  }, 0);
  const share = ((100 * touched) / sent).toFixed(1);
  const reasons = tally(open.map(reasonOf)).map(([reason, count]) => `  ${count} x ${reason}`);
  return [`${history}: unknown in ${touched} of ${sent} sent (${share} %)`, ...reasons];
}

/** `http/response-status: the server may answer N, the client knows N`: places, values and numbers left out. */
function reasonOf({ observation, doubt }: JudgedFinding): string {
  const why = doubt ?? observation.why;
  const plain = why
    .replace(/^(message|request body|response \d+ (body|header)|[a-z]+ parameter \S+)[^:]*: /, "")
    .replace(/"[^"]*"/g, '"…"')
    .replace(/\d+/g, "N")
    .replace(/N(, N)+/g, "N");
  return `${observation.ruleId}: ${plain}`;
}

function byRule(findings: readonly JudgedFinding[]): string {
  return tally(findings.map(({ observation }) => observation.ruleId.replace(/^[a-z]+\//, "")))
    .map(([rule, count]) => `${rule} ${count}`)
    .join(", ");
}

function tally(words: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}
