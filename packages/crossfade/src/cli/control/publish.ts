import type { Command } from "commander";
import { forTerminal } from "../../render/escape.ts";
import type { PublishRequest } from "../../wire/requests.ts";
import type { Published } from "../../wire/views.ts";
import type { CollectRequest } from "../control-ports.ts";
import { usage } from "../options.ts";
import { type ControlContext, connect, printJson, type ServerFlags, withServer } from "./control-context.ts";
import { versionOf, versionsByComponent } from "./version-argument.ts";

interface PublishFlags extends ServerFlags {
  readonly all?: boolean;
  readonly fromDir?: string;
  readonly revision?: string;
  readonly against?: Readonly<Record<string, string>>;
  readonly artifactDigest?: string;
}

const verb = "crossfade publish";

export function addPublish(program: Command, context: ControlContext): void {
  withServer(program.command("publish"))
    .summary("tell the control plane what a version promises")
    .description(
      "Publishes the contracts of versions: crossfade.yaml and every document that a link of theirs names, never source code. What is published never changes; the very same once more is fine.",
    )
    .argument("[component[@version]...]", "which; without a version the one that the checkout names")
    .option("--all", "every component of crossfade.yaml that has versions")
    .option("--from-dir <dir>", "from a folder instead of the work tree")
    .option("--revision <ref>", "from a revision of git instead of the work tree")
    .option(
      "--against <component@version>",
      "a version that it was built against; repeatable",
      versionsByComponent,
    )
    .option(
      "--artifact-digest <digest>",
      "the digest of what will be deployed, such as sha256:…; of one version",
    )
    .addHelpText(
      "after",
      `
Exit code: 0 published, or the very same was there; 2 error: other content has the label, for one.

Examples:
  crossfade publish api@2.0.0
  crossfade publish --all --revision v2.0.0
  crossfade publish web@1.9.0 --against api@1.9.4 --artifact-digest sha256:9f86d081…
`,
    )
    .action((names: readonly string[], _: unknown, command: Command) =>
      publish(context, names, command.optsWithGlobals<PublishFlags>()),
    );
}

async function publish(
  context: ControlContext,
  names: readonly string[],
  flags: PublishFlags,
): Promise<void> {
  const request = collectRequest(names, flags);
  const api = await connect(context, flags);
  const collected = (await context.ports.collect(request)).map((each) => withClaims(each, flags));
  if (flags.artifactDigest !== undefined && collected.length !== 1)
    throw usage("--artifact-digest is of one version: publish the others on their own.", verb);
  const published: Published[] = [];
  for (const each of collected) {
    const done = await api.publish(each);
    published.push(done);
    if (flags.json !== true) context.io.stdout(`${forTerminal(sentence(done))}\n`);
  }
  if (flags.json === true) printJson(context, { published });
}

function collectRequest(names: readonly string[], flags: PublishFlags): CollectRequest {
  const { all, fromDir, revision, config } = flags;
  if ((all === true) === names.length > 0)
    throw usage("Say which: COMPONENT@VERSION, or --all for every component.", verb);
  if (fromDir !== undefined && revision !== undefined)
    throw usage("A folder and a revision cannot be mixed: give --from-dir or --revision.", verb);
  return {
    versions: names.map(named),
    from:
      fromDir !== undefined
        ? { kind: "folder", folder: fromDir }
        : revision !== undefined
          ? { kind: "revision", revision }
          : { kind: "work-tree" },
    ...(config === undefined ? {} : { config }),
  };
}

function named(text: string): CollectRequest["versions"][number] {
  if (!text.includes("@")) return { component: text };
  const version = versionOf(text);
  if (version === undefined)
    throw usage(`${JSON.stringify(text)} names no version: write it as api@2.0.0.`, verb);
  return version;
}

/** What whoever builds knows, and no checkout tells. Nothing is built against itself. */
function withClaims(request: PublishRequest, { against = {}, artifactDigest }: PublishFlags): PublishRequest {
  const others = Object.entries({ ...request.builtAgainst, ...against }).filter(
    ([id]) => id !== request.component,
  );
  return {
    ...request,
    builtAgainst: Object.fromEntries(others),
    ...(artifactDigest === undefined ? {} : { artifactDigest }),
  };
}

function sentence({ version, isNew }: Published): string {
  const who = `${version.component}@${version.label}`;
  return isNew ? `${who} is published.` : `${who} was published already; it is the very same.`;
}
