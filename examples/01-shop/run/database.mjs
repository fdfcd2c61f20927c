// A PostgreSQL that needs no install: one PGlite process, served over a socket. Environment: PORT (default: a free one).
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { say, whenToldToStop } from "../v1/shared/process.mjs";

const db = await PGlite.create();
const server = new PGLiteSocketServer({
  db,
  host: "127.0.0.1",
  port: Number(process.env.PORT ?? 0),
  maxConnections: 32,
});
await server.start();
say("ready", { url: `postgresql://postgres@${server.getServerConn()}/postgres` });

whenToldToStop(async () => {
  await server.stop();
  await db.close();
});
