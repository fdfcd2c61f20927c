/** `flags` is a client of OpenFeature. */
export async function prices(flags) {
  return (await flags.getBooleanValue("new-checkout", false)) ? "per item" : "per cart";
}
