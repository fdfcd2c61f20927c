// The deployer: `node deploy.mjs deploy api 2`. Which servers it is about stands in CROSSFADE_REPLACES: they are out of the
// balancer, and nobody waits for an answer of theirs. Your own way of updating a server stands here.
const [action, component, version] = process.argv.slice(2);
const servers = (process.env.CROSSFADE_REPLACES ?? "").split(" ").filter(Boolean);
if (action !== "deploy" || servers.length === 0)
  throw new Error(`this deployer only updates sets of servers, and was asked to ${action} ${component}`);

for (const server of servers) {
  const { port } = new URL(server);
  const response = await fetch(`http://127.0.0.1:9300/update?port=${port}&build=${version}`, {
    method: "POST",
  });
  if (!response.ok) throw new Error(await response.text());
}
process.stdout.write(`${JSON.stringify({ endpoints: servers })}\n`);
