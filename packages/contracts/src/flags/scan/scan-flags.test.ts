import * as babel from "@babel/parser";
import { beforeAll, describe, expect, test } from "vitest";
import { flagCallOf } from "./call-template.ts";
import { scanFlags } from "./scan-flags.ts";
import { scanLimits } from "./scan-limits.ts";
import { loadScriptParser } from "./script-parser.ts";

beforeAll(() => loadScriptParser(babel));

type Files = Readonly<Record<string, string>>;

function scan(files: Files | string, calls: readonly string[] = [], known: readonly string[] = []) {
  const all = typeof files === "string" ? { "web/main.tsx": files } : files;
  return scanFlags({
    paths: Object.keys(all),
    documents: { read: (path) => all[path] },
    calls: calls.map((each) => {
      const call = flagCallOf(each);
      if (call === undefined) throw new Error(`no call: ${each}`);
      return call;
    }),
    knownKeys: new Set(known),
  });
}

/** "key type default,default" for each key; "?" where a default cannot be told. */
function reads(...of: Parameters<typeof scan>) {
  return [...scan(...of).reads].map(
    ([key, { type, defaults, isDefaultUncertain }]) =>
      `${key} ${type} ${[...defaults.map((each) => JSON.stringify(each)), ...(isDefaultUncertain ? ["?"] : [])]}`,
  );
}
const doubts = (...of: Parameters<typeof scan>) =>
  scan(...of).uncertain.map(({ at, key, why }) => [at, ...(key === undefined ? [] : [key]), why].join(" "));

describe("calls of OpenFeature", () => {
  test.each([
    ['await client.getBooleanValue("k", false)', "k boolean false"],
    ['client?.getStringValue("k", `red`)', 'k string "red"'],
    ['this.flags.getNumberDetails("k", -1, context)', "k number -1"],
    ['getObjectValue("k", { a: [1, "x"] })', 'k object {"a":[1,"x"]}'],
    ['const { value } = useBooleanFlagValue("k", !0 as boolean)', "k boolean true"],
    ['useFlag("k", true)', "k boolean true"],
    ['<FeatureFlag flagKey="k" defaultValue={false}>x</FeatureFlag>', "k boolean false"],
    ['client.getBooleanValue("k", fallback())', "k boolean ?"],
  ])("%s", (code, read) => {
    expect(reads(code)).toEqual([read]);
    expect(doubts(code)).toEqual([]);
  });

  test("say where they are, and what they pass elsewhere", () => {
    const found = scan({
      "web/a.ts": 'client.getBooleanValue("k", false);\n  client.getBooleanValue("k", true);',
      "web/b.js": 'client.getBooleanValue("k", false);',
    });
    expect(found.reads.get("k")).toEqual({
      type: "boolean",
      defaults: [false, true],
      isDefaultUncertain: false,
      at: ["web/a.ts:1:1", "web/a.ts:2:3", "web/b.js:1:1"],
    });
    expect(found.files).toBe(2);
  });
});

describe("a key", () => {
  const region = "$" + "{region}";
  const head = "$" + "{HEAD}";
  const read = (key: string) => `client.getBooleanValue(${key}, false)`;
  test.each([
    ["a constant", 'const KEY = "k";', "KEY"],
    ["a member", 'const FLAGS = { a: { b: "k" } } as const;', 'FLAGS.a["b"]'],
    ["a frozen member", 'const FLAGS = Object.freeze({ "a-b": "k" });', 'FLAGS["a-b"]'],
    ["an enum", 'enum Flags { A = "x", B = "k" }', "Flags.B"],
    ["a sum", 'const HEAD = "";', `\`${head}\` + "k"`],
  ])("is followed over %s", (_, before, key) => {
    expect(reads(`${before} ${read(key)}`)).toEqual(["k boolean false"]);
  });

  test("is followed over imports of the same sources", () => {
    expect(
      reads({
        "web/main.ts": `import { FLAGS as F } from "./flags/index.js"; import * as all from "./names"; ${read("F.pay")}; ${read("all.DARK")}`,
        "web/flags/index.ts": 'export * from "./keys";',
        "web/flags/keys.ts": 'export const FLAGS = { pay: "pay" } as const;',
        "web/names.ts": 'const dark = "dark"; export { dark as DARK };',
      }),
    ).toEqual(["pay boolean false", "dark boolean false"]);
  });

  test("may be one of several", () => {
    expect(reads(read('wide ? "a" : "b"'))).toEqual(["a boolean false", "b boolean false"]);
  });

  test.each([
    ["made while it runs", read(`\`pay-${region}\``)],
    ["a parameter", `const isOn = (key) => ${read("key")}`],
    ["a variable", `let key = "k"; ${read("key")}`],
    ["bound twice", `const key = "k"; function f(key) { ${read("key")} }`],
    ["a member that is assigned", `const F = { a: "k" }; F.a = other(); ${read("F.a")}`],
    ["from a package", `import { KEY } from "keys"; ${read("KEY")}`],
    ["a constant that leads to itself", `const a = b; const b = a; ${read("a")}`],
    ["among spread arguments", "client.getBooleanValue(...all)"],
  ])("that is %s is told as uncertain, with its place", (_, code) => {
    expect(reads(code)).toEqual([]);
    expect(doubts(code)).toEqual([
      expect.stringMatching(/^web\/main\.tsx:1:\d+ the key of getBooleanValue is made while it runs$/),
    ]);
  });

  test("read as two types is told", () => {
    expect(doubts('c.getBooleanValue("k", false); c.getStringValue("k", "x")')).toEqual([
      "web/main.tsx:1:32 k it is read as a string here and as a boolean elsewhere",
    ]);
  });
});

describe("what reads flags under another name", () => {
  test.each([
    "const read = client.getBooleanValue;",
    "const { getBooleanValue: read } = client;",
    'import { useFlag as read } from "@openfeature/react-sdk";',
  ])("%s", (code) => {
    expect(doubts(code)).toEqual([expect.stringContaining("goes by another name")]);
  });
});

describe("calls of one's own", () => {
  test("are read with the arguments that are named", () => {
    const own = ["flags.bool({key}, _, {default})", 'colour({key}) = "red"'];
    expect(reads('this.flags.bool("a", ctx, true); other.bool("b", ctx, true); colour("c")', own)).toEqual([
      "a boolean true",
      'c string "red"',
    ]);
  });

  test("make certain what they are made of", () => {
    const code =
      'function isOn(key: string) { return c.getBooleanValue(key, false); }\nisOn("k"); isOn(other)';
    expect(doubts(code)).toHaveLength(1);
    expect(reads(code, ["isOn({key}) = false"])).toEqual(["k boolean false"]);
    expect(doubts(code, ["isOn({key}) = false"])).toEqual([
      "web/main.tsx:2:12 the key of isOn is made while it runs",
    ]);
  });

  test.each([
    "isOn()",
    "isOn({default})",
    "isOn({key}, {key})",
    "is on({key})",
    "f({key}, x)",
    "f({key}, {default}) = 1",
    "(a+)+({key})",
  ])("%s is no such call", (text) => expect(flagCallOf(text)).toBeUndefined());
});

describe("other languages", () => {
  test.each([
    ["svc/main.py", 'client.get_boolean_value("k", False)', "k boolean false"],
    ["svc/main.py", 'client.get_boolean_value(flag_key="k", default_value=True)', "k boolean true"],
    [
      "svc/main.go",
      'v, _ := client.BooleanValue(ctx, "k", false, of.EvaluationContext{})',
      "k boolean false",
    ],
    ["svc/Main.java", 'client.getIntegerValue("k", 12)', "k number 12"],
    ["svc/Main.cs", 'await client.GetStringValueAsync("k", "red");', 'k string "red"'],
    ["web/Page.vue", '<script setup>const on = useFlag("k", false)</script>', "k boolean false"],
  ])("%s: %s", (path, code, read) => {
    expect(reads({ [path]: code })).toEqual([read]);
    expect(doubts({ [path]: code })).toEqual([]);
  });

  test("a key that is no text is told", () => {
    expect(doubts({ "svc/main.go": "\n\tclient.BooleanValue(ctx, key, false)" })).toEqual([
      "svc/main.go:2:9 the key of BooleanValue cannot be read here",
    ]);
  });

  test("a call that never closes costs no more than the limit", () => {
    const code = `client.get_boolean_value(${"(".repeat(500_000)}`;
    expect(doubts({ "svc/main.py": code })).toHaveLength(1);
  });
});

describe("nothing is passed over in silence", () => {
  test("a served key that no known call reads", () => {
    expect(doubts('myOwn.isOn("k")', [], ["k", "other"])).toEqual([
      "web/main.tsx:1:12 k it is named here, and by no call that is known to read flags",
    ]);
    expect(doubts({ "svc/main.rb": 'on?("k")' }, [], ["k"])).toHaveLength(1);
    expect(doubts('const KEY = "k"; c.getBooleanValue(KEY, false)', [], ["k"])).toEqual([]);
  });

  test("a file that cannot be parsed, or is too long", () => {
    expect(doubts("const = ;")).toEqual([expect.stringMatching(/^web\/main\.tsx:1:7 it cannot be parsed: /)]);
    expect(doubts("x".repeat(scanLimits.fileLength + 1))).toEqual([
      expect.stringContaining("(limit fileLength)"),
    ]);
  });

  test.each([
    ["brackets", `${"[".repeat(5_000)}${"]".repeat(5_000)}`],
    ["members", `x${".y".repeat(100_000)}()`],
    ["sums", `f("a"${'+"a"'.repeat(50_000)})`],
  ])("code that nests without end: %s", (_, code) => {
    expect(doubts(code, ["f({key})"]).join()).toMatch(/limit depth|cannot be parsed/);
  });

  test("a sum without end is no key", () => {
    expect(reads(`f("a"${'+"a"'.repeat(200)})`, ["f({key}) = 1"])).toEqual([]);
    expect(reads(`f("a"${'+"b"'.repeat(20)})`, ["f({key}) = 1"])).toHaveLength(1);
  });

  test("more doubts than are listed", () => {
    const many = "c.getBooleanValue(k, false);\n".repeat(scanLimits.uncertain + 5);
    expect(doubts(many).at(-1)).toBe(" there are 5 more such places (limit uncertain)");
  });
});

test("tests, vendored folders and what tools made are not the component's", () => {
  const code = 'c.getBooleanValue("k", false)';
  const paths = [
    "node_modules/a/x.js",
    "web/dist/x.js",
    "web/x.test.ts",
    "web/x.d.ts",
    "web/x.min.js",
    "web/x.md",
  ];
  const found = scan(Object.fromEntries(paths.map((path) => [path, code])));
  expect([found.files, found.reads.size]).toEqual([0, 0]);
});
