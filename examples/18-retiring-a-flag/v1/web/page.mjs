import { flagClient } from "../../flag-client.mjs";

const NEW_CHECKOUT = "new-checkout";
const flags = await flagClient("web/1.0.0");
const isNew = flags.getBooleanValue(NEW_CHECKOUT, false);
process.stdout.write(
  `web 1.0.0 shows the ${isNew ? "new" : "old"} checkout; it was told ${flags.keys.join(", ")}\n`,
);
