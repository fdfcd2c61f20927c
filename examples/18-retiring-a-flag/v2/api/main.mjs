/** `flags` is a client of OpenFeature. */
export async function prices(flags) {
  return (await flags.getBooleanValue("new-checkout", true)) ? "per item" : "per cart";
}
