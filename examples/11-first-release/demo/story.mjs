// The story, act by act. What is said to have happened was looked at: each act throws where it did not.

const steps = [5, 25, 50, 100];

/** Everything changed at once: there is no order in which that goes well. */
export async function refuseNaive(shop) {
  const { narrator } = shop;
  narrator.chapter("Version 2, everything at once");
  await shop.crossfade("publish --all --from-dir versions/2.0.0-naive");
  const line =
    "release create --environment production --to db@2.0.0-naive --to api@2.0.0-naive --to worker@2.0.0-naive";
  const out = await shop.crossfade(line, { exit: 1 });
  narrator.command(`crossfade ${line}`, out, { first: 14 });
  if (!out.includes("web 1.0.0 → api 2.0.0-naive")) throw new Error("the pair that breaks was not named");
  narrator.seen("refused: old pages would no longer understand the api");
}

/** An order in which nothing breaks, a canary with a mistake in it, and a gate that sees it. */
export async function abortBad(shop) {
  const { narrator } = shop;
  narrator.chapter("Version 2.0.0: one thing after the other");
  await shop.crossfade("publish --all --from-dir versions/2.0.0");
  await create(shop, "currency", "--to db@2.0.0 --to api@2.0.0 --to worker@2.0.0");
  await shop.crossfade("release start currency");
  await shop.until("2.0.0 has 5 % of the users", () => weightOf(shop, "2.0.0", 5), 60_000);
  const shownMs = performance.now();
  narrator.command("trafficctl get-weight api", await shop.trafficctl("get-weight api"));
  narrator.say("  version 2.0.0 has a mistake: it has no shelf for one order in twenty");
  await shop.until(
    "the gate takes it back",
    async () => (await view(shop, "currency")).phase === "aborted",
    40_000,
  );
  const tookS = (performance.now() - shownMs) / 1_000;
  const journal = await shop.crossfade("release journal currency --json");
  const entries = journal.trim().split("\n").map(JSON.parse);
  const aborted = entries.find(({ event }) => event.kind === "aborted");
  const undone = entries.find(({ event }) => event.kind === "undid");
  if (aborted === undefined || undone === undefined)
    throw new Error("the journal does not tell of the abort");
  narrator.command("crossfade release show currency", await shop.crossfade("release show currency"));
  narrator.seen(`the gate saw it ${tookS.toFixed(0)} s after the first user: ${aborted.event.why}`);
  narrator.seen(`the weight was back ${undone.atMs - aborted.atMs} ms after the decision`);
  await nobodyIsLeftOn(shop, "2.0.0");
}

/** The mended version, up to its first users. Resolves to the name of the release. */
export async function askBefore(shop) {
  const { narrator } = shop;
  narrator.chapter("Version 2.0.1: the mistake is mended");
  await shop.crossfade("publish api@2.0.1 --from-dir versions/2.0.1");
  await create(shop, "currency-2", "--to db@2.0.0 --to api@2.0.1 --to worker@2.0.0");
  await shop.crossfade("release start currency-2");
  await shop.until("2.0.1 has 5 % of the users", () => weightOf(shop, "2.0.1", 5), 60_000);
  return "currency-2";
}

/** A person promotes step by step; each time it is said what a promotion without one would still need. */
export async function promoteGood(shop, release) {
  const { narrator } = shop;
  for (const percent of steps) {
    await shop.until(`2.0.1 has ${percent} %`, () => weightOf(shop, "2.0.1", percent));
    const rung = await shop.until("it has baked, and gates have judged", () =>
      bakedRung(shop, release, percent),
    );
    const gate = rung.gates.find(({ name }) => name === "errors and latency");
    narrator.say(`  at ${percent} %: ${gate.reason}`);
    if (gate.missing) narrator.say(`  still missing without a person: ${gate.missing}`);
    const out = await shop.crossfade(`release promote ${release}`);
    narrator.command(`crossfade release promote ${release}`, out, { first: 3 });
  }
  narrator.command("trafficctl get-weight api", await shop.trafficctl("get-weight api"));
  await nobodyIsLeftOn(shop, "1.0.0");
}

/** The worker may only follow when the queue is empty; what cannot be taken back waits. */
export async function workerFollows(shop, release) {
  const { narrator } = shop;
  const done = (id) => async () => stepOf(await view(shop, release), id)?.state === "done";
  await shop.until("the worker has followed", done("start worker@2.0.0"));
  await shop.until("the old worker has ended", done("end worker@1.0.0"));
  const { stages, phase } = await view(shop, release);
  const contract = stages.flat().find(({ id }) => id === "start db@2.0.0");
  if (contract?.state !== "waiting" || phase !== "running")
    throw new Error("the contract stage did not wait");
  narrator.command("crossfade status", await shop.crossfade("status"));
  narrator.seen("worker 2.0.0 packs the orders");
  narrator.seen(`dropping the old column waits: ${contract.now}`);
  const { answered } = await shop.customers();
  const failed = answered.nobody?.failed ?? 0;
  if (failed > 0) throw new Error(`${failed} requests were answered by nobody`);
  narrator.seen("no request was dropped");
}

async function create(shop, id, to) {
  const { narrator } = shop;
  const line = `release create --id ${id} --environment production ${to}`;
  narrator.command(`crossfade ${line}`, await shop.crossfade(line), { first: 24 });
  const { token } = await shop.json(
    `token create --person "${id === "currency" ? "Ada" : "Bo"}" --role approver --environment production --approves engineering`,
  );
  const approve = `release approve ${id} --role engineering --yes`;
  narrator.command(
    `crossfade ${approve}`,
    await shop.crossfade(approve, { env: { CROSSFADE_TOKEN: token } }),
    {
      first: 3,
    },
  );
  for (const item of ["product", "told"]) await shop.crossfade(`release answer ${id} ${item} yes`);
}

async function view(shop, id) {
  return shop.json(`release show ${id}`);
}

function stepOf({ stages }, id) {
  return stages.flat().find((step) => step.id === id);
}

async function weightOf(shop, label, percent) {
  const text = await shop.trafficctl("get-weight api");
  return text.includes(`api-${label}: ${percent}%`);
}

async function bakedRung(shop, release, percent) {
  const { stages } = await view(shop, release);
  const rung = stages.flat().find(({ rung }) => rung !== undefined)?.rung;
  const isJudged = rung?.gates.some(({ name }) => name === "errors and latency");
  return rung?.weight === percent * 100 && isJudged && rung.bakedMs >= rung.bakeMs ? rung : undefined;
}

async function nobodyIsLeftOn(shop, label) {
  const before = (await shop.customers()).answered[label]?.checkouts ?? 0;
  await shop.until(
    `nobody is served by ${label}`,
    async () => {
      const now = (await shop.customers()).answered[label]?.checkouts ?? 0;
      const isQuiet = now === before || now === shop.lastSeen;
      shop.lastSeen = now;
      return isQuiet;
    },
    10_000,
  );
  shop.narrator.seen(`no customer is served by api ${label} any more, as they themselves have seen`);
}
