import { describe, expect, test } from "vitest";
import { drawnReport } from "../../../../test/support/drawn-story.ts";
import { reportOf } from "../../../../test/support/report-story.ts";
import { Story } from "../../../../test/support/story.ts";
import type { Report } from "../analysis/report.ts";
import { shortJson } from "./counterexample.ts";
import { drawReport } from "./draw/draw-report.ts";
import {
  codeBlock,
  codeSpan,
  forHtml,
  forMarkdown,
  forPage,
  forShell,
  forTerminal,
  forWorkflow,
} from "./escape.ts";
import { renderReport } from "./render-report.ts";

const esc = "\u001b";
const nasty = `${esc}[31m\u202e\r\n::error::x ##[add-mask]y |\`\`\`\`<img src=x onerror=y>@team #1 [a](http://b) www.evil.test </details>\u0085\u2028\u{e0041}%0A`;

describe("one function for each place", () => {
  test("a terminal: nothing that acts or hides", () => {
    expect(forTerminal(`a${esc}[2J\u202eb\r\nc\u0007\u009bd\u200be\ufefff`)).toBe(
      "a\\u{1b}[2J\\u{202e}b\\u{d}\\u{a}c\\u{7}\\u{9b}d\\u{200b}e\\u{feff}f",
    );
    expect(forTerminal("Grüße, 世界 🎉")).toBe("Grüße, 世界 🎉");
  });

  test("a workflow command: no second command, no further property", () => {
    expect(forWorkflow("50% a:b,c\nd\r", "message")).toBe("50%25 a:b,c%0Ad\\u{d}");
    expect(forWorkflow("50% a:b,c\nd", "property")).toBe("50%25 a%3Ab%2Cc%0Ad");
  });

  test("Markdown: no markup, link, mention or reference", () => {
    expect(forMarkdown("a|b*c_d`e`<b>&[x](y)")).toBe("a\\|b\\*c\\_d\\`e\\`&lt;b&gt;&amp;\\[x\\]\\(y\\)");
    expect(forMarkdown("@team #12 GH-3 http://a www.b")).toBe(
      "@\u200bteam #\u200b12 GH-\u200b3 http\\:\u200b//a www\u200b.b",
    );
  });

  test("HTML: no tag, no attribute, no mention", () => {
    expect(forHtml(`</summary><b a="c" d='e'>&@x`)).toBe(
      "&lt;/summary&gt;&lt;b a=&quot;c&quot; d=&#39;e&#39;&gt;&amp;@\u200bx",
    );
  });

  test("a page or a picture: no tag, no attribute, no end of a script", () => {
    expect(forPage(`</script><b a="c" d='e'>&\u2028\u0000@x`)).toBe(
      "&lt;/script&gt;&lt;b a=&quot;c&quot; d=&#39;e&#39;&gt;&amp;\\u{2028}\\u{0}@x",
    );
  });

  test("code: the fence is longer than what is inside, a bar ends no cell", () => {
    expect(codeSpan("a``b|c")).toBe("```a``b\\|c```");
    expect(codeSpan("`a")).toBe("`` `a ``");
    expect(codeSpan("")).toBe("` `");
    expect(codeBlock("a\n````\nb", "json")).toBe("`````json\na\n````\nb\n`````");
  });

  test("a shell word: copied, it is one argument", () => {
    expect(forShell("bridge:api")).toBe("bridge:api");
    expect(forShell("bridge api")).toBe('"bridge api"');
    expect(forShell("accept $(rm) -> `x` it's")).toBe("'accept $(rm) -> `x` it'\\''s'");
  });
});

/** A report in which every text of a contract or configuration is hostile. */
function hostile(): Report {
  const label = `2.0${nasty}`;
  const story = new Story()
    .part("web", "web", { versions: ["1", label] })
    .part("api", "service", { versions: ["1", "2"] })
    .link("web -> api")
    .breaks(`web@${label} -> api@1`);
  const base = reportOf(story);
  const finding = {
    id: "1111111111111111",
    ruleId: nasty,
    outcome: "breaking",
    link: "web -> api",
    direction: "request",
    operation: nasty,
    place: { side: "receiver", document: nasty, pointer: nasty },
    why: nasty,
    counterexample: { value: { [nasty]: nasty }, at: `/${nasty}` },
    decides: nasty,
    fixes: [nasty],
  } as const;
  const atOnce = [
    {
      link: "web -> api",
      sender: { component: "web", version: label, age: "new" },
      receiver: { component: "api", version: "1", age: "old" },
      verdict: "breaking",
      findings: [finding.id],
      asRequested: "possible",
      asPlanned: "apart",
      so: nasty,
    },
  ] as const;
  const waiver = { finding: finding.id, reason: nasty, by: nasty, expires: "2026-12-31" };
  const components = base.components.map((each) => ({ ...each, id: each.id === "web" ? "web" : "api" }));
  return {
    ...base,
    from: nasty,
    to: nasty,
    also: [nasty],
    notes: [nasty],
    components,
    findings: { [finding.id]: finding },
    atOnce,
    standing: atOnce,
    waived: [{ ...atOnce[0], waivers: [waiver] }],
    expiredWaivers: [waiver],
    problems: [{ link: "web -> api", revision: nasty, document: nasty, line: 1, column: 2, message: nasty }],
    links: base.links.map((each) => ({ ...each, path: nasty, summary: nasty })),
  };
}

const views = [
  { verb: "check", allowSplit: false },
  { verb: "plan" },
  { verb: "matrix" },
  { verb: "explain", finding: "1111" },
] as const;

describe("a hostile report", () => {
  test.each(views)("on a terminal: $verb", (view) => {
    for (const width of [60, 140]) {
      const { text } = renderReport(hostile(), { ...view, format: "text", colour: false, width });
      expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(text).not.toMatch(/^\s*::/m);
      expect(text).not.toContain("##[");
      const coloured = renderReport(hostile(), { ...view, format: "text", colour: true, width }).text;
      // biome-ignore lint/suspicious/noControlCharactersInRegex: only our own escapes may stand there
      expect(coloured.replace(/\u001b\[(?:0|1|2|35|36|1;31|1;33)m/g, "")).toBe(text);
    }
  });

  test("as annotations: each line is ours", () => {
    const { text } = renderReport(hostile(), {
      verb: "check",
      allowSplit: false,
      format: "github",
      colour: false,
      width: 80,
    });
    const lines = text.trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^::error file=[^:,]+,title=[^:,]+::/);
    expect(lines[1]).toMatch(/^::warning file=[^:,]+,line=1,col=2,title=[^:,]+::/);
    expect(lines[2]).toMatch(/^crossfade: 1 version pair breaks/);
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });

  test("as Markdown: no tag but ours, no table cell too many, no mention, no open fence", () => {
    const { markdown = "" } = renderReport(hostile(), {
      verb: "check",
      allowSplit: false,
      format: "github",
      colour: false,
      width: 80,
    });
    const outside = withoutCode(markdown);
    expect([...outside.matchAll(/<\/?[a-z]+[^>]*>/g)].map(([tag]) => tag)).toEqual([
      "<details>",
      "<summary>",
      "<code>",
      "</code>",
      "</summary>",
      "</details>",
    ]);
    expect(outside).not.toMatch(/[@#](?=\w)|www\.|http:\/\//);
    expect(outside.replace(/^<details>.*$/gm, "")).not.toMatch(/(?<!\\)[[`]/);
    const table = markdown.split("\n").filter((line) => line.startsWith("| ✕"));
    expect(table.map((line) => line.match(/(?<!\\)\|/g)?.length)).toEqual([6]);
    expect(markdown).not.toContain(esc);
    expect(markdown).not.toContain("\u202e");
  });

  test("as JSON: the values are whole, the text is harmless", () => {
    const { text } = renderReport(hostile(), {
      verb: "check",
      allowSplit: false,
      format: "json",
      colour: false,
      width: 80,
    });
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(hostile())));
  });
});

/** Everything in a drawing that a contract or a configuration can name. */
function hostileDrawing(label: string): Report {
  const story = new Story()
    .part("web", "web", { versions: ["1", label] })
    .part("api", "service", { versions: ["1", "2"] })
    .link("web -> api")
    .breaks(`web@${label} -> api@1`);
  const { scenes } = drawnReport(story);
  if (!scenes) throw new Error("no scenes");
  const base = hostile();
  const foreign = (id: string) => (id === "web" ? nasty : id);
  const named = JSON.parse(
    JSON.stringify({
      scenes,
      links: base.links,
      components: base.components,
      planning: reportOf(story).planning,
    }),
    (key, value) => (["id", "component", "sender"].includes(key) && value === "web" ? foreign(value) : value),
  ) as Pick<Report, "scenes" | "links" | "components" | "planning">;
  const atOnce = base.atOnce.map((each) => ({
    ...each,
    sender: { ...each.sender, component: nasty, version: label },
  }));
  return { ...base, ...named, system: nasty, atOnce, standing: [], waived: [] };
}

describe("a hostile drawing", () => {
  const attacks = [
    nasty,
    "</script><script>alert(1)</script>",
    "]]><svg onload=alert(1)>",
    `" onfocus="alert(1)" autofocus="`,
    "--><!--",
    "</title></svg></style><img src=x onerror=alert(1)>",
    "\u2028\u2029\u0000",
    "javascript:alert(1)",
  ];

  const drawn = (label: string) => [
    drawReport(hostileDrawing(label), { format: "html" }).text,
    drawReport(hostileDrawing(label), { format: "svg" }).text,
    drawReport(hostileDrawing(label), { format: "svg", stage: 2 }).text,
  ];

  test.each(attacks)("%j adds no tag, no attribute and no character that acts", (attack) => {
    const [tame, wild] = [drawn("x".repeat(forTerminal(attack).length)), drawn(attack)];
    for (const [index, text] of wild.entries()) {
      expect(tagsOf(text)).toEqual(tagsOf(tame[index] ?? ""));
      expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(text).not.toContain("-->");
    }
  });

  test("the words stand there, as words", () => {
    const [html = ""] = drawn("</script><script>alert(1)</script>");
    expect(html).toContain("&lt;/script&gt;&lt;script&gt;");
    expect(html.match(/<script/g)).toHaveLength(1);
  });

  /** Each tag with the names of its attributes. */
  function tagsOf(text: string): string[] {
    return [...text.matchAll(/<(\/?[a-zA-Z!][^\s/>]*)((?:[^<>"]|"[^"]*")*)>/g)].map(
      ([, name = "", rest = ""]) =>
        `${name} ${[...rest.replace(/"[^"]*"/g, '""').matchAll(/([^\s=/]+)=/g)].map(([, each]) => each).join(" ")}`,
    );
  }
});

/** The Markdown with code blocks and code spans taken out, each by a fence of its own length. A summary is HTML: no spans. */
function withoutCode(markdown: string): string {
  return markdown
    .replace(/^<details>.*$/gm, (line) => line.replaceAll("`", ""))
    .replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, "")
    .replace(/(?<![\\`])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, "");
}

describe("the counterexample on one line", () => {
  const line = (value: unknown, at: string, columns: number) =>
    shortJson(value, at, columns)
      .map((each) => (each.role === "breaks" ? `«${each.text}»` : each.text))
      .join("");
  const value = { items: [{ sku: "A-100", qty: 1 }], shipping: { street: "a", zip: "00000" } };

  test.each([
    [100, '{"items":[{"sku":"A-100","qty":1}],«"shipping"»:{"street":"a","zip":"00000"}}'],
    [60, '{"items":[…],«"shipping"»:{"street":"a","zip":"00000"}}'],
    [44, '{«"shipping"»:{"street":"a","zip":"00000"},…}'],
    [30, '{«"shipping"»:{…},…}'],
    [12, '{«"shipping"»…'],
  ])("at %i columns", (columns, expected) => {
    expect(line(value, "/shipping", columns)).toBe(expected);
  });

  test.each<[string, unknown, string, string]>([
    ["an element of a list", { a: [1, "x"] }, "/a/1", '{"a":[1,«"x"»]}'],
    ["the whole", "x", "", '"x"'],
    ["a member that is missing", { a: 1 }, "/b", '{"a":1}'],
    ["escapes of the pointer", { "a/b~c": 1 }, "/a~1b~0c", '{«"a/b~c"»:«1»}'],
    [
      "a key that is called like a method",
      JSON.parse('{"__proto__":{"x":1}}'),
      "/__proto__/x",
      '{"__proto__":{«"x"»:«1»}}',
    ],
  ])("%s", (_, each, at, expected) => {
    expect(line(each, at, 100)).toBe(expected);
  });

  test("a value nested ten thousand deep, or a million wide, stays one line", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 10_000; level++) deep = [deep];
    expect(line(deep, "/0".repeat(10_000), 80).length).toBeLessThanOrEqual(90);
    expect(line(Array(1_000_000).fill(0), "/999999", 80).length).toBeLessThanOrEqual(90);
  });
});
