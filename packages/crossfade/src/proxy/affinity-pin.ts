/** The version that `api@2.0.0,web@1.8.0` names for this component. A pin that came as a cookie may be percent-encoded. */
export function pinnedLabel(pins: string, component: string): string | undefined {
  const text = pins.includes("%") ? decoded(pins) : pins;
  if (text.length > maxPinsLength) return undefined;
  for (const entry of text.split(",")) {
    const pin = entry.trim();
    if (pin.length > component.length + 1 && pin.startsWith(component) && pin[component.length] === "@")
      return pin.slice(component.length + 1);
  }
  return undefined;
}

const maxPinsLength = 2_048;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
