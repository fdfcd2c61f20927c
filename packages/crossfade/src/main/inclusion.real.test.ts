import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { tree } from "../../../../test/support/tree.ts";

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const entry = new URL("crossfade.ts", import.meta.url).pathname;

function included(files: Readonly<Record<string, string>>, args: readonly string[], input = "") {
  const cwd = tree(files);
  const run = spawnSync(
    process.execPath,
    ["--conditions=crossfade-source", "--import", tsx, entry, "schema", "included", ...args],
    { encoding: "utf8", cwd, input },
  );
  return { ...run, lines: run.stdout.trimEnd().split("\n") };
}

const line = (question: object) => JSON.stringify(question);

test("a schema that refers to a file beside it is refuted with a value", () => {
  const { status, lines } = included(
    {
      "sent.json":
        '{ "type": "object", "properties": { "name": { "type": "string" } }, "required": ["name"] }',
      "api/accepted.yaml": "properties: { name: { $ref: short.yaml } }",
      "api/short.yaml": "maxLength: 3",
    },
    ["sent.json", "api/accepted.yaml"],
  );
  expect(status).toBe(1);
  expect(lines).toEqual([
    "refuted: at most 3 characters are accepted, more may be sent at /name",
    '{"name":"text"}',
    "read as 2020-12 where no $schema says otherwise, sender open, receiver strict",
  ]);
});

test("an answer names the reading that it holds for", () => {
  const { status, lines } = included(
    { "sent.json": '{ "properties": { "a": {} } }', "accepted.json": '{ "additionalProperties": false }' },
    [
      "sent.json",
      "accepted.json",
      "--dialect",
      "draft-07",
      "--sender",
      "closed",
      "--receiver",
      "tolerant",
      "--json",
    ],
  );
  expect([status, JSON.parse(lines.join("\n"))]).toEqual([
    0,
    { verdict: "proved", dialect: "draft-07", sender: "closed", receiver: "tolerant" },
  ]);
});

test("a batch is answered line by line, in order, and says which line is no question", () => {
  const input = [
    line({ id: "a", sent: { type: "integer" }, accepted: { type: "number" } }),
    line({ id: "b", sent: { type: "number" }, accepted: { type: "integer" }, dialect: "draft-07" }),
    line({ id: "c", sent: { pattern: "(?=x)y" }, accepted: { minLength: 1 } }),
    "nonsense",
    line({ id: "d", sent: true }),
    line({ id: "e", sent: true, accepted: true, dialect: "draft-99" }),
  ].join("\n");
  const { status, lines } = included({}, ["--batch", "-"], `${input}\n`);
  const answers = lines.map((each) => JSON.parse(each) as { id: unknown; verdict: string; reason?: string });
  expect(answers.map(({ id, verdict }) => [id, verdict])).toEqual([
    ["a", "proved"],
    ["b", "refuted"],
    ["c", "unknown"],
    [null, "error"],
    ["d", "error"],
    ["e", "error"],
  ]);
  expect(answers.slice(3).map((each) => each.reason)).toEqual([
    "line 4 is not JSON",
    "line 5 lacks accepted",
    expect.stringContaining("line 6: the dialect is none of"),
  ]);
  expect(status).toBe(2);
});

test("a pattern that never ends to match does not stop the answer", () => {
  const question = { id: 1, sent: { type: "string" }, accepted: { pattern: "^(a+)+$" } };
  const { lines } = included({}, ["--batch", "-"], `${line(question)}\n`);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ id: 1, verdict: "refuted" });
});

test("a file that is not there is one clear answer", () => {
  const { status, stderr } = included({ "a.json": "{}" }, ["a.json", "b.json"]);
  expect([status, stderr]).toEqual([
    2,
    "error CF_FILE_UNREADABLE: b.json cannot be read: there is no such file.\n  Check the path and its permissions.\n",
  ]);
});
