/** Plain JavaScript as text, run inside a page under test: the tests are compiled without the types of a browser. */

/** Visible texts whose colour has less than 4.5:1 against what is painted below them. */
export const illegible = `(() => {
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = (colour) => {
    const [r = 0, g = 0, b = 0] = colour.slice(0, 3).map((each) => {
      const share = each / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, two) => {
    const [high = 0, low = 0] = [light(one), light(two)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const solid = (text) => {
    const [r, g, b, a = 1] = parse(text);
    return a === 1 && r !== undefined ? [r, g ?? 0, b ?? 0] : undefined;
  };
  /** Of HTML the nearest painted ancestor; of SVG the last shape below the middle of the text. */
  const ground = (element, x, y) => {
    for (const each of document.elementsFromPoint(x, y)) {
      if (each === element || element.contains(each)) continue;
      const style = getComputedStyle(each);
      const fill =
        each instanceof SVGGeometryElement && style.fill !== "none" ? solid(style.fill) : undefined;
      const found = fill ?? (each instanceof SVGElement ? undefined : solid(style.backgroundColor));
      if (found) return found;
    }
    return [255, 255, 255];
  };
  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? "";
    if (!element || text === "" || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(element.tagName)) continue;
    if (["title", "desc"].includes(element.tagName) || element.closest(".sr, dialog:not([open])")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    element.scrollIntoView({ block: "center", inline: "center" });
    const now = range.getBoundingClientRect();
    const style = getComputedStyle(element);
    const ink = solid(element instanceof SVGElement ? style.fill : style.color);
    const below = ground(element, now.x + now.width / 2, now.y + now.height / 2);
    if (!ink || contrast(ink, below) < 4.5)
      bad.push(\`\${text.slice(0, 40)}: \${ink?.join()} on \${below.join()}\`);
  }
  return bad;
})()`;
