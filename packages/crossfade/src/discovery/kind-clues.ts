import type { Kind } from "@crossfade/core";
import { baseOf, isObject, type RepositoryFiles } from "./repository-files.ts";
import type { Root } from "./roots.ts";

/** A reason to take a root for a component of some kind: what was seen, as "path" or "path: depends on x". */
export type Clue = (root: Root, files: RepositoryFiles) => string | undefined;

/** `sure`: this is what the thing is. A `check` says what to look at where the clue is only likely. */
export interface KindClue {
  readonly kind: Kind;
  readonly see: Clue;
  readonly check?: string;
}

const httpServers = [
  ...["express", "fastify", "koa", "@hapi/hapi", "@nestjs/core", "hono", "restify", "polka", "@trpc/server"],
  ...["apollo-server", "@apollo/server", "graphql-yoga", "@adonisjs/core", "@hono/node-server", "elysia"],
  ...["github.com/gin-gonic/gin", "github.com/go-chi/chi", "github.com/labstack/echo", "gorilla/mux"],
  ...["github.com/gofiber/fiber", "google.golang.org/grpc", "axum", "actix-web", "rocket", "warp", "tonic"],
  ...["fastapi", "flask", "django", "starlette", "aiohttp", "spring-boot-starter-web", "quarkus-rest"],
  ...["micronaut-http-server", "ktor-server", "Microsoft.NET.Sdk.Web"],
];
const queues = [
  ...["bullmq", "bull", "bee-queue", "amqplib", "rhea", "kafkajs", "@aws-sdk/client-sqs", "sqs-consumer"],
  ...[
    "graphile-worker",
    "pg-boss",
    "@temporalio/worker",
    "nats",
    "@azure/service-bus",
    "@google-cloud/pubsub",
  ],
  ...["rabbitmq/amqp091-go", "segmentio/kafka-go", "IBM/sarama", "hibiken/asynq", "nats-io/nats.go", "lapin"],
  ...[
    "rdkafka",
    "celery",
    "dramatiq",
    "spring-kafka",
    "spring-boot-starter-amqp",
    "Microsoft.NET.Sdk.Worker",
  ],
];
const pages = ["next", "nuxt", "gatsby", "react-scripts", "@sveltejs/kit", "@remix-run/react", "astro"];
const views = ["react", "vue", "svelte", "preact", "solid-js", "lit", "@angular/core", "jquery"];
const schedules = ["node-cron", "croner", "node-schedule", "cron", "robfig/cron"];

const runs = (names: readonly string[]): Clue => depends(names, (root, name) => root.needs(name));
const builtWith = (names: readonly string[]): Clue => depends(names, (root, name) => root.builtWith(name));

function depends(names: readonly string[], has: (root: Root, name: string) => boolean): Clue {
  return (root) => {
    const found = names.find((name) => has(root, name));
    return found === undefined ? undefined : `${root.manifest}: depends on ${found}`;
  };
}

const anyOf =
  (...names: readonly string[]): Clue =>
  (root, files) =>
    names.map((name) => root.folder + name).find((path) => files.has(path));

const both =
  (one: Clue, other: Clue): Clue =>
  (root, files) => {
    const [first, second] = [one(root, files), other(root, files)];
    return first === undefined || second === undefined ? undefined : `${first}, ${second}`;
  };

const unless =
  (clue: Clue, never: Clue): Clue =>
  (root, files) =>
    never(root, files) === undefined ? clue(root, files) : undefined;

const called =
  (pattern: RegExp): Clue =>
  (root) =>
    root.folder !== "" && pattern.test(baseOf(root.folder)) ? `the name of ${root.folder}` : undefined;

/** Office's own format for add-ins, by its content. */
export const officeManifest: Clue = (root, files) =>
  files
    .filesIn(root.folder)
    .find((path) => /manifest[^/]*\.xml$/i.test(path) && /<OfficeApp[\s>]/.test(files.text(path) ?? ""));

export const extensionManifest: Clue = (root, files) =>
  ["manifest.json", "public/manifest.json", "src/manifest.json", "static/manifest.json"]
    .map((name) => root.folder + name)
    .find((path) => typeof files.mapping(path)?.manifest_version === "number");

const bothPhones: Clue = (root, files) =>
  files.hasFolder(`${root.folder}ios/`) && files.hasFolder(`${root.folder}android/`)
    ? `${root.folder}ios/, ${root.folder}android/`
    : undefined;

const bundlerConfig: Clue = (root, files) => {
  const path = files
    .filesIn(root.folder)
    .find((each) => /\/?(vite|webpack|rspack|rsbuild)\.config\.[cm]?[jt]s$/.test(each));
  // A library is bundled too, but nobody opens it.
  return path !== undefined && !/\blib\s*:\s*\{/.test(files.text(path) ?? "") ? path : undefined;
};

const goMain: Clue = (root, files) =>
  root.language === "go" ? files.paths.find((path) => isGoMain(path, root.folder)) : undefined;

function isGoMain(path: string, folder: string): boolean {
  if (!path.startsWith(folder)) return false;
  return /^(cmd\/([^/]+\/)?)?main\.go$/.test(path.slice(folder.length));
}

const starts: Clue = (root) =>
  typeof root.scripts.start === "string" && /\b(node|tsx|ts-node|bun|deno)\b/.test(root.scripts.start)
    ? `${root.manifest}: "start": ${JSON.stringify(root.scripts.start.slice(0, 80))}`
    : undefined;

const dockerfile = anyOf("Dockerfile", "Containerfile");
const page = anyOf("index.html", "public/index.html", "src/index.html");
const serves = runs(httpServers);

export const isService =
  "that it answers calls (one that takes messages is a worker, one that ends by itself a job)";

/** Asked from top to bottom; the first that is seen decides, and the others of its kind are told too. */
export const kindClues: readonly KindClue[] = [
  { kind: "add-in", see: officeManifest },
  { kind: "extension", see: extensionManifest },
  { kind: "mobile", see: builtWith(["expo", "react-native", "@capacitor/core", "@nativescript/core"]) },
  { kind: "mobile", see: bothPhones },
  { kind: "desktop", see: builtWith(["electron", "@tauri-apps/cli"]) },
  { kind: "desktop", see: anyOf("src-tauri/tauri.conf.json") },
  {
    kind: "web",
    see: unless(builtWith(pages), serves),
    check: "that its server has no contract of its own; else add it as a service",
  },
  { kind: "web", see: unless(page, serves) },
  { kind: "web", see: unless(both(bundlerConfig, builtWith(views)), serves) },
  { kind: "web", see: anyOf("angular.json") },
  {
    kind: "job",
    see: called(/(^|[-_])(jobs?|cron|nightly|batch|scheduler|scheduled)([-_]|$)/i),
    check: "that it starts, works and ends by a clock",
  },
  {
    kind: "worker",
    see: both(called(/(^|[-_])(workers?|consumers?|processors?|queues?)([-_]|$)/i), runs(queues)),
  },
  {
    kind: "worker",
    see: called(/(^|[-_])(workers?|consumers?|processors?)([-_]|$)/i),
    check: "that it takes its work from a queue or a table, not from calls",
  },
  { kind: "service", see: serves },
  { kind: "worker", see: runs(queues), check: "that it takes messages; one that answers calls is a service" },
  { kind: "job", see: runs(schedules), check: "that it starts, works and ends by a clock" },
  { kind: "service", see: dockerfile, check: isService },
  { kind: "service", see: goMain, check: isService },
  { kind: "service", see: anyOf("src/main.rs"), check: isService },
  { kind: "service", see: starts, check: isService },
  {
    kind: "web",
    see: called(/^(web|webapp|website|frontend|spa|portal)$/i),
    check: "that people open it in a browser",
  },
];

/** Something that is started, whatever it depends on. */
export const isStarted: Clue = (root, files) =>
  dockerfile(root, files) ??
  page(root, files) ??
  (["start", "dev", "serve"].some((name) => isObject(root.scripts) && name in root.scripts)
    ? root.manifest
    : undefined);
