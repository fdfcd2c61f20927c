// Puts build 2 on servers: `node update.mjs 9301 9302`. Your own way of updating a server stands here.
for (const port of process.argv.slice(2)) {
  const response = await fetch(`http://127.0.0.1:9300/update?port=${port}`, { method: "POST" });
  process.stdout.write(await response.text());
}
