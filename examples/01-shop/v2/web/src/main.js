// The page's entry. The build puts the names of the chunks and the list of flags in here.
const chunks = "%CHUNKS%";
const reads = "%READS%";

/**
 * Opens the page: `base` is where flags and api are, `load` imports a chunk by its URL. `lost` names the flags without
 * which the page cannot offer what it was built for.
 */
export async function openPage({ base, assets, fetch, load }) {
  const { features, lost } = readFlags(await (await fetch(`${base}/flags.json`)).json());
  const chunk = (name) => load(`${assets}/${chunks[name]}`);
  return {
    features,
    lost,
    cart: async () => (await chunk("cart")).cartClient(fetch, base),
    checkout: () => chunk("checkout"),
  };
}

function readFlags(served) {
  const keys = Object.keys(reads);
  const known = (key) => typeof served[key] === reads[key].type;
  return {
    features: Object.fromEntries(keys.map((key) => [key, known(key) ? served[key] : reads[key].default])),
    lost: keys.filter((key) => reads[key].missing === "breaks" && !known(key)),
  };
}

async function show() {
  const page = await openPage({
    base: "",
    assets: "",
    fetch: (...call) => globalThis.fetch(...call),
    load: (url) => import(url),
  });
  const $ = (id) => document.getElementById(id);
  if (page.lost.length > 0) $("said").textContent = `Not offered any more: ${page.lost.join(", ")}`;
  $("currency").hidden = !page.features.dollars;
  document.body.classList.toggle("dark", page.features["dark-mode"]);
  const cart = await page.cart();
  const id = localStorage.cart ?? crypto.randomUUID();
  localStorage.cart = id;
  const refresh = async () => {
    $("cart").textContent = JSON.stringify(await cart.read(id));
  };
  $("add").onclick = () => cart.put(id, "mug", 1).then(refresh);
  $("buy").onclick = async () => {
    const { totalCents } = await cart.read(id);
    const currency = $("currency").value;
    const { order } = await cart.placeOrder(id, { currency });
    const { pay } = await page.checkout();
    const { port1, port2 } = new MessageChannel();
    $("frame").contentWindow.postMessage("open", "*", [port2]);
    $("said").textContent = JSON.stringify(await pay(port1, { order, amount: totalCents, currency }));
  };
  await refresh();
}

if (globalThis.document !== undefined) await show();
