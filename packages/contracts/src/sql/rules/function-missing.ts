import { isBuiltinFunction } from "../query/functions.ts";
import { about, type Meeting, type SqlRule, unknown } from "../rule.ts";
import { signatures, signatureText } from "../signatures.ts";

const id = "sql/function-missing";
const fixes = [
  "Create the new function beside the old one, under another name, and drop the old one when no version calls it.",
];

export const rule: SqlRule = {
  id,
  mirror: { waived: "A function that no query calls disturbs nobody." },
  title: "A function is not there, or takes something else",
  explanation:
    "A query calls a function that this state of the schema does not have (42883), or has with other arguments, another result or another body. Functions of PostgreSQL itself and of extensions are taken for granted where the schema that the version was built against did not make them either.",
  check: (meeting) => [...(meeting.now?.functions ?? [])].flatMap((name) => checkOne(meeting, name)),
};

function checkOne(meeting: Meeting, name: string) {
  const { now, built } = meeting;
  const here = now && signatures(now.catalogue, name);
  const before = built && signatures(built.catalogue, name);
  const known = isBuiltinFunction(name.slice(name.lastIndexOf(".") + 1));
  const decides = "a test of the call against this schema";
  if (built && !here && before && !known)
    return [
      {
        ...about(id, meeting, "request"),
        outcome: "breaking" as const,
        why: `the function ${name} does not exist (42883)`,
        fixes,
      },
    ];
  if (built && signatureText(here) !== signatureText(before))
    return [
      unknown(id, meeting, {
        why: `the function ${name} takes, gives or does something else than when the version was built`,
        decides,
        fixes,
      }),
    ];
  if (built || here || known) return [];
  return [
    unknown(id, meeting, {
      why: `the function ${name} is in none of these migrations: an extension may bring it`,
      decides,
      fixes,
    }),
  ];
}
