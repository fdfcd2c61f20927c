import type { Drawing, DrawnPair, DrawnVersion } from "./drawing.ts";
import { icons } from "./icons.ts";
import { type Markup, markup } from "./markup.ts";
import { ageClasses, meetingText, sortWords, versionLabel } from "./words.ts";

interface Group {
  readonly id: string;
  readonly versions: readonly DrawnVersion[];
}

interface Column {
  readonly version: DrawnVersion;
  /** "first": a line stands before it. */
  readonly edge: string;
}

/** Row sends, column receives. Solid: in contact now. Outline: breaks or unknown, not in contact now. Tick: fits. Empty: never. */
export function matrixTable(drawing: Drawing, shown: string): Markup {
  const { pairs } = drawing;
  const senders = groupsOf(drawing, new Set(pairs.map((each) => each.sender)));
  const receivers = groupsOf(drawing, new Set(pairs.map((each) => each.receiver)));
  const columns = receivers.flatMap(({ versions }) =>
    versions.map((version, index): Column => ({ version, edge: index === 0 ? "first" : "" })),
  );
  const cells = new Map<string, DrawnPair[]>();
  for (const each of pairs) {
    const key = cellKey(each.sender, each.receiver);
    cells.set(key, [...(cells.get(key) ?? []), each]);
  }
  const cellOf = (sender: DrawnVersion, { version, edge }: Column) => {
    const found = cells.get(cellKey(sender, version));
    return markup`<td class="${edge}">${found && cellMarkup(found, drawing, shown)}</td>`;
  };
  return markup`<div class="mx-scroll" tabindex="0" role="region" aria-label="Version pairs, a table">
<table class="mx">
<thead>${headMarkup(receivers, columns)}</thead>
<tbody>${senders.map((group) =>
    group.versions.map(
      (sender, index) => markup`<tr class="${index === 0 ? "g" : ""}">
${rowHead(group.id, sender, index)}
${columns.map((column) => cellOf(sender, column))}
</tr>`,
    ),
  )}</tbody>
</table>
</div>`;
}

function headMarkup(receivers: readonly Group[], columns: readonly Column[]): Markup {
  const groups = receivers.map(
    ({ id, versions }) =>
      markup`<th colspan="${versions.length}" scope="colgroup" class="first" title="${id}"><span class="cut">${id}</span></th>`,
  );
  const labels = columns.map(({ version, edge }) => {
    const name = `${version.component} ${versionLabel(version)}`;
    return markup`<th scope="col" class="${ageClasses[version.age]} ${edge}" title="${name}">
<span class="cut">${versionLabel(version)}</span></th>`;
  });
  return markup`<tr><td rowspan="2"><span class="dimmer">sends ↓ to →</span></td>${groups}</tr>
<tr>${labels}</tr>`;
}

function rowHead(id: string, version: DrawnVersion, index: number): Markup {
  const name = index === 0 ? id : markup`<span class="sr">${id}</span>`;
  return markup`<th scope="row"><span class="mn cut" title="${id}">${name}</span>
<span class="v ${ageClasses[version.age]}"><span class="cut">${versionLabel(version)}</span></span></th>`;
}

function groupsOf({ components }: Drawing, used: ReadonlySet<DrawnVersion>): Group[] {
  return components
    .map(({ id, versions }) => ({ id, versions: versions.filter((each) => used.has(each)) }))
    .filter((each) => each.versions.length > 0);
}

function cellKey(sender: DrawnVersion, receiver: DrawnVersion): string {
  return JSON.stringify([sender.component, sender.label, receiver.component, receiver.label]);
}

/** Where two versions meet on several links the worst of them stands in the cell, and opens. */
function cellMarkup(pairs: readonly DrawnPair[], drawing: Drawing, shown: string): Markup | undefined {
  const [worst] = pairs;
  if (!worst) return undefined;
  const scenes = [...drawing.requested, ...drawing.planned];
  // Solid only while the worst itself is in contact, not while a harmless link between the same versions is.
  const alike = pairs.filter((each) => each.sort === worst.sort);
  const met = scenes.filter((each) => each.pairs.some((pair) => alike.includes(pair))).map((each) => each.id);
  const more = pairs.length > 1 ? `, worst of ${pairs.length} links` : "";
  const say = `${meetingText(worst)}: ${sortWords[worst.sort]}${more}`;
  const on = met.includes(shown);
  return markup`<button type="button" class="cell ${worst.sort}${on && " on"}" aria-label="${say}" data-say="${say}"
 data-pair="${worst.index}" data-pairs="${pairs.map((each) => each.index).join(" ")}" data-met="${met.join(" ")}">
${icons[worst.sort]}</button>`;
}
