import { flagClient } from "../../flag-client.mjs";

const flags = await flagClient("web/2.0.0");
const theme = flags.getBooleanValue("dark-mode", false) ? "dark" : "bright";
process.stdout.write(`web 2.0.0 shows the new checkout, ${theme}; it was told ${flags.keys.join(", ")}\n`);
