// One bundle per process.
import { rm } from "node:fs/promises";
import { bundle, cli } from "./bundle.mjs";
import { copyDatabaseTemplate } from "./database-template.mjs";

await rm(`${cli}dist`, { recursive: true, force: true });
await bundle(
  {
    crossfade: `${cli}src/main/crossfade.ts`,
    proxy: `${cli}src/proxy/proxy.ts`,
    trafficctl: `${cli}src/main/trafficctl.ts`,
    validator: `${cli}src/worker/validator.ts`,
  },
  `${cli}dist`,
);
await copyDatabaseTemplate(`${cli}dist/database.tar.gz`);
