// Four hundred users ask once: who answered them, and how many got an error?
const users = Array.from({ length: 400 }, (_, n) => `u-${n + 1}`);
const seen = { v1: { users: 0, errors: 0 }, v2: { users: 0, errors: 0 } };
for (const user of users) {
  const answer = await fetch("http://127.0.0.1:8080/", { headers: { cookie: `uid=${user}` } });
  await answer.text();
  const [, version] = (answer.headers.get("x-cf-version") ?? "shop@none").split("@");
  seen[version].users++;
  if (answer.status >= 500) seen[version].errors++;
}
for (const [version, { users, errors }] of Object.entries(seen))
  process.stdout.write(`${version}: ${users} users, ${errors} with an error\n`);
