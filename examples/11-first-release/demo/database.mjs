// The shop's database: a PostgreSQL that needs no install, in a process of its own, served over a socket.
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";

const db = await PGlite.create();
const server = new PGLiteSocketServer({ db, host: "127.0.0.1", port: 0, maxConnections: 32 });
await server.start();
const url = `postgresql://postgres@${server.getServerConn()}/postgres`;
process.stdout.write(`${JSON.stringify({ event: "ready", url })}\n`);
for (const signal of ["SIGTERM", "SIGINT"])
  process.once(signal, async () => {
    await server.stop();
    await db.close();
    process.exit(0);
  });
