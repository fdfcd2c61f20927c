import type { Kind } from "@crossfade/core";
import { suggestion } from "@crossfade/core";
import { builtInChannels, channelAliases } from "../channels.ts";
import { pathTrouble } from "../paths.ts";
import type { RawComponent } from "../schema.ts";
import type { Rule } from "./rule.ts";

const keyKinds: Partial<Record<keyof RawComponent, readonly Kind[]>> = {
  engine: ["schema"],
  migrations: ["schema"],
  assets: ["web", "add-in", "extension", "mobile", "desktop", "assets"],
  manifest: ["add-in", "extension"],
  file: ["flags", "config"],
  flagCalls: ["service", "worker", "job", "web", "add-in", "extension", "mobile", "desktop"],
};

const hasComponents: Rule = (draft, report) => {
  if (draft.componentIds.length === 0)
    report(["components"], "There is no component.", "Add one, such as `api: { kind: service }`.");
};

const idIsPlain: Rule = (draft, report) => {
  for (const [id] of draft.components)
    if (!/^[A-Za-z][A-Za-z0-9_-]{0,62}$/.test(id))
      report(
        ["components", id],
        "This id cannot be used.",
        "Letters, digits, - and _, beginning with a letter, at most 63.",
        "key",
      );
};

const keyFitsKind: Rule = (draft, report) => {
  for (const [id, component] of draft.components)
    for (const [key, fitting] of Object.entries(keyKinds))
      if (component[key as keyof RawComponent] !== undefined && !fitting.includes(component.kind))
        report(
          ["components", id, key],
          `\`${key}\` does not go with kind ${component.kind}.`,
          `It belongs to ${fitting.join(", ")}.`,
          "key",
        );
};

const channelIsKnown: Rule = (draft, report) => {
  const known = [...builtInChannels.map((each) => each.id), ...draft.channelIds];
  for (const [id, { channel }] of draft.components) {
    if (channel === undefined || known.includes(channel)) continue;
    const alias = Object.hasOwn(channelAliases, channel) ? channelAliases[channel] : undefined;
    const expected = alias === undefined ? suggestion(channel, known) : `Here it is called \`${alias}\`.`;
    report(["components", id, "channel"], `There is no channel \`${channel}\`.`, expected);
  }
};

const pathIsInside: Rule = (draft, report) => {
  const check = (at: (string | number)[], path: string | undefined) => {
    const trouble = path === undefined ? undefined : pathTrouble(path);
    if (trouble !== undefined) report(at, "This path cannot be used.", `Expected ${trouble}.`);
  };
  for (const [id, component] of draft.components) {
    for (const [index, path] of (component.paths ?? []).entries())
      check(["components", id, "paths", index], path);
    for (const key of ["version", "migrations", "assets", "manifest", "file"] as const)
      check(["components", id, key], component[key]);
  }
};

export const componentRules: readonly Rule[] = [
  hasComponents,
  idIsPlain,
  keyFitsKind,
  channelIsKnown,
  pathIsInside,
];
